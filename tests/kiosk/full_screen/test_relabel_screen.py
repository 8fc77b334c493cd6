"""Relabelling at the full screen: the PIN, the menu, book and label in pairs, and back to the counter."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from full_screen import Standing, standing_at, until, within
from new_store import filled_once, new_store
from rich.cells import cell_len
from school import NOW, Library

from db.events.record import Acting
from db.labelling import campaign, jobs
from db.labelling.jobs import Sheet
from db.labelling.printers import Delivery, keep_delivery, last_delivery
from db.library.identity import set_name
from db.models import Barcode, Event, PrintJob
from db.staff.pins import set_pin
from db.stock.choosing import Wanted
from db.store.opening import connected
from kiosk.cli import main
from kiosk.screens.counter.screen import Counter
from kiosk.screens.relabel import ProgressPane, RelabelPage

PIN = "271828"
EMMA, HEIDI, MOMO = "9780141439587", "9780141322568", "9783522202107"
STAFF = Acting("office", NOW, "staff")


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    """Two copies of Emma, one of Heidi with a label, one of Momo; nothing is being relabelled."""
    path = new_store(tmp_path / "library.db").path
    with connected():
        set_pin(PIN, Acting("office", NOW))
        library = Library(path)
        library.policy("pupil")
        library.patron("6102", name="Ben Smith", class_name="3B")
        place = library.shelf("10")
        emma = library.title("Emma", isbn=EMMA, call_number="I561/1")
        library.copy(title=emma, location=place)
        library.copy(title=emma)
        library.copy("OLD1", title=library.title("Heidi", isbn=HEIDI, call_number="I561/2"), location=place)
        library.copy(title=library.title("Momo [e]", isbn=MOMO, call_number="I561/3"))
    return path


def begin(*, most: int = 9) -> list[str]:
    """Open a campaign for everything and print this many labels; the codes in shelf order."""
    with connected():
        campaign.open_campaign(Wanted(), STAFF)
        sheet = Sheet("L7160")
        jobs.printed(campaign.print_next(most, sheet, STAFF), sheet, STAFF)
        return [line.code for line in campaign.worklist()]


def states() -> list[str]:
    with connected():
        return [line.state for line in campaign.worklist()]


async def open_page(kiosk: Standing) -> None:
    await kiosk.press("f10")
    await kiosk.type(PIN + "\r")
    await kiosk.press("f6")
    assert isinstance(kiosk.app.screen, RelabelPage)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60)])
async def test_book_and_label_are_scanned_and_the_copy_is_closed(store: Path, size: tuple[int, int]) -> None:
    emma, *_ = begin()
    async with standing_at(store, size=size) as kiosk:
        await open_page(kiosk)
        assert "Scan a book's ISBN (or its old code), then its new label." in kiosk.text
        await kiosk.scan(EMMA)
        assert "Now scan its new label." in kiosk.text and kiosk.tones == {"-hello"}
        await kiosk.scan(emma)
        assert "1 of 4" in kiosk.text and kiosk.tones == {"-done"}
        assert "Done 1, printed 3, to print 0, not found 0; 4 in all." in kiosk.text
        assert "###" in kiosk.text and "] 25 %" in kiosk.text
        assert ("10         #" in kiosk.text) == (size[1] > 24)
        assert "█" in kiosk.text
        assert within(kiosk.lines, *size)
    assert states() == ["closed", "printed", "printed", "printed"]


async def test_where_not_every_shelf_has_room_the_one_worked_at_comes_first(store: Path) -> None:
    with connected():
        library = Library(store)
        set_name("Elm School", STAFF)
        for number in range(11, 71):
            title = library.title(f"Book {number}", call_number="Z1")
            library.copy(title=title, location=library.shelf(str(number)))
    begin(most=99)
    async with standing_at(store, size=(100, 30)) as kiosk:
        await open_page(kiosk)
        assert "Elm School" in kiosk.text and "10         +" in kiosk.text and "68         " not in kiosk.text
        with connected():
            (code,) = [line.code for line in campaign.worklist() if line.book.title == "Book 68"]
        await kiosk.scan(code)
        await kiosk.wait(3)
        await kiosk.scan(code)  # the label alone, twice: there is nothing else on the book
        shelves = re.findall(r"^ (\S+) +[#+].*/\d+  (\S+) +[#+]", kiosk.text, re.MULTILINE)
        assert shelves[:2] == [("68", "69"), ("70", "-")]
        assert "68         ####" in kiosk.text and "1/1" in kiosk.text


async def test_a_label_on_the_wrong_book_is_told_where_it_belongs(store: Path) -> None:
    *_, momo = begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.scan(EMMA, momo)
        assert "This label belongs on “Momo [e]” (I561/3)." in kiosk.text
        assert "The book in your hand is “Emma”" in kiosk.text
        assert kiosk.tones == {"-stop"}
    assert "closed" not in states()


async def test_a_torn_label_is_asked_for_by_the_number_of_its_copy_and_taken_back(store: Path) -> None:
    begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.press("f4")
        assert "First scan the book, or its label." in kiosk.text
        await kiosk.scan(EMMA)
        await kiosk.press("f4")
        assert "1  copy 1, printed" in kiosk.text and "2  copy 2, printed" in kiosk.text
        await kiosk.type("2\r")
        assert "A label for it comes with the next print." in kiosk.text
        assert states() == ["printed", "to_print", "printed", "printed"]
        await kiosk.press("f3")
        assert "It is as it was before: printed." in kiosk.text
        assert states() == ["printed"] * 4


async def test_forty_copies_to_choose_from_leave_the_question_to_be_read(store: Path) -> None:
    with connected():
        library = Library(store)
        reader = library.title("Reader 1", isbn="9787107191480", call_number="I561/9")
        for _ in range(40):
            library.copy(title=reader)
    begin(most=99)
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.scan("9787107191480")
        await kiosk.press("f4")
        assert "1  copy 1" in kiosk.text and "Type its number." in kiosk.text
        await kiosk.type("40\r")
        assert "A label for it comes with the next print." in kiosk.text
    assert states()[-1] == "to_print"


async def test_a_label_left_over_marks_its_book_as_not_found(store: Path) -> None:
    *_, momo = begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.scan(momo)
        await kiosk.press("f5")
        assert "Marked as not found, for the stocktake." in kiosk.text
    assert states()[-1] == "not_found"


async def test_a_scan_while_relabelling_lends_nothing_and_afterwards_it_does(store: Path) -> None:
    begin()
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        await open_page(kiosk)
        await kiosk.scan("OLD1", "6102")
        assert "This is a reader's card." in kiosk.text
        await kiosk.scan("%RENEW", "OLD1")
        assert kiosk.loans() == []
        await kiosk.press("escape")
        assert isinstance(kiosk.app.screen, Counter) and "Ben" not in kiosk.text
        await kiosk.scan("6102", "OLD1")
        assert kiosk.loans() == [("6102", "Heidi")]


async def test_left_alone_it_closes_and_asks_for_the_pin_again(store: Path) -> None:
    begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.wait(40)
        await kiosk.type("9")
        await kiosk.wait(40)
        await kiosk.press("escape")
        await kiosk.scan(EMMA)
        await kiosk.wait(52)
        assert "Locks automatically in 8 seconds." in kiosk.text
        await kiosk.wait(7)
        assert isinstance(kiosk.app.screen, RelabelPage)
        await kiosk.wait(1)
        assert isinstance(kiosk.app.screen, Counter)
        await kiosk.press("f10")
        assert "Staff PIN:" in kiosk.text


async def test_without_a_campaign_the_whole_stock_is_counted_and_enter_opens_it(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        assert (
            "No relabelling is under way." in kiosk.text and "kiosk relabel open --range I287" in kiosk.text
        )
        await kiosk.press("enter", "f8", "f4")
        await kiosk.scan(EMMA)
        assert "No relabelling is under way." in kiosk.text
        await kiosk.press("f6")
        assert "4 books go on the worklist." in kiosk.text
        await kiosk.press("escape")
        assert "No relabelling is under way." in kiosk.text
        await kiosk.press("f6")
        await kiosk.press("enter", "enter")
        assert "Books on the worklist: 4." in kiosk.text
        assert "to print 4" in kiosk.text
    assert states() == ["to_print"] * 4
    assert kiosk.events().count("relabel_opened") == 1


async def test_the_next_labels_go_to_the_printer_used_last(
    store: Path,
    cups: Path,
) -> None:
    with connected():
        campaign.open_campaign(Wanted(), STAFF)
    async with standing_at(store, size=(120, 40)) as kiosk:
        await open_page(kiosk)
        await kiosk.press("f8")
        await until(lambda: "No printer is known for these labels." in kiosk.text)
        assert kiosk.tones == {"-stop"} and "kiosk relabel print --printer NAME" in kiosk.text
        with connected():
            assert PrintJob.select().count() == 0
            keep_delivery("combined", Delivery("nowhere", "", "L7160", 300, "code128"))
        await kiosk.press("f8")
        await until(lambda: "The printer or class does not exist" in kiosk.text, 30)
        assert states() == ["to_print"] * 4
        with connected():
            keep_delivery("combined", Delivery("HP", "", "L7160", 300, "code128"))
        await kiosk.press("f8")
        await until(lambda: "Printed on HP" in kiosk.text, 30)
        await kiosk.settle()
        assert "4 labels, 1 sheet, starts at row 1 column 1" in kiosk.text
        assert "printed 4, to print 0" in kiosk.text
        with connected():
            assert [job.state for job in PrintJob.select()] == ["printed"]  # what failed was repeated
            assert Barcode.select().count() == 5


async def test_scans_are_answered_while_labels_are_printed(store: Path) -> None:
    begin(most=1)
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.press("f8")
        await kiosk.scan(EMMA)
        await until(lambda: "Not printed" in kiosk.text)
        assert "Now scan its new label." in kiosk.text


def test_a_print_is_remembered_with_what_was_in_the_printer(
    store: Path,
    cups: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KIOSK_STORE", str(store))
    monkeypatch.chdir(store.parent)
    assert main(["relabel", "open"]) == 0
    with connected():
        assert last_delivery("combined") is None
    assert main(["relabel", "print", "1"]) == 0  # into a file: says nothing of a printer
    with connected():
        assert last_delivery("combined") is None
    printer = ["--printer", "HP", "--dpi", "600", "--stock", "herma-4608", "--code", "qr"]
    assert main(["relabel", "print", "1", *printer]) == 0
    with connected():
        assert last_delivery("combined") == Delivery("HP", "", "herma-4608", 600, "qr")
        assert last_delivery("cards") is None


async def test_a_page_that_cannot_be_painted_gives_way_to_the_counter(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    async with standing_at(store, faults=1) as kiosk:
        await open_page(kiosk)
        monkeypatch.setattr(ProgressPane, "draw", lambda *_: 1 / 0)
        await kiosk.scan(EMMA)
        kiosk.app.screen.refresh(layout=True)
        kiosk.app.screen.query_one("#progress").refresh()
        await kiosk.settle()
        assert isinstance(kiosk.app.screen, Counter)
        assert "Please ask the librarian." in kiosk.text
        await kiosk.scan("6102", "OLD1")
        assert kiosk.loans() == [("6102", "Heidi")]


async def test_an_enter_that_a_scanner_sends_opens_no_campaign(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.press("f6")
        await kiosk.scan(EMMA, suffix="\r\r")
        assert "No relabelling is under way." in kiosk.text
    assert "relabel_opened" not in kiosk.events()


async def test_it_speaks_chinese_and_changes_at_a_key(store: Path) -> None:
    begin()
    async with standing_at(store, language="zh_CN") as kiosk:
        await open_page(kiosk)
        await kiosk.scan(EMMA)
        assert "Now scan" not in kiosk.text
        assert all(cell_len(line) == 80 for line in kiosk.lines)
        await kiosk.press("f2")
        assert "Now scan its new label." in kiosk.text


async def test_a_store_that_is_gone_is_told_and_works_again_when_it_is_back(store: Path) -> None:
    emma, *_ = begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        away = store.with_name("away.db")
        store.rename(away)
        await kiosk.scan(EMMA)
        assert "I cannot reach my list of books just now." in kiosk.text
        away.rename(store)
        await kiosk.scan(EMMA.replace("978", "９７８"), emma)
        assert "1 of 4" in kiosk.text


async def test_a_fault_of_the_desk_is_told_and_the_next_book_is_answered(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        monkeypatch.setattr("kiosk.relabel.desk.look", lambda _: 1 / 0)
        await kiosk.scan(EMMA)
        assert "Something went wrong here." in kiosk.text
        monkeypatch.undo()
        await kiosk.scan(MOMO)
        assert "“Momo [e]”" in kiosk.text


async def test_what_is_done_is_an_event_of_staff_at_this_kiosk(store: Path) -> None:
    emma, *_ = begin()
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.scan(EMMA, emma)
    with connected():
        event = Event.get(Event.verb == "label_closed")
    assert (event.kiosk, event.actor) == ("test kiosk", "staff")


def test_nothing_of_it_is_loaded_before_it_is_opened() -> None:
    late = (
        "labels",
        "db.labelling.campaign",
        "kiosk.relabel.session",
        "kiosk.relabel.desk",
        "kiosk.screens.relabel",
    )
    code = (
        f"import sys, kiosk.full_screen.app; print([name for name in sys.modules if name.startswith({late})])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
