"""A store of any size for the benchmarks: copies with labels, readers with cards, a proportional history."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from db.events.record import new_uuid
from db.searching.names import text_of_reader
from db.searching.titles import text_of
from db.store.opening import open_store

NOW = datetime(2026, 9, 7, 2, 0)
PUPILS_PER_COPIES = 20
"""One reader for this many copies."""
LOANS_PER_COPY = 3
"""Closed loans in the history of each copy."""


def make(folder: Path, copies: int) -> Path:
    """Write a store with this many labelled copies, by plain `sqlite3` since nobody measures this."""
    path = open_store(str(folder / f"school-{copies}.db")).path
    readers = max(100, copies // PUPILS_PER_COPIES)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    add = connection.executemany
    with connection:
        connection.execute("UPDATE policy SET most_loans = 999 WHERE category = 'pupil'")
        add("INSERT INTO school_class (id, name) VALUES (?, ?)", ((n, f"Class {n}") for n in range(1, 41)))
        add(
            "INSERT INTO patron"
            " (id, number, name, given_name, school_class_id, category, status, found_by)"
            " VALUES (?, ?, ?, ?, ?, 'pupil', 'active', ?)",
            (
                (
                    n,
                    f"R{n}",
                    f"Reader {n}",
                    f"Given {n}",
                    n % 40 + 1,
                    text_of_reader(f"Reader {n}", f"R{n}", ""),
                )
                for n in range(1, readers + 1)
            ),
        )
        add("INSERT INTO location VALUES (?, ?, 'shelf', NULL)", ((n, f"Shelf {n}") for n in range(1, 201)))
        add(
            "INSERT INTO title"
            " (id, title, author, publisher, currency, subject, language, call_number, original)"
            " VALUES (?, ?, 'Author', '', '', '', '', ?, '')",
            ((n, f"Title {n}", f"I287/{n}") for n in range(1, copies // 4 + 2)),
        )
        add(
            "INSERT INTO copy VALUES (?, ?, ?, ?, 'available')",
            ((n, n // 4 + 1, n % 4 + 1, n % 200 + 1) for n in range(1, copies + 1)),
        )
        at = str(NOW)
        add(
            "INSERT INTO barcode (code, copy_id, issued_at) VALUES (?, ?, ?)",
            ((f"B{n}", n, at) for n in range(1, copies + 1)),
        )
        add(
            "INSERT INTO barcode (code, patron_id, issued_at) VALUES (?, ?, ?)",
            ((f"R{n}", n, at) for n in range(1, readers + 1)),
        )
        add(
            "INSERT INTO loan"
            " (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, returned_at, renewals, voided)"
            " VALUES (?, ?, ?, ?, ?, 'old', ?, 0, 0)",
            _history(copies, readers),
        )
        add(
            "INSERT INTO event (uuid, at, kiosk, actor, verb, copy_id, flagged, details)"
            " VALUES (?, ?, 'old', 'reader', 'lent', ?, 0, '')",
            (
                (
                    new_uuid(NOW - timedelta(seconds=10 * copies - n)),
                    str(NOW - timedelta(days=30)),
                    n % copies + 1,
                )
                for n in range(copies * LOANS_PER_COPY)
            ),
        )
        found = connection.execute("SELECT id, title, author, isbn, identifier, call_number FROM title")
        add("INSERT INTO title_search VALUES (?, ?)", [(id_, text_of(cells)) for id_, *cells in found])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
    connection.close()
    return path


def _history(copies: int, readers: int) -> Iterator[tuple[int, int, str, str, str, str]]:
    first = date(2023, 9, 1)
    for n in range(copies * LOANS_PER_COPY):
        lent = first + timedelta(days=n % 900)
        due, back = lent + timedelta(15), f"{lent} 09:00:00"
        yield n % copies + 1, n % readers + 1, f"{lent} 02:00:00", str(lent), str(due), back
