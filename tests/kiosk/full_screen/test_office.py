"""The few acts of the librarian at the machine: F10, F2, and a book or a reader."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from full_screen import Standing, standing_at, until
from new_store import filled_once, new_store
from school import NOW, Library
from visiting import Clock

from db.events.record import Acting
from db.models import Copy, Event
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import Store, connected
from db.store.sqlite import SqliteStore
from kiosk.full_screen.messages import Scanned
from kiosk.machine.desk_notice import noted
from kiosk.office.dialog import OfficeDialog
from kiosk.pages.ground.office import AnotherAsks, Window
from kiosk.scanner.source import Scan
from kiosk.screens.counter.screen import Counter

ACTING = Acting("office", NOW, "command", account="anna")
PIN, TEACHERS = "271828", "314159"


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> SqliteStore:
    """Ann of 3A has 红楼梦, of which another copy stands on shelf 3; Ben of 3B has Emma."""
    (tmp_path / "disk").mkdir()
    path = new_store(tmp_path / "disk" / "library.db")
    with connected():
        library = Library(path)
        library.policy("teacher")
        ann = library.patron("6101", name="Ann Lee", class_name="3A")
        ben = library.patron("6102", name="Ben Smith", class_name="3B")
        for number, name in (("9001", "Lina Moss"), ("9002", "Tom Reed")):
            library.patron(number, name=name, class_name="Staff room", category="teacher")
        shelf = library.shelf("3")
        dream = library.title("红楼梦", author="曹雪芹", call_number="I242.4/1", isbn="9787020002207")
        library.lend(library.copy("B1", title=dream, location=shelf), ann)
        library.copy("B2", title=dream, location=shelf)
        library.lend(library.copy("B3", title=library.title("Emma [1]")), ben)
        appoint("9001", "librarian", (), ACTING)
        appoint("9002", "teacher", ("3B",), ACTING)
        set_pin(PIN, ACTING, "9001")
        set_pin(TEACHERS, ACTING, "9002")
    return path


async def opened(kiosk: Standing, card: str = "9001", pin: str = PIN) -> None:
    await kiosk.press("f10")
    await kiosk.scan(card)
    await kiosk.type(pin + "\r")
    await kiosk.press("f2")
    assert isinstance(kiosk.app.screen, OfficeDialog)
    assert "Title, name, number, pinyin initials, or scan:" in kiosk.text


@pytest.mark.parametrize("words", ["hlm", "红楼", "9787020002207", "曹雪芹"])
async def test_a_book_is_found_with_who_has_it_and_is_returned_renewed_and_marked(
    store: Store, words: str
) -> None:
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        await kiosk.type(words + "\r")
        assert "I242.4/1  曹雪芹" in kiosk.text and "6101 Ann Lee 3A" in kiosk.text
        await kiosk.type("1\r")
        assert "since 2026-09-04, due on 2026-09-19" in kiosk.text and "shelf 3" in kiosk.text
        await kiosk.press("f4")
        assert "Renewed: “红楼梦”, due on 2026-09-22." in kiosk.text
        await kiosk.press("f9")
        assert "It is undone." in kiosk.text and "due on 2026-09-19" in kiosk.text
        await kiosk.press("f3")
        assert "Returned: “红楼梦”. Its place is shelf 3." in kiosk.text
        assert kiosk.loans() == [("6102", "Emma [1]")] and "Ann Lee" not in kiosk.text
        await kiosk.press("f9")
        assert ("6101", "红楼梦") in kiosk.loans()
        await kiosk.press("f5")
        assert "The loan of reader 6101 has ended" in kiosk.text and "missing" in kiosk.text
        await kiosk.press("f7", "f6")
        assert "in repair" in kiosk.text
        with connected():
            assert Copy.get(Copy.number == 1).status == "repair"
            assert {event.staff_id for event in Event.select().where(Event.verb == "copy_marked")} == {3}


async def test_a_label_and_a_card_are_heard_and_a_readers_books_are_chosen_by_number(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        await kiosk.scan("B3")
        assert "Emma [1]" in kiosk.text and "6102 Ben Smith 3B" in kiosk.text
        await kiosk.scan("6101")
        assert "6101  Ann Lee  3A" in kiosk.text and "1 of 2 books on loan" in kiosk.text
        await kiosk.type("1\r")
        assert "红楼梦" in kiosk.text and "F3" in kiosk.text
        await kiosk.type("smith\r")
        assert "6102  Ben Smith  3B" in kiosk.text
        await kiosk.type("nobody at all\r")
        assert "Nothing was found for “nobody at all”." in kiosk.text and "Ben Smith" in kiosk.text
        await kiosk.type("e\r")
        assert "Found for “e”: " in kiosk.text
        for _ in range(8):
            await kiosk.press("escape")
        assert isinstance(kiosk.app.screen, Counter) and kiosk.app.staff.post is None
        assert "returned" not in kiosk.events() and "turn_opened" not in kiosk.events()


async def test_a_teacher_sees_their_own_pupils_and_does_nothing(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await opened(kiosk, "9002", TEACHERS)
        await kiosk.type("hlm\r")
        assert "on loan" in kiosk.text and "Ann" not in kiosk.text
        await kiosk.scan("B3")
        assert "Ben Smith" in kiosk.text and "return it" not in kiosk.text and "lost" not in kiosk.text
        await kiosk.press("f3", "f5")
        assert len(kiosk.loans()) == 2
        await kiosk.scan("6101")
        assert "Ann" not in kiosk.text


async def test_the_turn_of_whoever_stood_there_ends_and_what_is_left_alone_is_locked(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        await opened(kiosk)
        assert "turn_ended" in kiosk.events() or kiosk.app.scene.showing.conversation.turn is None
        await kiosk.scan("6101")
        assert "Ann Lee" in kiosk.text
        await kiosk.wait(61)
        assert isinstance(kiosk.app.screen, Counter) and "Ann Lee" not in kiosk.text


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_many_hits_fit_the_screen(store: Store, size: tuple[int, int]) -> None:
    with connected():
        for number in range(30):
            Library(store.path).copy(title=Library(store.path).title(f"Story {number} " + "long " * 20))
    async with standing_at(store, size=size) as kiosk:
        await opened(kiosk)
        await kiosk.type("story\r")
        assert "Found for “story”: 30" in kiosk.text and "and 21 more" in kiosk.text
        assert "Enter: go on   Esc: back" in kiosk.text and "Story 0" in kiosk.text


async def test_a_slip_is_printed_for_who_has_the_books(store: Store, tmp_path: Path) -> None:
    slips = tmp_path / "slips"
    async with standing_at(store, printer=f"file:{slips}") as kiosk:
        await opened(kiosk)
        await kiosk.scan("6101")
        await kiosk.press("f8")
        assert "The slip is on its way to the printer." in kiosk.text
    await until(lambda: slips.exists() and slips.stat().st_size > 500)  # the printer has a thread of its own


async def test_a_store_that_cannot_be_reached_is_said(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        gone = store.path.parent.rename(store.path.parent.with_name("unmounted"))
        await kiosk.type("hlm\r")
        assert "cannot be reached" in kiosk.text
        gone.rename(store.path.parent)
        await kiosk.type("hlm\r")
        assert "曹雪芹" in kiosk.text


async def test_the_address_of_the_desk_and_its_fingerprint_are_shown_to_staff(store: Store) -> None:
    with noted(("https://10.0.0.7:8600/",), ":".join(["AB"] * 32)):
        async with standing_at(store) as kiosk:
            await opened(kiosk)
            assert "The desk is at https://10.0.0.7:8600/" in kiosk.text
            assert sum(line.count("AB") for line in kiosk.lines) == 32
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        assert "10.0.0.7" not in kiosk.text


def test_nothing_of_it_is_loaded_with_the_kiosk() -> None:
    program = (
        "import sys, kiosk.full_screen.app, kiosk.service.worker;"
        "print([name for name in sys.modules if name.startswith('kiosk.office')])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the browser notes its address here, and is open as long as this is there."""
    seen, browser = tmp_path / "seen", tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$1" > {seen}.new && mv {seen}.new {seen}\n'
        f"while [ -e {seen} ]; do sleep 0.1; done\n"
    )
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}:/usr/bin:/bin")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    return seen


async def test_on_a_bare_terminal_there_is_no_window_to_open(
    store: SqliteStore, seen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.delenv("DISPLAY", raising=False)
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        assert "Open the desk in a window" not in kiosk.text


async def test_where_chromium_is_installed_f2_opens_the_desk_in_a_window(
    store: SqliteStore, seen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_STORE", str(store.path))
    browser, stranger = (build_opener(HTTPCookieProcessor()) for _ in range(2))
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        assert "Open the desk in a window" in kiosk.text
        await kiosk.press("f2")
        window = kiosk.app._routing._window
        await until(lambda: seen.exists() or window.has_failed)
        await kiosk.press("f2")
        assert "The desk is open already." in kiosk.text
        address = seen.read_text().removeprefix("--app=").strip()
        for who, is_in in ((browser, True), (stranger, False)):  # her PIN was asked here; that leads in once
            with who.open(address) as page:
                assert ("What waits for you" in page.read().decode()) is is_in
        kiosk.app.post_message(Scanned(Scan("B3", NOW, "event")))
        await kiosk.settle()
        assert "Ben Smith" in kiosk.text, "until it is painted the kiosk is in front"
        codes = address.replace("/from/", "/code?after=").rsplit("=", 1)[0]
        await asyncio.to_thread(lambda: browser.open(f"{codes}=0").close())
        await until(lambda: window.is_in_front)
        for code in ("B1", "B2"):
            kiosk.app.post_message(Scanned(Scan(code, NOW, "event")))
        await kiosk.settle()
        assert kiosk.loans() == [("6101", "红楼梦"), ("6102", "Emma [1]")]
        for number, heard in (
            (0, [1, "B1"]),
            (0, [1, "B1"]),
            (1, [2, "B2"]),
        ):  # kept until the next is asked for
            with browser.open(f"{codes}={number}") as answer:
                assert json.load(answer) == heard
        form = Request(
            address.partition("/from/")[0] + "/close", b"", {"Origin": "/".join(address.split("/")[:3])}
        )
        await asyncio.to_thread(lambda: browser.open(form).close())
        await until(lambda: not window.is_in_front)
        assert window.is_open, "its browser still has to go"
        kiosk.app.post_message(Scanned(Scan("B3", NOW, "event")))
        await kiosk.settle()
        assert "Ben Smith" in kiosk.text, "a scan in the meantime is not lost"
        seen.unlink()
        await until(lambda: not window.is_open)
        assert not window.has_failed
        await until(lambda: "open already" not in kiosk.text)


async def test_a_desk_that_cannot_be_opened_says_so(store: SqliteStore, seen: Path, tmp_path: Path) -> None:
    (tmp_path / "bin" / "chromium").write_text("#!/bin/sh\nexit 3\n")
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        await kiosk.press("f2")
        await until(lambda: "could not be opened" in kiosk.text)


async def test_a_disk_without_room_for_the_desks_profile_is_said_too(
    store: SqliteStore, seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with standing_at(store) as kiosk:
        await opened(kiosk)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "away"))
        await kiosk.press("f2")
        await until(lambda: "could not be opened" in kiosk.text)
        monkeypatch.undo()


def test_a_window_closes_when_it_is_told_to_or_nobody_has_used_it_for_two_minutes() -> None:
    clock = Clock()
    window = Window(clock=lambda: clock.seconds)
    clock.seconds = window.UNUSED
    assert not window.is_done_with
    assert window.code_after(0, 5, 0) is None  # its page was used five seconds ago
    clock.seconds += window.UNUSED - 5
    assert not window.is_done_with
    clock.seconds += 1
    assert window.is_done_with
    heard = list[str]()
    told = Window(clock=lambda: clock.seconds, when_closed=lambda: heard.append("closed"))
    for _ in range(2):
        told.close()
    assert told.is_done_with and heard == ["closed"]


def test_of_two_pages_the_younger_gets_the_code_and_none_is_lost() -> None:
    window = Window()
    with ThreadPoolExecutor() as pages:
        old = pages.submit(window.code_after, 0, 0, 30)
        new = pages.submit(window.code_after, 0, 0, 30)
        with pytest.raises(AnotherAsks):
            old.result(5)
        window.hear("B1")
        assert new.result(5) == (1, "B1")
    window.hear("B2")
    assert window.code_after(0, 0, 0) == (1, "B1")
    assert window.code_after(1, 0, 0) == (2, "B2")
    assert window.code_after(2, 0, 0) is None
