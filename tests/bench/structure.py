"""The page of the stock's structure over 3 million loans, against the bare SQL for the same figures.

python tests/bench/structure.py [loans]
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

from school import Library
from starlette.testclient import TestClient
from visiting import ACTING, ORIGIN, PIN

from db.models import Patron
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import connected, open_store
from kiosk.pages.app import make_app
from kiosk.pages.ground.office import Office
from kiosk.settings import Settings

NOW = datetime(2026, 9, 7, 2, 0)
TITLES, COPIES = 10_000, 40_000
TIMES = 5
MOST = 3.0
"""The page may take so many times as long as the bare statements, which read all loans: it reads a year's."""
BARE = (
    "SELECT SUBSTR(title.call_number, 1, 1), COUNT(*), COUNT(DISTINCT title.id) FROM copy"
    " JOIN title ON title.id = copy.title_id WHERE copy.status NOT IN ('lost', 'withdrawn') GROUP BY 1",
    "SELECT SUBSTR(title.call_number, 1, 1), COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id"
    " JOIN title ON title.id = copy.title_id"
    " WHERE NOT loan.voided AND loan.lent_on > '2025-09-07' GROUP BY 1",
    "SELECT COUNT(*) FROM title WHERE NOT EXISTS (SELECT 1 FROM copy JOIN loan ON loan.copy_id = copy.id"
    " WHERE copy.title_id = title.id AND NOT loan.voided)",
    "SELECT year, COUNT(*) FROM title JOIN copy ON copy.title_id = title.id GROUP BY year",
)


def fill(path: Path, loans: int) -> None:
    """Ten years of loans; every twentieth title was never lent."""
    letters = "ABCDEFGHIJKNOPQRSTUVXZ"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        connection.executemany(
            "INSERT INTO title (id, title, author, publisher, year, currency, subject, language, call_number,"
            " original) VALUES (?, ?, '', '', ?, 'CNY', '', '', ?, '')",
            ((n, f"Title {n}", 1980 + n % 45, f"{letters[n % 22]}{n}") for n in range(1, TITLES + 1)),
        )
        connection.executemany(
            "INSERT INTO copy VALUES (?, ?, ?, NULL, 'available')",
            ((n, n % TITLES + 1, n // TITLES + 1) for n in range(1, COPIES + 1)),
        )
        first = date(2016, 9, 7)
        connection.executemany(
            "INSERT INTO loan"
            " (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, returned_at, renewals, voided)"
            " VALUES (?, NULL, ?, ?, ?, 'old', ?, 0, 0)",
            (
                (copy - (copy % 20 == 0), at, on, on, at)
                for n in range(loans)
                for on in (str(first + timedelta(days=n * 3652 // loans)),)
                for at in (f"{on} 02:00:00",)
                for copy in (n * 7919 % COPIES + 1,)
            ),
        )
        connection.execute("INSERT INTO accession_batch (number, kind) VALUES (1, 'stock')")
        connection.execute("INSERT INTO accession (number, copy_id, batch_id) SELECT id, id, 1 FROM copy")
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
    for statement in BARE:
        connection.execute(statement).fetchall()
    connection.close()


def main(loans: int) -> int:
    """Exit code 1 where the page takes more than three times as long."""
    with tempfile.TemporaryDirectory() as folder:
        path = open_store(str(Path(folder) / "library.db")).path
        fill(path, loans)
        with connected():
            Library(path).policy("librarian")
            Patron.create(number="S1", name="Staff", given_name="Staff", category="librarian")
            appoint("S1", "librarian", (), ACTING)
            set_pin(PIN, ACTING, "S1")
            settings = Settings(name="bench", store=str(path), language="en")
            app = make_app(Office(settings, Path(folder) / "log", now=lambda: NOW))
            with TestClient(app, "http://localhost", headers=ORIGIN, follow_redirects=False) as desk:
                assert desk.post("/login", data={"card": "S1", "pin": PIN}).status_code == 303
                assert "Stock" in desk.get("/stock/structure").text
                sql = median(lambda: bare(path))
                shown = median(lambda: desk.get("/stock/structure"))
    print(f"{loans:,} loans: bare SQL {sql:.0f} ms, the page {shown:.0f} ms, ratio {shown / sql:.2f}")
    return int(shown > MOST * sql)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000))
