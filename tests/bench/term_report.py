"""The whole report of a term over 3 million loans, against the bare SQL for the same figures.

python tests/bench/term_report.py [loans]
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "support")]

from structure import COPIES, fill

from db.store.opening import connected, open_store
from db.term_report.kept import standing
from db.term_report.periods import term_period
from kiosk.term_report.said import said
from kiosk.words import speak

TODAY = date(2026, 9, 6)
TERMS = (("2026", "02-15", "07-10"), ("2025", "09-01", "12-31"), ("2025", "02-15", "07-10"))
"""The one that is reported, the one before, and that of a year ago."""
CLASSES, PUPILS = 40, 1500
TIMES = 5
MOST_SECONDS, MOST = 5.0, 3.0
"""For the whole report; and so many times as long as the bare statements."""
OF_A_TERM = (
    "SELECT COUNT(*), SUM(renewals), COUNT(DISTINCT copy_id) FROM loan"
    " WHERE lent_on BETWEEN :first AND :last AND NOT voided",
    "SELECT class_name, pupils, borrowers, loans FROM class_term WHERE starts_on = :first",
    "SELECT class_name, category, letter, SUM(loans) FROM loan_count"
    " WHERE month BETWEEN DATE(:first, 'start of month') AND :last GROUP BY 1, 2, 3",
    "SELECT school_class.name, patron.category, COUNT(*) FROM loan JOIN patron ON patron.id = loan.patron_id"
    " JOIN school_class ON school_class.id = patron.school_class_id"
    " WHERE lent_on BETWEEN :first AND :last AND NOT voided GROUP BY 1, 2",
    "SELECT verb, copy_id, details FROM event WHERE at BETWEEN :first AND :last AND (verb IN ('copy_marked',"
    " 'not_found', 'shelf_missing', 'corner_missing', 'shelf_found', 'shelf_moved', 'shelved')"
    " OR (verb = 'returned' AND details <> ''))",
    "SELECT COUNT(*) FROM event WHERE at BETWEEN :first AND :last AND verb = 'card_replaced'",
    "SELECT SUM(visits) FROM visit_count WHERE day BETWEEN :first AND :last",
    "SELECT COUNT(*), SUM(present) FROM lesson WHERE opened_at BETWEEN :first AND :last",
)
"""What is asked of each of the three terms."""
OF_ALL = (
    "SELECT COALESCE(batch.came_on, ''), SUBSTR(title.call_number, 1, 1), COUNT(*), COUNT(DISTINCT title.id),"
    " SUM(title.price), SUM(accession.paid) FROM accession JOIN accession_batch AS batch"
    " ON batch.id = accession.batch_id JOIN copy ON copy.id = accession.copy_id"
    " JOIN title ON title.id = copy.title_id GROUP BY 1, 2",
    "SELECT copy.id, event.at, event.details FROM copy JOIN event ON event.copy_id = copy.id"
    " WHERE copy.status = 'withdrawn' AND event.verb = 'copy_marked'",
    "SELECT title.title, title.author, title.call_number, COUNT(*), COUNT(DISTINCT loan.patron_id) FROM loan"
    " JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
    " WHERE NOT loan.voided AND lent_on BETWEEN :first AND :last"
    " GROUP BY title.id ORDER BY 4 DESC, 1 LIMIT 10",
    "SELECT SUBSTR(title.call_number, 1, 1), COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id"
    " JOIN title ON title.id = copy.title_id"
    " WHERE NOT loan.voided AND lent_on BETWEEN :first AND :last GROUP BY 1",
    "SELECT SUBSTR(title.call_number, 1, 1), COUNT(*), COUNT(DISTINCT title.id) FROM copy"
    " JOIN title ON title.id = copy.title_id WHERE copy.status NOT IN ('lost', 'withdrawn') GROUP BY 1",
    "SELECT SUBSTR(lent_on, 1, 7), COUNT(*), SUM(renewals) FROM loan"
    " WHERE NOT voided AND lent_on BETWEEN :first AND :last GROUP BY 1",
    "SELECT COUNT(*), SUM(due_on < '2026-09-06') FROM loan WHERE returned_at IS NULL",
    "SELECT COUNT(*), SUM(EXISTS (SELECT 1 FROM barcode WHERE patron_id = patron.id)) FROM patron",
    "SELECT COUNT(*) FROM barcode WHERE patron_id IS NOT NULL AND issued_at BETWEEN :first AND :last",
)
"""What is asked of the term that is reported, or of today."""


def furnish(path: Path, loans: int) -> None:
    """Classes, pupils, terms, the counters of purged loans, and two years of events, onto ten of loans."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    add = connection.executemany
    with connection:
        add(
            "INSERT INTO school_class (id, name) VALUES (?, ?)",
            ((n, f"{n % 6 + 1}({n})") for n in range(1, CLASSES + 1)),
        )
        add(
            "INSERT INTO patron (id, number, name, given_name, school_class_id, category, status)"
            " VALUES (?, ?, ?, ?, ?, 'pupil', 'active')",
            ((n, f"R{n}", f"Reader {n}", f"Given {n}", n % CLASSES + 1) for n in range(1, PUPILS + 1)),
        )
        add(
            "INSERT INTO barcode (code, patron_id, issued_at) VALUES (?, ?, '2025-09-01')",
            ((f"C{n}", n) for n in range(1, PUPILS + 1)),
        )
        add(
            "INSERT INTO barcode (code, copy_id, issued_at) VALUES (?, ?, '2016-09-01')",
            ((f"B{n}", n) for n in range(1, COPIES + 1)),
        )
        add(
            "INSERT INTO term (name, starts_on, ends_on) VALUES (?, ?, ?)",
            ((f"{year}-{first}", f"{year}-{first}", f"{year}-{last}") for year, first, last in TERMS),
        )
        add(
            "INSERT INTO class_term SELECT starts_on, ends_on, ?, 38, 36, 400 FROM term WHERE ? > 0",
            ((f"{n % 6 + 1}({n})", n) for n in range(1, CLASSES + 1)),
        )
        add(
            "INSERT INTO loan_count VALUES (?, ?, 'pupil', ?, ?, 0)",
            (
                (f"{year}-{month:02}-01", f"{n % 6 + 1}({n})", letter, 28)
                for year in range(2016, 2027)
                for month in range(1, 13)
                for n in range(1, CLASSES + 1)
                for letter in "ABCDEFGHIJKNOPQRSTUVXZ"
            ),
        )
        connection.execute("UPDATE loan SET patron_id = id % ? + 1 WHERE lent_on >= '2026-06-25'", (PUPILS,))
        add(
            "INSERT INTO event (uuid, at, kiosk, actor, account, verb, copy_id, flagged, details)"
            " VALUES (?, ?, 'k', 'reader', '', ?, ?, 0, ?)",
            (
                (f"{n}-{verb}", str(at), verb, n * 7919 % COPIES + 1, details)
                for n in range(loans // 5)
                for at in (datetime(2024, 9, 7) + timedelta(seconds=n * 730 * 86400 // (loans // 5)),)
                for verb, details in (
                    ("lent", ""),
                    ("returned", ""),
                    *((("copy_marked", '{"status": "repair", "was": "available"}'),) if n % 200 == 0 else ()),
                    *((("shelved", ""),) if n % 10 == 0 else ()),
                )
            ),
        )
    connection.execute("ANALYZE")
    connection.close()


def median(work: Callable[[], object]) -> float:
    """Of several runs, in milliseconds."""
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def bare(path: Path) -> None:
    """The figures' statements by plain `sqlite3`, as a connection of their own."""
    connection = sqlite3.connect(path)
    spans = [{"first": f"{year}-{first}", "last": f"{year}-{last}"} for year, first, last in TERMS]
    for statement in OF_A_TERM:
        for span in spans:
            connection.execute(statement, span).fetchall()
    for statement in OF_ALL:
        connection.execute(statement, spans[0] if ":first" in statement else ()).fetchall()
    connection.close()


def main(loans: int) -> int:
    """Exit code 1 where it takes more than 5 s, or more than three times as long."""
    with tempfile.TemporaryDirectory() as folder:
        path = open_store(str(Path(folder) / "library.db")).path
        fill(path, loans)
        furnish(path, loans)
        with connected():

            def whole() -> None:
                found = said(standing(term_period("2026-02-15", TODAY), TODAY), speak("zh_CN"))
                assert len(found.parts) >= 4

            whole()
            sql, took = median(lambda: bare(path)), median(whole)
    print(f"{loans:,} loans: bare SQL {sql:.0f} ms, the report {took:.0f} ms, ratio {took / sql:.2f}")
    return int(took > MOST * sql or took > MOST_SECONDS * 1e3)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000))
