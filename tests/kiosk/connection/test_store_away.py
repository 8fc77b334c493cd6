"""The store goes away in the middle of a lesson: returns wait, and are taken in once when it is back."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from full_disk import disk_that_takes
from full_screen import standing_at
from new_store import new_store
from school import Library
from terminal import Terminal

from db.models import Loan
from db.store.opening import connected, store_at
from db.store.sql import rows
from kiosk.cli import main
from kiosk.connection import returns_file
from kiosk.connection.machine_memory import memory_file, note_seen

Away = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("6101", name="Ada Lovelace")
        library.patron("6102", name="Ben Smith", class_name="3B")
        library.lend(library.copy("B1", title=library.title("Emma")), ada)
        library.copy("B2", title=library.title("Hamlet"))
    return path


@contextmanager
def gone(store: Path) -> Iterator[None]:
    away = store.with_name("away.db")
    store.rename(away)
    yield
    away.rename(store)


@contextmanager
def full(store: Path) -> Iterator[None]:
    with disk_that_takes(1024):
        yield


@contextmanager
def damaged(store: Path) -> Iterator[None]:
    with connected():
        rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = store.with_name("whole.db")
    shutil.copy(store, whole)
    broken = store.with_name("broken.db")
    content = store.read_bytes()
    broken.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    broken.rename(store)
    yield
    whole.rename(store)


@contextmanager
def damaged_while_open(store: Path) -> Iterator[None]:
    with connected():
        rows("PRAGMA wal_checkpoint(TRUNCATE)")
    content = store.read_bytes()
    with store.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (len(content) - 4096))
    yield
    with store.open("r+b") as file:
        file.write(content)


@pytest.mark.parametrize("away", [gone, full, damaged, damaged_while_open])
async def test_a_book_brought_back_meanwhile_is_noted_and_closed_exactly_once(
    store: Path, away: Away
) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("nonsense")  # the store was used, and is connected
        with away(store):
            await kiosk.wait(3)
            scanned_at = kiosk.clock.at
            await kiosk.scan("B1")
            assert "I cannot reach my list of books just now." in kiosk.text
            assert "I have noted it. Put it on the return trolley." in kiosk.text
            assert kiosk.tones == {"-wait"}
            await kiosk.wait(11)
            assert "Return: just scan the book, and I note it." in kiosk.text
            assert kiosk.tones == {"-stop"}
        await kiosk.wait(5)
        assert "Borrow: scan your card" in kiosk.text
        assert kiosk.loans() == []
        await kiosk.wait(5)
        await kiosk.scan("6102", "B1")
        assert kiosk.loans() == [("6102", "Emma")]
        assert kiosk.events().count("returned") == 1
        with connected():
            returned_at = Loan.get_by_id(1).returned_at
            assert returned_at and abs(returned_at - scanned_at) < timedelta(seconds=2)
    assert returns_file.waiting(returns_file.places(store)) == []


async def test_what_waited_is_taken_in_before_the_next_scan_is_answered(store: Path) -> None:
    async with standing_at(store) as kiosk:
        with gone(store):
            await kiosk.scan("B1")
            await kiosk.wait(3)
        await kiosk.scan("6101", "B2")
        assert kiosk.loans() == [("6101", "Hamlet")]
        assert "Emma" not in kiosk.text
        store.rename(store.with_name("away.db"))
        await kiosk.app._time.look_at_the_day()  # nobody's scan was missed this time
        store.with_name("away.db").rename(store)
        await kiosk.app._time.look_at_the_day()
        await kiosk.scan("%UNDO")
        assert kiosk.loans() == []


async def test_what_waited_is_taken_in_by_the_next_start(store: Path) -> None:
    async with standing_at(store) as kiosk:
        with gone(store):
            await kiosk.scan("B1")
    assert len(returns_file.waiting(returns_file.places(store))) == 1
    async with standing_at(store) as kiosk:
        assert kiosk.loans() == []


async def test_a_book_lent_in_this_very_turn_and_scanned_again_is_not_returned(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", "B2")
        with gone(store):
            await kiosk.scan("B2")  # the scanner repeats itself
            assert returns_file.waiting(returns_file.places(store)) == []
            await kiosk.wait(3)
            await kiosk.scan("B2")
        await kiosk.wait(5)
        assert ("6102", "Hamlet") in kiosk.loans()


async def test_a_card_that_was_not_served_does_not_leave_the_last_reader_to_borrow(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101")
        with gone(store):
            await kiosk.scan("6102")
        await kiosk.scan("B2")
        assert "To borrow it, scan your card now." in kiosk.text
        assert kiosk.loans() == [("6101", "Emma")]


async def test_a_command_or_nowhere_to_write_is_told_as_not_written(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    async with standing_at(store) as kiosk:
        with gone(store):
            await kiosk.press("f3")
            assert "Nothing was written down." in kiosk.text
            waiting = returns_file.places(store)[0]
            waiting.unlink()
            waiting.mkdir()
            memory_file(store_at(store), "returns").mkdir(parents=True)
            await kiosk.wait(3)
            await kiosk.scan("B1")
            assert "Nothing was written down." in kiosk.text
        await kiosk.wait(5)  # nor does a place that cannot be read keep the kiosk from serving
        await kiosk.scan("B1")
        assert kiosk.loans() == []


async def test_while_taking_in_fails_nobody_is_served_and_everything_waits(store: Path) -> None:
    async with standing_at(store) as kiosk:
        with gone(store):
            await kiosk.scan("B1")
        with connected():
            rows("ALTER TABLE event RENAME TO broken")
        await kiosk.wait(5)
        assert "I cannot reach my list of books just now." in kiosk.text
        with connected():
            rows("ALTER TABLE broken RENAME TO event")
        await kiosk.wait(5)
        assert kiosk.loans() == []
        assert kiosk.events() == ["returned"]


@pytest.mark.parametrize("left", [b"", b"\xa5" * 100])
def test_a_store_that_is_damaged_at_the_start_is_waited_for_and_returns_are_taken(
    store: Path, tmp_path: Path, left: bytes
) -> None:
    with connected():
        rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = store.read_bytes()
    store.write_bytes(left + whole[len(left) :] if left else b"")
    kiosk = Terminal(store, tmp_path)
    try:
        kiosk.wait_for(b"Return: just scan the book")
        kiosk.send(b"B1\r")
        kiosk.wait_for(b"I have noted it")
        store.rename(store.with_name("aside.db"))
        time.sleep(3)
        assert not store.exists()  # no empty library is made in its place
        mended = store.with_name("mended.db")
        mended.write_bytes(whole)
        mended.rename(store)
        kiosk.wait_for(b"Borrow: scan your card")
        kiosk.until(lambda: kiosk.loans() == [])
    finally:
        kiosk.close()


def test_an_empty_file_is_no_new_library(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backups = store.parent / "backups"
    backups.mkdir()
    for day in ("20260901", "20260907"):
        (backups / f"library-{day}-183000.db.gz").touch()
    store.write_bytes(b"")
    for command in ("status", "doctor"):
        assert main(["--language", "en", "--store", str(store), command]) == 1
        told = "".join(capsys.readouterr())
        assert "is empty: it was damaged" in told
        assert f"kiosk restore {backups}/library-20260907-183000.db.gz" in told
    assert store.read_bytes() == b""


@pytest.mark.parametrize("left", [".waiting", "-wal", "backups", "before-update"])
def test_a_store_that_is_missing_where_one_was_is_no_new_library(
    store: Path, left: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in store.parent.glob("library.db*"):
        path.unlink()
    if left == "backups":
        store.with_name("backups").mkdir()
        (store.with_name("backups") / "library-20260901-183000.db.gz").write_bytes(b"x")
    elif left == "before-update":
        store.with_name("library.before-update-0001_first.db").write_bytes(b"x")
    else:
        store.with_name(store.name + left).write_bytes(b"")
    monkeypatch.setenv("KIOSK_STORE", str(store))
    assert main(["--language", "en", "status"]) == 1
    said = capsys.readouterr().err
    assert f"{store} is missing" in said and left in said
    assert not store.exists()


async def test_a_disk_that_is_not_mounted_takes_returns_and_makes_no_library(store: Path) -> None:
    whole = store.with_name("data")
    whole.mkdir()
    note_seen(store_at(whole / store.name))
    async with standing_at(whole / store.name) as kiosk:  # only the empty folder is there
        await kiosk.scan("B1")
        assert "I have noted it" in kiosk.text and not (whole / store.name).exists()
        for path in store.parent.glob("library.db*"):
            path.rename(whole / path.name)
        await kiosk.wait(5)
        await kiosk.scan("6101")
        assert kiosk.loans() == []


def test_a_kiosk_started_without_its_disk_takes_returns_and_makes_no_library(
    store: Path, tmp_path: Path
) -> None:
    first = Terminal(store, tmp_path)
    first.wait_for(b"Borrow: scan your card")
    first.close()
    aside = tmp_path / "aside"
    aside.mkdir()
    for path in store.parent.glob("library.db*"):
        path.rename(aside / path.name)
    kiosk = Terminal(store, tmp_path)
    try:
        kiosk.wait_for(b"Return: just scan the book")
        kiosk.send(b"B1\r")
        kiosk.wait_for(b"I have noted it")
        time.sleep(3)
        assert not store.exists()
        for path in aside.iterdir():
            path.rename(store.with_name(path.name))
        kiosk.wait_for(b"Borrow: scan your card")
        kiosk.until(lambda: kiosk.loans() == [])
    finally:
        kiosk.close()


@contextmanager
def a_rule_that_stops_it(store: Path) -> Iterator[None]:
    """What a scan does meets an error that is not the store's trouble, as a mistake of ours would be."""
    with connected():
        rows("CREATE TRIGGER stop BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'Ada Lovelace'); END")
    yield
    with connected():
        rows("DROP TRIGGER stop")


async def test_a_fault_of_ours_loses_no_return(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        with a_rule_that_stops_it(store):
            scanned_at = kiosk.clock.at
            await kiosk.scan("B1")
            assert "Something went wrong here. Please ask the librarian." in kiosk.text
            assert "I have noted it. Put it on the return trolley." in kiosk.text
            assert "Ben" in kiosk.text  # whose turn goes on
            assert kiosk.loans() == [("6101", "Emma")]
        await kiosk.wait(3)
        await kiosk.scan("B2")
        assert kiosk.loans() == [("6101", "Emma"), ("6102", "Hamlet")]
        await kiosk.scan("%DONE")
        kiosk.app._time.keep_lesson()
        await kiosk.settle()
        assert kiosk.loans() == [("6102", "Hamlet")]
        assert kiosk.events().count("returned") == 1
        with connected():
            assert Loan.get_by_id(1).returned_at == scanned_at
    assert returns_file.waiting(returns_file.places(store)) == []


async def test_a_scan_that_meets_a_fault_again_waits_for_the_next_start(
    store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing_at(store) as kiosk:
        with a_rule_that_stops_it(store):
            await kiosk.scan("B1")
            assert "I have noted it" in kiosk.text
            for _ in range(3):
                kiosk.app._time.keep_lesson()
                await kiosk.settle()
        await kiosk.press("f3")
        assert "I have noted it" not in kiosk.text
        assert len(returns_file.waiting(returns_file.places(store))) == 1
    faults = [line.getMessage() for line in caplog.records if "IntegrityError" in line.getMessage()]
    assert len(faults) == 2  # the scan's, and one of taking it in
    assert not [line for line in caplog.records if "Ada" in line.getMessage() or line.exc_info]
    async with standing_at(store) as kiosk:
        assert kiosk.loans() == []
