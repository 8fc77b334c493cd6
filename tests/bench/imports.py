"""How fast a list goes in, against raw `executemany` of the rows that it becomes.

    python tests/bench/imports.py [--rows 100000]

Both write the same titles, copies and places into a store of the same schema, with the same pragmas. The
floor is given its rows ready made; the import reads the file, cleans and checks every cell, and looks for
each title in the store. Only the ratio of one run says anything.
"""

import argparse
import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from stdnum import ean

from db.events.record import Acting
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import database
from db.store.opening import connected, open_store

ACTING = Acting("bench", datetime(2026, 9, 7, 2, 0), "staff")
FLOOR = {"books": ("location", "title", "copy"), "readers": ("school_class", "patron", "barcode")}


def write_books(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        header = "ISBN,书籍名称,作者,出版社,出版日期,页数,价格,主题,馆藏本数,索书号,书籍位置"
        writer.writerow(header.split(","))
        for n in range(count):
            digits = f"9787{n:08}"
            writer.writerow(
                [
                    digits + ean.calc_check_digit(digits),
                    f"《第{n}本书的名字》",
                    f"作者{n % 5000}著",
                    f"出版社{n % 300}",
                    f"{1990 + n % 35}-{1 + n % 12}",
                    f"{n % 400 + 20}页",
                    f"CNY{n % 90 + 5}.80",
                    f"儿童文学 -- 小说 -- {n % 900}",
                    "1",
                    f"I{n % 900}.{n % 45} ",
                    str(n % 170),
                ]
            )


def write_readers(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["借书号", "姓名", "单位", "借书权限", "借书额度"])
        for n in range(count):
            writer.writerow([f"{n:08}", f"胡小{chr(0x4E00 + n % 5000)}", f"{n % 40}班", "开通", "2"])


def raw(store: Path, made: dict[str, list[tuple[object, ...]]]) -> float:
    """Seconds that `executemany` takes for rows that are ready, table after table, in one transaction."""
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=1")
    connection.execute("PRAGMA synchronous=FULL")
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in made.items():
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


def measure(kind: str, count: int, folder: Path) -> None:
    write: Callable[[Path, int], None] = write_books if kind == "books" else write_readers
    run = import_books if kind == "books" else import_readers
    path = folder / f"{kind}.csv"
    write(path, count)
    open_store(str(folder / f"{kind}.db"))
    with connected():
        begun = time.perf_counter()
        imported = run(path, acting=ACTING)
        seconds = time.perf_counter() - begun
        assert imported.added == count, imported
        begun = time.perf_counter()
        assert run(path, acting=ACTING).same == count
        again = time.perf_counter() - begun
        made = {
            table: list(database.execute_sql(f'SELECT * FROM "{table}"').fetchall()) for table in FLOOR[kind]
        }
    open_store(str(folder / f"{kind}-raw.db"))
    floor = raw(folder / f"{kind}-raw.db", made)
    print(
        f"{kind}: {count:,} rows  raw {count / floor:,.0f} rows/s"
        f"  import {count / seconds:,.0f} rows/s = {seconds / floor:.1f}x"
        f"  again, nothing new {count / again:,.0f} rows/s = {again / floor:.1f}x"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=30_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("books", "readers"):
            measure(kind, count, Path(folder))


if __name__ == "__main__":
    main()
