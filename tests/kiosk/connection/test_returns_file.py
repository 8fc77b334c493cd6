"""Returns that are scanned while the store cannot be written wait in a file and are taken in exactly once."""

import stat
from datetime import timedelta
from pathlib import Path

import peewee
import pytest
from full_disk import disk_that_takes
from school import NOW, Library

from db.circulation.afterwards.noted_returns import TakenIn
from db.models import Barcode, Event, Loan, Patron
from db.store.sql import rows
from kiosk.connection import returns_file
from kiosk.counter.desk import Desk

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def places(library: Library) -> tuple[Path, ...]:
    ada, ben = library.patron("6101"), library.patron("6102", quota=9)
    library.lend(library.copy("B1"), ada)
    library.lend(library.copy("B2"), ben)
    library.copy("B3")
    title = library.title(isbn="9780141439587")
    library.lend(library.copy(title=title), ada)
    library.lend(library.copy(title=title), ben)
    found = returns_file.places(library.store.beside)
    returns_file.reserve(found)
    return found


def test_a_return_that_waited_is_taken_in_at_the_time_of_its_scan(
    library: Library, places: tuple[Path, ...]
) -> None:
    for code in ("B1", "6101", "B3", "9780141439587", "nonsense", "B1"):
        assert returns_file.note(places, code, LATER)
    assert not returns_file.note(places, "%UNDO", LATER) and not returns_file.note(places, "", LATER)
    taken = returns_file.take_in(places, "test kiosk")
    assert taken == TakenIn(returned=1, unclear=1, passed_over=4)
    assert Loan.get(Loan.id == 1).returned_at == LATER and len(library.open_loans()) == 3
    told = [(event.verb, event.at, event.flagged) for event in Event.select()]
    assert told == [("returned", LATER, False), ("return_unclear", LATER, True)]
    assert returns_file.take_in(places, "test kiosk") == TakenIn()
    assert places[0].read_bytes().strip() == b""  # nobody's card stays behind


def test_a_copy_that_was_on_the_shelf_at_the_scan_makes_it_unclear(
    library: Library, desk: Desk, places: tuple[Path, ...]
) -> None:
    """When the book was scanned, one reader had one; the other borrowed theirs from the shelf later."""
    title = library.title("Momo", isbn="9783522202107")
    ada = library.patron("6201")
    library.lend(library.copy(title=title), ada)
    library.copy(title=title)
    returns_file.note(places, "9783522202107", LATER)
    desk.scan("6102", LATER + timedelta(seconds=1))
    desk.scan("9783522202107", LATER + timedelta(seconds=2))
    assert returns_file.take_in(places, "test kiosk") == TakenIn(unclear=1)
    assert [who for who, book in library.open_loans() if book == "Momo"] == ["6102", "6201"]


def test_taken_in_twice_after_a_kill_a_newer_loan_is_not_touched(
    library: Library, desk: Desk, places: tuple[Path, ...]
) -> None:
    returns_file.note(places, "B1", LATER)
    before_the_kill = places[0].read_bytes()
    returns_file.take_in(places, "test kiosk")
    desk.scan("6102", LATER + timedelta(seconds=1))
    desk.scan("B1", LATER + timedelta(seconds=2))
    places[0].write_bytes(before_the_kill)
    assert returns_file.take_in(places, "test kiosk").passed_over == 1
    assert ("6102", "Book B1") in library.open_loans()


def test_reserved_room_is_written_on_a_disk_that_takes_nothing_more(places: tuple[Path, ...]) -> None:
    with disk_that_takes(places[0].stat().st_size):
        for number in range(500):
            returns_file.note(places, f"B{number}", LATER)
    assert len(returns_file.waiting(places)) == 500
    assert places[0].stat().st_size == returns_file.RESERVED
    assert stat.S_IMODE(places[0].stat().st_mode) == 0o600


def test_where_the_disk_takes_nothing_scans_wait_in_memory(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "run"
    memory.mkdir()
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(memory))
    found = returns_file.places(Path("/proc/self/library.db"))  # nothing can be made there
    returns_file.reserve(found)
    assert returns_file.note(found, "B1", LATER)
    assert [scan.code for scan in returns_file.waiting(found)] == ["B1"]
    monkeypatch.delenv("RUNTIME_DIRECTORY")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(OSError, match="proc"):
        returns_file.note(returns_file.places(Path("/proc/self/library.db")), "B1", LATER)


@pytest.mark.parametrize("cut", range(1, 30, 7))
def test_a_line_torn_by_a_power_cut_is_counted_and_stops_no_other(places: tuple[Path, ...], cut: int) -> None:
    returns_file.note(places, "B1", LATER)
    whole = places[0].read_bytes().rstrip()
    places[0].write_bytes(whole + b"\n" + whole[:-cut])
    returns_file.note(places, "B2", LATER)
    taken = returns_file.take_in(places, "test kiosk")
    assert (taken.returned, taken.unreadable) == (2, 1)


def test_a_link_in_place_of_the_file_is_not_followed(library: Library, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    found = returns_file.places(library.store.beside)
    found[0].symlink_to(precious)
    with pytest.raises(OSError, match="symbolic"):
        returns_file.note(found[:1], "B1", LATER)
    assert precious.read_text() == "precious"


def test_one_return_that_the_store_stops_is_flagged_and_the_others_are_taken_in(
    library: Library, places: tuple[Path, ...]
) -> None:
    library.lend(library.copy("B4"), Patron.get_by_id(1), returned_at=LATER)
    rows("CREATE UNIQUE INDEX stop ON loan (returned_at) WHERE id IN (1, 5)")
    returns_file.note(places, "B1", LATER)
    returns_file.note(places, "B2", LATER)
    taken = returns_file.take_in(places, "test kiosk")
    rows("DROP INDEX stop")
    assert taken == TakenIn(returned=1, unclear=1)
    assert [(event.verb, event.flagged) for event in Event.select()] == [
        ("return_unclear", True),
        ("returned", False),
    ]
    assert returns_file.waiting(places) == []


def test_when_the_store_fails_while_taking_in_everything_still_waits(
    library: Library, places: tuple[Path, ...]
) -> None:
    returns_file.note(places, "B1", LATER)
    returns_file.note(places, "B2", LATER)
    rows("ALTER TABLE event RENAME TO broken")
    with pytest.raises(peewee.DatabaseError):
        returns_file.take_in(places, "test kiosk")
    rows("ALTER TABLE broken RENAME TO event")
    assert (
        len(returns_file.waiting(places)) == 2
        and Loan.select().where(Loan.returned_at.is_null()).count() == 4
    )
    assert returns_file.take_in(places, "test kiosk").returned == 2


@pytest.mark.parametrize("labelled", [True, False])
def test_an_isbn_of_which_a_copy_stands_on_the_shelf_ends_no_loan_by_a_guess(
    library: Library, labelled: bool
) -> None:
    title = library.title("Emma", isbn="9780306406157")
    library.lend(library.copy(title=title), library.patron("6101"))
    library.copy("B1" if labelled else None, title=title)
    found = returns_file.places(library.store.beside)
    returns_file.note(found, "9780306406157", LATER)
    assert returns_file.take_in(found, "test kiosk") == returns_file.TakenIn(unclear=1)
    assert library.open_loans() == [("6101", "Emma")]


def test_the_isbn_of_a_book_that_is_only_known_by_its_label_is_told(library: Library) -> None:
    title = library.title("Emma", isbn="9780306406157")
    library.lend(library.copy("B1", title=title), library.patron("6101"))
    found = returns_file.places(library.store.beside)
    returns_file.note(found, "9780306406157", LATER)
    assert returns_file.take_in(found, "test kiosk") == returns_file.TakenIn(unclear=1)


@pytest.mark.parametrize("first", ["B1", "9780306406157"])
def test_the_two_codes_of_one_book_are_one_return(library: Library, first: str) -> None:
    title = library.title("Emma", isbn="9780306406157")
    library.lend(library.copy("B1", title=title), library.patron("6101"))
    library.lend(library.copy(title=title), library.patron("6102"))
    found = returns_file.places(library.store.beside)
    codes = sorted(["B1", "9780306406157"], key=lambda code: code != first)
    for seconds, code in enumerate(codes):
        returns_file.note(found, code, LATER + timedelta(seconds=seconds))
    assert returns_file.take_in(found, "test kiosk") == returns_file.TakenIn(returned=1)
    assert library.open_loans() == [("6102", "Emma")]


@pytest.mark.parametrize("others", ["on the shelf", "none"])
def test_a_new_label_that_may_be_on_another_book_ends_no_loan_by_a_guess(
    library: Library, places: tuple[Path, ...], others: str
) -> None:
    title = library.title("Momo", isbn="9783522202107")
    copies = [library.copy(title=title) for _ in range(2 if others == "on the shelf" else 1)]
    for copy in copies:
        Barcode.create(code=f"L{copy.number}", copy=copy, issued_at=NOW - timedelta(days=3), unseen=True)
    library.lend(copies[0], library.patron("6201"), days_ago=0)
    returns_file.note(places, "L1", LATER)
    taken = returns_file.take_in(places, "test kiosk")
    is_guess = others == "on the shelf"
    assert (taken.unclear, taken.returned) == ((1, 0) if is_guess else (0, 1))
    assert (("6201", "Momo") in library.open_loans()) is is_guess
    assert Barcode.get(Barcode.code == "L1").unseen is is_guess
