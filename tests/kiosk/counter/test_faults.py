"""A fault loses no loan, names nobody, and the next scan works; and a scan asks the store only so much."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries
from school import NOW, Library

from db.answers.counter.scans import CheckedOut, Fault
from db.answers.counter.turn import TurnOpened
from db.models import Event, Loan
from db.store.sql import rows
from kiosk.counter.desk import Desk
from kiosk.service.desks import Desks

SECOND = timedelta(seconds=1)


def alter(library: Library, statement: str) -> None:
    """Change the store from outside, as another program could."""
    other = library.store.connector()
    with other.connection_context():
        if library.is_file:
            other.execute_sql("PRAGMA legacy_alter_table = ON")
        other.execute_sql(statement)


@pytest.mark.parametrize("table", ["event", "loan", "barcode"])
def test_a_broken_store_is_one_fault_and_the_next_scan_works(
    library: Library, desks: Desks, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    library.patron("6101", name="Ada Lovelace")
    library.copy("B1", title=library.title("Emma"))
    assert isinstance(desks.serve("6101", NOW), TurnOpened)
    before = desks.conversation
    alter(library, f"ALTER TABLE {table} RENAME TO broken")
    with caplog.at_level(logging.DEBUG, logger="kiosk"):
        assert desks.serve("B1", NOW + SECOND) == Fault()
    assert desks.conversation == replace(before, touched_at=NOW + SECOND)  # the turn's time starts again
    alter(library, f"ALTER TABLE broken RENAME TO {table}")
    assert Loan.select().count() == 0
    assert isinstance(desks.serve("B1", NOW + 2 * SECOND), CheckedOut)
    (line,) = caplog.records
    assert line.levelno == logging.ERROR and line.exc_info is None
    error = "OperationalError" if library.is_file else "ProgrammingError"
    assert error in line.getMessage() and "scan:" in line.getMessage()
    assert not [
        secret for secret in ("Ada", "Lovelace", "6101", "B1", "Emma", "broken") if secret in caplog.text
    ]


def test_a_store_that_another_program_holds_is_a_fault_not_a_lost_loan(
    library: Library, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.patron("6101")
    library.copy("B1")
    desks.serve("6101", NOW)
    if library.is_file:
        monkeypatch.setattr("db.store.sqlite._PATIENCE", 0.05)
    else:
        rows("SET lock_timeout = '50ms'")
    other = library.store.connector()
    with other.connection_context(), other.atomic():
        other.execute_sql("SELECT 1")  # on a server the turn begins with a statement
        assert desks.serve("B1", NOW + SECOND) == Fault()
    assert isinstance(desks.serve("B1", NOW + 2 * SECOND), CheckedOut)


@pytest.mark.store_in("file")
def test_a_full_disk_is_a_fault_and_no_half_loan(library: Library, desks: Desks) -> None:
    library.patron("6101", quota=300)
    for number in range(200):
        library.copy(f"B{number}")
    desks.serve("6101", NOW)
    ((pages,),) = rows("PRAGMA page_count")
    rows(f"PRAGMA max_page_count = {pages}")  # what SQLite then says is what it says of a full disk
    answers = [desks.serve(f"B{number}", NOW + number * SECOND / 10) for number in range(200)]
    lent = [answer for answer in answers if isinstance(answer, CheckedOut)]
    assert lent and set(answers) - set(lent) == {Fault()}
    assert Loan.select().count() == len(lent) == Event.select().where(Event.verb == "lent").count()
    rows("PRAGMA max_page_count = 1000000")
    assert isinstance(desks.serve("B199", NOW + 21 * SECOND), CheckedOut)


SCANS = ("6101", "B1", "B1", "B2", "B3", "%UNDO", "9780141439587", "OLD", "%RENEW", "%LANG", "X", "6101")


def queries_of_each_scan(library: Library, *, size: int) -> list[int]:
    """The statements that each of SCANS needs in a library of this size."""
    library.policy("pupil", most_loans=99)
    ada, ben = library.patron("6101"), library.patron("6102")
    title = library.title(isbn="9780141439587")
    for number in range(size):
        library.copy(title=title)
        library.lend(library.copy(f"A{number}"), ada)
        library.lend(library.copy(f"C{number}"), ben)
    for code in ("B1", "B2"):
        library.copy(code)
    library.lend(library.copy("B3"), ben)
    library.lend(library.copy("OLD"), ada)
    desk, counts = Desk("test kiosk"), []
    for number, code in enumerate(SCANS):
        with count_queries() as counted:
            desk.scan(code, NOW + 3 * number * SECOND)
        counts.append(counted.count)
    return counts


@pytest.mark.parametrize("size", [1, 12])
def test_a_scan_asks_the_store_no_more_in_a_larger_library(library: Library, size: int) -> None:
    most = (8, 9, 2, 9, 11, 11, 11, 9, 17, 2, 2, 1)
    counts = queries_of_each_scan(library, size=size)
    beyond = [scan for scan in zip(SCANS, counts, most, strict=True) if scan[1] > scan[2]]
    assert beyond == []
