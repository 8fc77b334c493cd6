"""`kiosk check`: silent on a sound store, and every kind of breach is named with what to do."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from school import NOW, Library

from db.answers.counter.scans import CheckedOut
from db.circulation.lending import check_in, check_out, renew
from db.circulation.undo import undo
from db.clock import local_day
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.models import database
from db.safety.checking import check
from db.store.sql import rows
from kiosk.cli import main

pytestmark = pytest.mark.store_in("file")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def school(library: Library) -> Library:
    """Loans in every state that the desk can leave them in, and some without a record."""
    with database.atomic():
        ada = library.patron("6101", quota=9)
        library.lend(library.copy("IMPORTED"), ada)
        for number in range(5):
            copy = library.copy(f"B{number}")
            at = Acting("k", NOW + timedelta(minutes=number))
            lent = check_out(ada.id, copy.id, at, read_calendar(local_day(NOW)))
            assert isinstance(lent, CheckedOut)
            later = Acting("k", NOW + timedelta(days=1, minutes=number))
            match number:
                case 1:
                    undo(lent.events, at)
                case 2:
                    check_in(copy.id, later)
                case 3:
                    undo(check_in(copy.id, later).events, later)  # type: ignore[union-attr]
                case 4:
                    renew(lent.loan_id, later, read_calendar(local_day(later.now)))
    return library


def found(library: Library) -> str:
    told = check(library.path, NOW + timedelta(days=2))
    return "\n".join(f"{f.sentence} {f.remedy}" for f in told)


def force(*statements: str) -> Callable[[Library], None]:
    """What a program that knows none of our rules could do to the file."""

    def do(library: Library) -> None:
        with contextlib.closing(sqlite3.connect(library.path)) as store, store:
            store.execute("PRAGMA ignore_check_constraints = on")
            for statement in statements:
                store.execute(statement)

    return do


def torn(library: Library) -> None:
    rows("PRAGMA wal_checkpoint(truncate)")
    with library.path.open("r+b") as store:
        store.seek(8 * 4096)
        store.write(os.urandom(3 * 4096))


def test_a_store_that_only_the_desk_has_written_is_sound(school: Library, capsys: Captured) -> None:
    assert found(school) == ""
    assert main(["--language", "en", "check"]) == 0
    assert capsys.readouterr().out == "The store is sound.\n"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (force("DROP INDEX loan_one_open"), "lacks the rules loan_one_open"),
        (
            force(
                "DROP INDEX loan_one_open",
                "INSERT INTO loan (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, renewals, voided)"
                " VALUES (2, 1, '2026-09-07 01:00:00', '2026-09-07', '2026-09-08', 'k', 0, 0)",
            ),
            "Copies on loan twice at once: 1 (copy 2)",
        ),
        (force("UPDATE loan SET returned_at = '2026-09-08' WHERE id = 2"), "differ from the record"),
        (force("DELETE FROM loan WHERE id = 2"), "point at something that does not exist, in: event"),
        (force("UPDATE barcode SET code = 'b0' WHERE code = 'B0'"), "Codes that no scan finds"),
        (force("UPDATE event SET details = '{' WHERE id = 1"), "details cannot be read: 1 (event 1)"),
        (
            force("CREATE TRIGGER odd AFTER INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END"),
            "Another program has changed what the store does by itself: odd",
        ),
        (force("UPDATE event SET at = '2099-01-01 00:00:00' WHERE id = 1"), "recorded on 2099-01-01"),
        (force("UPDATE loan SET returned_at = '1970-01-01' WHERE id = 4"), "before they began: 1 (loan 4)"),
        (force("UPDATE loan SET patron_id = NULL WHERE id = 2"), "belong to nobody, or were undone: 1"),
        (force("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', 1)"), "newer version"),
        (force("DELETE FROM schema_migration WHERE name LIKE '0004%'"), "older version"),
        (lambda library: library.path.chmod(0o644), "Other users of this machine can read"),
        (torn, "Restore the newest backup: kiosk restore FILE"),
        (lambda library: library.path.write_bytes(b"a letter" * 999), "Restore the newest backup"),
    ],
)
def test_every_breach_is_told_with_its_remedy(
    school: Library, harm: Callable[[Library], None], told: str
) -> None:
    harm(school)
    assert told in found(school)


def test_a_damaged_index_is_told_apart_and_mended(school: Library, capsys: Captured, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(school.path)) as store, store:
        store.execute("PRAGMA writable_schema = on")
        (sql,) = store.execute("SELECT sql FROM sqlite_master WHERE name = 'loan_open_due'").fetchone()
        store.execute(
            "UPDATE sqlite_master SET sql = ? WHERE name = 'loan_open_due'",
            (sql.replace("due_on", "lent_on"),),
        )
    assert "kiosk check --mend" in found(school)
    assert main(["--language", "en", "check"]) == 1
    assert main(["--language", "en", "check", "--mend"]) == 0
    assert capsys.readouterr().out.endswith("The store is sound.\n")


def test_a_missing_store_is_told_and_none_is_made(tmp_path: Path, capsys: Captured) -> None:
    missing = tmp_path / "nowhere" / "library.db"
    assert main(["--language", "en", "--store", str(missing), "check"]) == 1
    assert "There is no store" in capsys.readouterr().out
    assert not missing.parent.exists()
