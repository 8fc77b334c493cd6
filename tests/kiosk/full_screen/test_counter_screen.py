"""The full screen as children and the librarian meet it: keys in, screen and store out."""

import logging
import re
import resource
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import standing_at, until, within
from new_store import filled_once, new_store
from rich.color import Color, ColorSystem
from school import NOW, Library
from textual import events
from textual.widgets import Input

import kiosk.full_screen.app as full_screen_app
from db.clock import utc_now
from db.errors import BadList
from db.events.record import Acting
from db.marking import Sentence
from db.models import ClosedWeekday, Loan
from db.reading.idle import turn
from db.staff.pins import set_pin
from db.store.opening import connected
from kiosk.demo.demonstration import Demo, Sample
from kiosk.demo.school import hints, make_school
from kiosk.full_screen.app import Kiosk
from kiosk.full_screen.first_page import SAMPLE_WANTED
from kiosk.lettering.pixels import Pixels, pixels_of, signs_of
from kiosk.scanner.source import OnScan, OnStatus, Scan
from kiosk.scanner.trouble import GONE, NO_PERMISSION
from kiosk.screens.counter.turn import ReaderPane
from kiosk.screens.edges import TopLine
from kiosk.screens.first_run import FirstRun, FirstRunPage
from kiosk.screens.staff.dialog import Dialog
from kiosk.screens.staff.menu import StaffMenu
from kiosk.settings import Settings
from kiosk.words import speak

SIZES = [(80, 24), (100, 30), (200, 60)]
PIN = "271828"


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.policy("teacher", loan_days=60, most_loans=50)
        ada = library.patron("6101", name="Ada Lovelace", class_name="6A")
        library.patron("6102", name="Ben Smith", class_name="3B")
        library.patron("20001000000026", name="Zoe Clark", class_name="3B")
        library.patron("6103", name="小明 王", class_name="三年级1班", language="zh_CN")
        library.patron("9001", name="Ms Frizzle", class_name="Staff", category="teacher")
        library.copy("B1", title=library.title("Emma"), location=library.shelf("A3"))
        library.copy("B2", title=library.title("Hamlet [electronic resource]"))
        library.lend(library.copy("B3", title=library.title("Matilda")), ada)
        library.lend(library.copy("B4", title=library.title("Holes")), ada, days_ago=18)
        for number in range(20):
            library.copy(f"C-{number:04}", title=library.title(f"Part {number}"))
    return path


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_and_a_book_make_a_loan(store: Path, size: tuple[int, int]) -> None:
    async with standing_at(store, size=size) as kiosk:
        assert "Borrow: scan your card, then each book." in kiosk.text
        assert "Monday 7 September" in kiosk.lines[0]
        await kiosk.scan("6102")
        assert "Ben  ·  3B" in kiosk.text
        assert "○○  0 of 2 books" in kiosk.text
        await kiosk.scan("B1")
        assert within(kiosk.lines, *size)
        assert "●○  1 of 2 books" in kiosk.text
        assert "• Emma" in kiosk.text
        assert "due Tuesday 22 September" in kiosk.text
        assert kiosk.tones == {"-done"}
        assert "█" in kiosk.text
        assert kiosk.loans() == [("6101", "Holes"), ("6101", "Matilda"), ("6102", "Emma")]


async def test_what_is_late_is_said_in_words_to_the_reader(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101")
        late, in_time = (line for line in kiosk.lines if "Holes" in line or "Matilda" in line)
        assert "! Holes" in late and "3 days late: please bring it back" in late
        assert "• Matilda" in in_time and "due Saturday 19 September" in in_time


async def test_a_large_quota_is_told_in_numbers_and_a_long_list_is_cut(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("9001", *(f"C-{number:04}" for number in range(20)))
        assert "20 of 50 books" in kiosk.text
        assert "●" not in kiosk.text
        assert "and 16 more books" in kiosk.text
        assert within(kiosk.lines, 80, 24)


async def test_twenty_scans_back_to_back_are_answered_in_order(store: Path) -> None:
    codes = [f"C-{number:04}" for number in range(20)]
    async with standing_at(store) as kiosk:
        await kiosk.scan("9001", *codes)
        with connected():
            loans = [loan.copy.title.title for loan in Loan.select().order_by(Loan.id)]
        assert loans[2:] == [f"Part {number}" for number in range(20)]


async def test_scans_are_taken_while_the_last_one_is_still_being_written(store: Path) -> None:
    async with standing_at(store) as kiosk:
        with closing(sqlite3.connect(store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for code in ("6102", "B1", "B2"):
                for character in code + "\r":
                    kiosk.send(character, after=0.001)
            await kiosk.pilot.pause(0.3)
            assert "Ben" not in kiosk.text
            other.execute("COMMIT")
            await kiosk.settle()
        assert [title for number, title in kiosk.loans() if number == "6102"] == [
            "Emma",
            "Hamlet [electronic resource]",
        ]


@pytest.mark.parametrize(
    "title",
    [
        "Hamlet [electronic resource]",
        "[/b] [red]not red[/red] $HOME {name}",
        "👩‍👩‍👧‍👦 🇨🇳 a title of faces 🎉",
        "ספר על ילדים وكتاب للأطفال",
        "a" * 300,
        "三字经" * 100,
        "many words " * 30,
        "e" + "\u0301" * 300,
        "\x1b[2J\x1b]0;gone\x07 two\r\nlines\u202e",
        "",
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (20, 6)])
async def test_any_title_and_name_leaves_the_layout_whole(
    store: Path, title: str, size: tuple[int, int]
) -> None:
    with connected():
        library = Library(store)
        library.copy("N1", title=library.title(title))
        library.patron(
            "6199", name=f"{title or 'x'} Y"[:120], given_name=title[:120] or "x", class_name=title[:60]
        )
    async with standing_at(store, size=size) as kiosk:
        await kiosk.scan("N1")
        await kiosk.scan("6199")
        assert len(kiosk.lines) == size[1]
        if size[0] >= 80:
            assert "School library" in kiosk.lines[0]
            assert "F10" in kiosk.lines[-1]
            assert "\x1b" not in kiosk.text
        assert ("6199", title) in kiosk.loans()


async def test_the_screen_follows_the_terminals_size(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", "B1")
        for size in [(200, 60), (100, 30), (20, 6), (80, 24)]:
            await kiosk.pilot.resize_terminal(*size)
            await kiosk.settle()
            assert within(kiosk.lines, *size)
        assert "Ben  ·  3B" in kiosk.text


async def test_another_kiosk_of_this_store_is_named_on_the_screen(store: Path) -> None:
    kiosk = Kiosk(Settings(store=str(store)), store=store, beside=("/dev/tty2",))
    async with kiosk.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        strips = kiosk.screen._compositor.render_strips()
        top = "".join(segment.text for segment in strips[0])
        assert "! Another kiosk is already running on /dev/tty2 of this machine." in top


@pytest.mark.parametrize("code", ["9780141439587", "30001000000002", "978-0-14-143958-7"])
async def test_a_books_code_that_nobody_knows_is_shown(store: Path, code: str) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan(code)
        assert "I do not know this code" in kiosk.text and code in kiosk.text


@pytest.mark.parametrize("code", ["20001000000018", "410101201501011008", "0141439580", "6199", "20005"])
async def test_what_may_be_a_card_is_never_shown(store: Path, code: str) -> None:
    """An ISBN of ten digits looks as many a school's cards do."""
    async with standing_at(store) as kiosk:
        await kiosk.scan(code)
        assert "I do not know this code" in kiosk.text and code not in kiosk.text


@pytest.mark.parametrize("how", ["card", "time"])
async def test_a_reader_is_bidden_farewell_in_the_language_of_the_turn(store: Path, how: str) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6103")
        if how == "card":
            await kiosk.wait(3)
            await kiosk.scan("6103")
        else:
            await kiosk.wait(21)
        assert "再来" in kiosk.text or "时间到了" in kiosk.text
        assert "See you again" not in kiosk.text and "The time ran out" not in kiosk.text
        await kiosk.wait(15)
        assert "School library" in kiosk.text and "再来" not in kiosk.text


@pytest.mark.parametrize(
    ("size", "sixths", "bands"),
    [
        ((80, 24), True, 0),
        ((80, 24), False, 0),
        ((100, 30), True, 1),
        ((100, 30), False, 0),
        ((160, 45), True, 2),
        ((160, 45), False, 2),
    ],
)
@pytest.mark.parametrize("reader", ["6102", "6103"])
async def test_title_day_and_books_are_drawn_large_where_there_is_room(
    *,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    sixths: bool,
    bands: int,
    reader: str,
) -> None:
    """Each line of them has at least four rows below the eight, or in English six, of the word."""
    monkeypatch.setenv("KIOSK_SIXTHS", str(int(sixths)))
    with connected():
        Library(store).copy("WEB", title=Library(store).title("Web of Charlotte"))
    async with standing_at(store, size=size) as kiosk:
        await kiosk.scan(reader, "WEB")
        large = [line for line in kiosk.lines if re.search("[▀▄█▌▐\U0001fb00-\U0001fb3b]{2}", line)]
        assert len(large) >= (6 if reader == "6102" else 8) + 4 * bands
        if not bands:
            assert len(large) <= 16
        if sixths and size == (100, 30) and reader == "6102":
            assert _drawn(pixels_of("Web of Charlotte"), sixths) in kiosk.text
        assert within(kiosk.lines, *size) and "Web of Charlotte" in kiosk.text
        assert "Tuesday 22 September" in kiosk.text or "9月22日（星期二）" in kiosk.text
        assert "1 of 2 books" in kiosk.text or "已借 1 本" in kiosk.text


def _drawn(picture: Pixels | None, sixths: bool) -> str:
    """The first row of a picture, which is like no other."""
    assert picture is not None
    return next(row for row in signs_of(picture, sixths=sixths) if row.strip()).strip()


async def test_a_long_title_is_cut_in_large_letters_and_whole_in_small_ones(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_SIXTHS", "1")
    name = "The Lion, the Witch and the Wardrobe: a story for children"
    with connected():
        Library(store).copy("LION", title=Library(store).title(name))
    async with standing_at(store, size=(100, 30)) as kiosk:
        await kiosk.scan("6102", "LION")
        assert _drawn(pixels_of("The Lion, the Witch and…"), sixths=True) in kiosk.text
        assert f"“{name}”" in kiosk.text


async def test_language_by_key_by_card_and_by_reader(store: Path) -> None:
    async with standing_at(store) as kiosk:
        english = "Monday 7 September"
        await kiosk.press("f2")
        assert english not in kiosk.lines[0]
        assert "9" in kiosk.lines[0] and "星期一" in kiosk.lines[0]
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("%LANG")
        assert english in kiosk.lines[0]
        await kiosk.scan("6103")
        assert english not in kiosk.lines[0]
        await kiosk.scan("6102")
        assert english in kiosk.lines[0]


async def test_keys_undo_renew_and_end(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101", "B3")
        assert "Press F4 or scan RENEW to keep it." in kiosk.text
        await kiosk.press("f4")
        assert "You may keep it until" in kiosk.text
        await kiosk.press("f3")
        await kiosk.press("f9")
        assert "See you again!" in kiosk.text
        assert kiosk.events()[-4:] == ["returned", "undone", "renewed", "undone"]
        await kiosk.wait(6)
        assert "Borrow: scan your card" in kiosk.text


async def test_a_torn_label_is_typed_by_hand(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.type("61o")
        assert "Typed: 61o_" in kiosk.text
        await kiosk.press("backspace")
        await kiosk.type("02")
        assert "Typed: 6102_" in kiosk.text
        await kiosk.type("\r")
        assert "Ben  ·  3B" in kiosk.text
        assert "Typed" not in kiosk.text
        await kiosk.type("B")
        await kiosk.press("escape")
        assert "Typed" not in kiosk.text


async def test_typing_keeps_the_turn_open_but_a_book_on_the_keyboard_does_not(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        await kiosk.wait(15)
        assert "Time left: 5" in kiosk.text
        await kiosk.type("B")
        await kiosk.wait(15)
        assert "Ben" in kiosk.text
        await kiosk.type("k" * 100)
        await kiosk.wait(15)
        assert "Ben" in kiosk.text
        await kiosk.type("k" * 100)
        await kiosk.wait(5)
        assert "Ben" not in kiosk.text


async def test_the_turn_counts_down_and_ends(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        await kiosk.wait(9.5)
        assert "Time left" not in kiosk.text
        await kiosk.wait(0.5)
        full = kiosk.text.count("█")
        assert "Time left: 10" in kiosk.text
        await kiosk.wait(7.4)
        assert "Time left: 3" in kiosk.text
        assert kiosk.text.count("█") < full
        await kiosk.wait(2.6)
        assert "The time ran out" in kiosk.text
        assert "Ben" not in kiosk.text
        await kiosk.wait(5)
        assert "Borrow: scan your card" in kiosk.text


async def test_the_countdown_runs_by_itself_and_nothing_runs_at_rest(store: Path) -> None:
    with connected():
        turn(False, Acting("office", NOW))  # the idle screen
    async with standing_at(store) as kiosk:
        assert not kiosk.app._time.alarm.is_set
        await kiosk.scan("6102")
        kiosk.clock.at += timedelta(seconds=19.9)
        kiosk.app._time.plan()
        assert kiosk.app._time.alarm.is_set
        await until(lambda: "Time left: 1" in kiosk.text)
        kiosk.clock.at += timedelta(seconds=0.1)
        kiosk.app._time.plan()
        await until(lambda: "The time ran out" in kiosk.text)


async def test_the_offer_to_renew_ends_with_its_time(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101", "B3")
        assert "Press F4" in kiosk.text
        await kiosk.wait(10)
        assert "Press F4" not in kiosk.text
        assert "Matilda" in kiosk.text


async def test_a_book_shown_waits_for_a_card_and_then_goes(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("B1")
        assert "To borrow it, scan your card now." in kiosk.text
        await kiosk.wait(15)
        assert "Emma" not in kiosk.text


async def test_a_closed_day_is_told_and_still_served(store: Path) -> None:
    with connected():
        ClosedWeekday.create(weekday=0)
    async with standing_at(store) as kiosk:
        assert "closed today" in kiosk.lines[0]
        assert "You can still borrow" in kiosk.text
        await kiosk.scan("6102", "B1")
        assert ("6102", "Emma") in kiosk.loans()


async def test_panes_repaint_only_what_changed(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[object] = []
    draw = TopLine.draw
    monkeypatch.setattr(TopLine, "draw", lambda *given: painted.append(given) or draw(*given))
    async with standing_at(store) as kiosk:
        painted.clear()
        await kiosk.scan("6102", "B1", "B2")
        await kiosk.wait(12)
        assert painted == []


@pytest.mark.parametrize(
    "key", ["ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+d", "tab", "enter", "escape", "f1"]
)
async def test_no_key_leaves(store: Path, key: str) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press(key, key)
        assert kiosk.app.is_running and not kiosk.app._exit
        assert "Borrow: scan your card" in kiosk.text


async def test_the_pin_lets_the_librarian_leave(store: Path) -> None:
    with connected():
        set_pin(PIN, Acting("office", NOW))
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        assert "Staff PIN:" in kiosk.text
        await kiosk.type("12345")
        assert "Staff PIN: •••••_" in kiosk.text and "12345" not in kiosk.text
        await kiosk.type("\r")
        assert "That was not right." in kiosk.text
        await kiosk.type(PIN + "\r")
        assert "Leave the kiosk" in kiosk.text
        await kiosk.press("f10")
        assert kiosk.app.return_value == 0


async def test_wrong_pins_are_slowed_and_the_wait_is_told(store: Path) -> None:
    with connected():
        set_pin(PIN, Acting("office", NOW))
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        for wrong in ("1111", "2222", "3333"):
            await kiosk.type(wrong + "\r")
        assert "Wait 5 seconds." in kiosk.text
        await kiosk.type(PIN + "\r")
        assert "That was not right. Wait 5 seconds." in kiosk.text
        await kiosk.wait(5)
        await kiosk.type("4444\r")
        assert "Wait 10 seconds." in kiosk.text
        await kiosk.wait(10)
        await kiosk.type(PIN + "\r")
        assert "Leave the kiosk" in kiosk.text


async def test_the_librarian_closes_the_kiosk_and_opens_it_again(store: Path) -> None:
    with connected():
        set_pin(PIN, Acting("office", NOW))
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        await kiosk.press("f10")
        await kiosk.type(PIN + "\r")
        await kiosk.press("f5")
        assert "The kiosk is closed for now." in kiosk.text
        await kiosk.scan("6102", "B1")
        assert "The kiosk is closed for now." in kiosk.text
        assert "Emma" not in str(kiosk.loans())
        await kiosk.press("f10")
        await kiosk.type(PIN + "\r")
        await kiosk.press("f5")
        await kiosk.scan("6102", "B1")
        assert ("6102", "Emma") in kiosk.loans()


async def test_without_a_pin_a_word_is_typed_to_leave(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        assert "kiosk staff pin" in kiosk.text and "LEAVE" not in kiosk.text  # children read it
        await kiosk.type("go\r")
        assert "That was not right." in kiosk.text
        await kiosk.type("leave\r")
        await kiosk.press("f10")
        assert kiosk.app.return_value == 0


@pytest.mark.parametrize("steps", ["", PIN[:3], PIN + "\r"], ids=["at once", "half a PIN", "at the menu"])
async def test_a_scan_closes_the_librarians_dialog_and_is_served(store: Path, steps: str) -> None:
    with connected():
        set_pin(PIN, Acting("office", NOW))
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        await kiosk.type(steps)
        await kiosk.keys_rest(0.5)
        await kiosk.scan("20001000000026")
        assert not isinstance(kiosk.app.screen, Dialog)
        assert "Zoe  ·  3B" in kiosk.text
        assert "Typed" not in kiosk.text


async def test_a_dialog_left_alone_closes(store: Path) -> None:
    with connected():
        set_pin(PIN, Acting("office", NOW))
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        await kiosk.type(PIN + "\r")
        assert isinstance(kiosk.app.screen, StaffMenu)
        await kiosk.wait(59)
        assert "Locks automatically in 1 second." in kiosk.text
        await kiosk.wait(1)
        assert not isinstance(kiosk.app.screen, Dialog)
        await kiosk.press("f10")
        await kiosk.wait(20)
        assert not isinstance(kiosk.app.screen, Dialog)


@pytest.mark.parametrize("keys", ["f10", "ctrl+c"])
async def test_the_demonstration_shows_codes_and_is_left_without_a_pin(store: Path, keys: str) -> None:
    hints = [("a pupil's card", "6102"), ("a book", "B1")]
    demo = Demo(lambda: Sample(hints=hints, play=[(0.0, "6102"), (0.01, "B1")]))
    async with standing_at(store, demo=demo) as kiosk:
        await until(lambda: ("6102", "Emma") in kiosk.loans())
        await kiosk.settle()
        assert "a pupil's card" in kiosk.text
        assert "• Emma" in kiosk.text
        await kiosk.press("f2")
        assert "一位同学的借书证" in kiosk.text
        await kiosk.press(keys)
        assert kiosk.app.return_value == 0


@pytest.mark.parametrize("size", [(80, 24), (80, 30), (60, 24), (120, 24)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_every_code_of_the_demonstration_can_be_read(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    store = new_store(tmp_path / "sample.db").path

    def make() -> Sample:
        make_school(utc_now(), "Autumn")
        return Sample([(hint.what, hint.code) for hint in hints(language)])

    async with standing_at(store, demo=Demo(make), size=size, language=language) as kiosk:
        with connected():
            told = hints(language)
        assert len(told) == 6
        for hint in told:
            assert f"{hint.code}  {speak(language)(hint.what) if size[0] >= 80 else ''}" in kiosk.text


async def test_an_empty_store_opens_on_the_first_run_page(store: Path, tmp_path: Path) -> None:
    seen: list[object] = []

    def import_books(path: Path, on_progress: Callable[[int, int], None]) -> tuple[str, ...]:
        on_progress(1, 2)
        if not path.exists():
            raise BadList("There is no file {path}.", path=path)
        return ("60 titles came in.",)

    books = tmp_path / "books [1].csv"
    books.touch()
    page = FirstRun(import_books=import_books, import_readers=import_books, set_pin=seen.append)
    async with standing_at(store, first_run=page) as kiosk:
        assert "no books and no readers yet" in kiosk.text
        await kiosk.press("f2")
        assert "还没有" in kiosk.text and "no books" not in kiosk.text and "List of books" not in kiosk.text
        await kiosk.press("f2")
        assert "no books and no readers yet" in kiosk.text and "List of books" in kiosk.text
        for typed, said in [
            ("nothing.csv", "There is no file nothing.csv."),
            (str(books), "60 titles came in."),
        ]:
            kiosk.app.screen.query_one("#books", Input).value = typed
            await kiosk.pilot.press("enter")
            await until(lambda said=said: said in kiosk.text)
        assert "no books and no readers yet" not in kiosk.text
        await kiosk.pilot.press("tab", *PIN, "enter")
        await until(lambda: "Type the PIN once more." in kiosk.text)
        await kiosk.pilot.press(*PIN, "9", "enter")
        await until(lambda: "The two PINs differ." in kiosk.text)
        assert seen == [] and kiosk.app.screen.query_one("#pin", Input).value == ""
        await kiosk.pilot.press(*PIN, "enter", *PIN, "enter")
        await until(lambda: "The PIN is set." in kiosk.text)
        assert seen == [PIN] and PIN not in kiosk.text
        await kiosk.press("f9")
        await kiosk.scan("6102")
        assert "Ben  ·  3B" in kiosk.text


@pytest.mark.parametrize(("key", "code"), [("f8", SAMPLE_WANTED), ("f10", 0)])
async def test_the_first_run_page_leads_to_the_sample_school_or_out(store: Path, key: str, code: int) -> None:
    page = FirstRun(import_books=lambda *_: (), import_readers=lambda *_: (), set_pin=lambda _: None)
    async with standing_at(store, first_run=page) as kiosk:
        assert isinstance(kiosk.app.screen, FirstRunPage)
        await kiosk.press(key)
        assert kiosk.app.return_value == code


class Wire:
    """A scanner on a thread of its own."""

    def __init__(self, name: str = "serial") -> None:
        self.name = name
        self.trouble: Sentence | None = None
        self.stopped = 0

    def start(self, on_scan: OnScan, on_status: OnStatus) -> None:
        self._scan, self.status = on_scan, on_status

    def send(self, code: str) -> None:
        scan = Scan(code, NOW, self.name)
        threading.Thread(target=self._scan, args=(scan,)).start()

    def stop(self) -> None:
        self.stopped += 1


async def test_another_scanner_serves_and_its_loss_is_told_until_it_is_back(store: Path) -> None:
    wire = Wire()
    async with standing_at(store, sources=[wire]) as kiosk:
        wire.status("serial", "lost")
        await until(lambda: "! Scanner not connected: serial" in kiosk.lines[0])
        await kiosk.scan("6102")
        wire.status("serial", "live")
        wire.send("B1")
        await until(lambda: "• Emma" in kiosk.text)
        assert "not connected" not in kiosk.text
        wire.status("serial", "dropped")
        await until(lambda: "Please scan again." in kiosk.lines[0])
        await kiosk.wait(8)
        assert "Please scan again." not in kiosk.lines[0]
    assert wire.stopped == 1


async def test_several_scanners_are_each_lost_once_and_a_trouble_is_told_in_words(store: Path) -> None:
    serial, event = Wire("serial"), Wire("event")
    async with standing_at(store, sources=[serial, event]) as kiosk:
        serial.trouble = Sentence(GONE, {"place": "/dev/ttyACM0"})
        serial.status("serial", "lost")
        await until(lambda: "! /dev/ttyACM0 has been unplugged. Plug it in again" in kiosk.lines[0])
        event.trouble = Sentence(NO_PERMISSION, {"place": "/dev/input/event3", "group": "input", "rule": "r"})
        event.status("event", "lost")
        event.status("event", "lost")
        await until(lambda: "! Scanner not connected: serial, event " in kiosk.lines[0])
        serial.status("serial", "dropped")
        await until(lambda: "Please scan again." in kiosk.lines[0])
        await kiosk.wait(8)
        assert "! Scanner not connected: serial, event " in kiosk.lines[0]
        serial.status("serial", "live")
        await until(lambda: "! This user may not read /dev/input/event3." in kiosk.lines[0])
        assert within(kiosk.lines, 80, 24)
        event.status("event", "live")
        await until(lambda: kiosk.lines[0].startswith(" School library "))


async def test_a_store_that_is_gone_is_told_and_works_again_when_it_is_back(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        away = store.with_name("away.db")
        store.rename(away)
        await kiosk.scan("B1")
        assert "I cannot reach my list of books just now." in kiosk.text
        assert not store.exists()
        assert "Ben" not in kiosk.text
        away.rename(store)
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6102", "B1")
        assert "• Emma" in kiosk.text
        assert ("6102", "Emma") in kiosk.loans()


async def test_the_notice_goes_by_itself_once_the_store_is_back(store: Path) -> None:
    async with standing_at(store) as kiosk:
        away = store.with_name("away.db")
        store.rename(away)
        await kiosk.scan("B1")
        await kiosk.wait(5)
        assert "I cannot reach my list" in kiosk.text
        away.rename(store)
        await kiosk.wait(5)
        assert "Borrow: scan your card" in kiosk.text


async def test_a_full_disk_is_told_and_nothing_is_half_written(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))  # no file can grow: as good as a full disk
        try:
            await kiosk.scan("B1")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert "I cannot reach my list of books just now." in kiosk.text
        assert ("6102", "Emma") not in kiosk.loans()
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6102", "B1")
        assert ("6102", "Emma") in kiosk.loans()


async def test_a_fault_while_painting_asks_for_the_librarian_and_the_next_scan_works(
    store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    draw = ReaderPane.draw

    def broken(self: ReaderPane, seen: object, columns: int, rows: int) -> object:
        if "Ben" in repr(seen):
            raise RuntimeError("cannot paint Ben Smith")
        return draw(self, seen, columns, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(ReaderPane, "draw", broken)
    with caplog.at_level(logging.INFO):
        async with standing_at(store, faults=1) as kiosk:
            await kiosk.scan("6102")
            await kiosk.settle()
            assert "Please ask the librarian." in kiosk.text
            assert "Ben" not in kiosk.text
            await kiosk.scan("6101")
            assert "Ada  ·  6A" in kiosk.text
    assert "RuntimeError" in caplog.text and "broken" in caplog.text
    assert not [trace for trace in ("Ben", "Smith", "6102") if trace in caplog.text]


async def test_a_fault_in_a_rule_or_a_handler_does_not_stop_the_queue(
    store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing_at(store, faults=1) as kiosk:
        monkeypatch.setattr("kiosk.counter.desk.see", lambda *_: 1 / 0)
        await kiosk.scan("6102")
        assert "Something went wrong here." in kiosk.text
        monkeypatch.undo()
        monkeypatch.setattr(kiosk.app._key_presses, "_command", lambda _: 1 / 0)
        await kiosk.press("f3")
        monkeypatch.undo()
        await kiosk.scan("6101")
        assert "Ada  ·  6A" in kiosk.text
    assert "ZeroDivisionError" in caplog.text


async def test_on_the_kernels_console_only_signs_of_its_fonts_are_used(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    safe = set("●•→←↑↓▶▼◀▲█▀▄─│╭╮╰╯┌┐└┘“”…")
    async with standing_at(store) as kiosk:
        for step in ("", "6101", "B1", "%DONE", "unknown"):
            await kiosk.scan(step)
            assert {sign for sign in kiosk.text if ord(sign) > 255} <= safe, step
        await kiosk.press("f10")
        assert {sign for sign in kiosk.text if ord(sign) > 255} <= safe


async def test_fault_upon_fault_ends_it_with_a_code_and_without_a_traceback(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with standing_at(store, faults=8) as kiosk:
        monkeypatch.setattr(TopLine, "draw", lambda *_: 1 / 0)
        kiosk.app.post_message(events.Key("f2", None))
        await until(lambda: not kiosk.app.is_running)
        assert kiosk.app.return_code == 70
    told = "".join(capsys.readouterr())
    assert "The kiosk had to stop." in told and "Traceback" not in told


def test_tones_differ_in_sixteen_colours_too() -> None:
    sheet = (Path(full_screen_app.__file__).parent / "kiosk.tcss").read_text()
    tones = re.findall(r"^\$(done|hello|wait|stop|ground): (#\w+);", sheet, re.MULTILINE)
    assert len(tones) == 5
    assert len({Color.parse(colour).downgrade(ColorSystem.STANDARD).number for _, colour in tones}) == 5


def test_the_real_clock_is_used_unless_a_test_says_otherwise(store: Path) -> None:
    assert Kiosk(Settings(language="en"), store=store)._now is utc_now
