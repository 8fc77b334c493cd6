"""Scan to committed answer through the desk, against raw `sqlite3` doing the same writes, in one run.

    python tests/bench/scan.py [--copies 10000 100000 1000000] [--scans 400] [--writers 8]

Prints the median and the 99th percentile in milliseconds, and their ratio to the floor. The floor is the
least that must be written for a loan: look up, check, insert loan, update, insert event, commit, with the
same durability. Desk and floor take turns, scan by scan, so that a noisy machine disturbs both alike.
"""

import argparse
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from big_school import NOW, make

from db.events.record import new_uuid
from db.store.opening import connected, open_store
from kiosk.counter.desk import Desk


def raw_loan(connection: sqlite3.Connection, code: str, patron: int, number: int) -> None:
    """The floor: six statements and a durable commit."""
    connection.execute("BEGIN IMMEDIATE")
    (copy,) = connection.execute("SELECT copy_id FROM barcode WHERE code = ?", (code,)).fetchone()
    connection.execute(
        "SELECT COUNT(*) FROM loan WHERE patron_id = ? AND returned_at IS NULL", (patron,)
    ).fetchone()
    loan = connection.execute(
        "INSERT INTO loan (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, renewals, voided)"
        " VALUES (?, ?, ?, '2026-09-07', '2026-09-22', 'raw', 0, 0)",
        (copy, patron, str(NOW)),
    ).lastrowid
    connection.execute("UPDATE loan SET renewals = 0 WHERE id = ?", (loan,))
    connection.execute(
        "INSERT INTO event (uuid, at, kiosk, actor, verb, patron_id, copy_id, loan_id, flagged, details)"
        " VALUES (?, ?, 'raw', 'reader', 'lent', ?, ?, ?, 0, '')",
        (new_uuid(NOW + timedelta(seconds=number)), str(NOW), patron, copy, loan),
    )
    connection.execute("COMMIT")


def open_raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    for pragma in ("journal_mode=wal", "foreign_keys=1", "synchronous=full"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def timed(act: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    act(*arguments)
    return 1000 * (time.perf_counter() - start)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def one_writer(path: Path, scans: int) -> tuple[list[float], list[float]]:
    """Milliseconds of (desk, floor), loans of different copies, interleaved."""
    open_store(str(path))
    desk_times: list[float] = []
    raw_times: list[float] = []
    raw = open_raw(path)
    with connected():
        desk = Desk("bench")
        now = NOW
        for number in range(scans):
            if number % 4 == 0:
                desk.scan(f"R{number % 50 + 1}", now)
            now += timedelta(seconds=3)
            code = f"B{number * 2 + 1}"
            moment = now
            desk_times.append(timed(desk.scan, code, moment))
            raw_times.append(timed(raw_loan, raw, f"B{number * 2 + 2}", number % 50 + 51, number))
    raw.close()
    return desk_times, raw_times


def _work(arguments: tuple[str, int, int, int, bool]) -> list[float]:
    path, writer, writers, scans, through_desk = arguments
    times: list[float] = []
    first = 2000 + writer * scans
    if through_desk:
        open_store(path)
        with connected():
            desk = Desk(f"bench {writer}")
            now = NOW
            for number in range(scans):
                if number % 4 == 0:
                    desk.scan(f"R{writer * 4 + number % 4 + 1}", now)
                now += timedelta(seconds=3)
                code, moment = f"B{first + number}", now
                times.append(timed(desk.scan, code, moment))
                time.sleep(0.02)  # a child needs far longer than this between two books
        return times
    raw = open_raw(Path(path))
    for number in range(scans):
        times.append(timed(raw_loan, raw, f"B{first + writers * scans + number}", writer + 1, number))
        time.sleep(0.02)
    return times


def many_writers(path: Path, writers: int, scans: int) -> tuple[list[float], list[float]]:
    """Milliseconds of (desk, floor) with this many processes writing at once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(writers) as pool:
        return tuple(
            [
                ms
                for times in pool.map(
                    _work, [(str(path), n, writers, scans, desk) for n in range(writers)], 1
                )
                for ms in times
            ]
            for desk in (True, False)
        )  # type: ignore[return-value]


def row(label: str, desk: list[float], floor: list[float]) -> None:
    middle, worst = percentile(desk, 0.5), percentile(desk, 0.99)
    raw_middle, raw_worst = percentile(floor, 0.5), percentile(floor, 0.99)
    print(
        f"{label:<28} desk p50 {middle:6.2f} ms  p99 {worst:6.2f} ms | raw p50 {raw_middle:6.2f} ms"
        f"  p99 {raw_worst:6.2f} ms | {middle / raw_middle:5.1f}x"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--scans", type=int, default=400)
    parser.add_argument("--writers", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        medians = []
        for copies in arguments.copies:
            path = make(Path(folder), copies)
            desk, floor = one_writer(path, arguments.scans)
            row(f"{copies:,} copies", desk, floor)
            medians.append(percentile(desk, 0.5))
            if copies == arguments.copies[0]:
                row(f"  {arguments.writers} writers", *many_writers(path, arguments.writers, 100))
        print(f"largest over smallest, desk p50: {medians[-1] / medians[0]:.2f}x")


if __name__ == "__main__":
    main()
