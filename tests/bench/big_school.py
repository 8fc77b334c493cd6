"""A store of any size for the benchmarks: copies with labels, readers with cards, a proportional history."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from db.events.record import Acting, new_uuid
from db.models import (
    Barcode,
    Copy,
    Event,
    HasBorrowed,
    Loan,
    Location,
    Patron,
    SchoolClass,
    Table,
    Title,
    TitleSearch,
)
from db.registers.entering import enter_missing
from db.searching.names import text_of_reader
from db.searching.titles import text_of
from db.store.opening import connected, open_store

NOW = datetime(2026, 9, 7, 2, 0)
PUPILS_PER_COPIES = 20
"""One reader for this many copies."""
LOANS_PER_COPY = 3
"""Closed loans in the history of each copy."""


def make(folder: Path, copies: int) -> Path:
    """Write a store with this many labelled copies, which `kiosk check` finds sound.

    By plain `sqlite3`, since nobody measures this; what a row leaves open is as the tables say.
    """
    path = open_store(str(folder / f"school-{copies}.db")).path
    readers = max(100, copies // PUPILS_PER_COPIES)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    at = str(NOW)
    with connection:
        connection.execute("UPDATE policy SET most_loans = 999 WHERE category = 'pupil'")
        _add(connection, SchoolClass, "id, name", ((n, f"Class {n}") for n in range(1, 41)))
        _add(
            connection,
            Patron,
            "id, number, name, given_name, school_class_id, category, status, found_by",
            (
                (
                    *(n, f"R{n}", f"Reader {n}", f"Given {n}", n % 40 + 1, "pupil", "active"),
                    text_of_reader(f"Reader {n}", f"R{n}", ""),
                )
                for n in range(1, readers + 1)
            ),
        )
        _add(connection, Location, "id, name, kind", ((n, f"Shelf {n}", "shelf") for n in range(1, 201)))
        _add(
            connection,
            Title,
            "id, title, author, call_number",
            ((n, f"Title {n}", "Author", f"I287/{n}") for n in range(1, copies // 4 + 2)),
        )
        _add(
            connection,
            Copy,
            "id, title_id, number, location_id, status",
            ((n, n // 4 + 1, n % 4 + 1, n % 200 + 1, "available") for n in range(1, copies + 1)),
        )
        labels = ((f"B{n}", n, at) for n in range(1, copies + 1))
        _add(connection, Barcode, "code, copy_id, issued_at", labels)
        cards = ((f"R{n}", n, at) for n in range(1, readers + 1))
        _add(connection, Barcode, "code, patron_id, issued_at", cards)
        _add(
            connection,
            Loan,
            "copy_id, patron_id, lent_at, lent_on, due_on, kiosk, returned_at",
            _history(copies, readers),
        )
        _add(connection, HasBorrowed, "patron_id", ((n,) for n in range(1, readers + 1)))
        _add(
            connection,
            Event,
            "uuid, at, kiosk, actor, verb, copy_id",
            (
                (
                    new_uuid(NOW - timedelta(seconds=10 * copies - n)),
                    str(NOW - timedelta(days=30)),
                    *("old", "reader", "lent"),
                    n % copies + 1,
                )
                for n in range(copies * LOANS_PER_COPY)
            ),
        )
        found = connection.execute("SELECT id, title, author, isbn, identifier, call_number FROM title")
        _add(connection, TitleSearch, "title_id, text", [(id_, text_of(cells)) for id_, *cells in found])
    connection.close()
    with connected():
        enter_missing(Acting("bench", NOW, "system"))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
    connection.close()
    return path


def _add(
    connection: sqlite3.Connection, table: type[Table], names: str, found: Iterable[tuple[object, ...]]
) -> None:
    """Write rows of these columns; the others hold what their fields have by default."""
    others = {
        field.column_name: field.default
        for field in table._meta.sorted_fields
        if field.column_name not in names.split(", ") and field.default is not None
    }
    columns = ", ".join(f'"{name}"' for name in (*names.split(", "), *others))
    marks = ", ".join("?" * (len(names.split(", ")) + len(others)))
    values = tuple(others.values())
    connection.executemany(
        f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({marks})',
        ((*row, *values) for row in found),
    )


def _history(copies: int, readers: int) -> Iterator[tuple[int, int, str, str, str, str, str]]:
    first = date(2023, 9, 1)
    for n in range(copies * LOANS_PER_COPY):
        lent = first + timedelta(days=n % 900)
        due, back = lent + timedelta(15), f"{lent} 09:00:00"
        yield n % copies + 1, n % readers + 1, f"{lent} 02:00:00", str(lent), str(due), "old", back
