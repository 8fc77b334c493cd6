"""The shelves at the desk: the room, returns put back, a shelf read, the stock counted, repairs."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from desk_pages import said, text_of, then_undo
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import shown_paper

from db.events.record import Acting
from db.models import Copy, Event, Loan
from db.shelf.faces import set_bay, set_face

Visitor = Callable[..., TestClient]
STAFF = Acting("office", NOW, "command")
pytestmark = pytest.mark.store_in("file")


@pytest.fixture
def desk(library: Library, visitor: Visitor) -> TestClient:
    for number in ("I1/1", "I1/2", "I1/3", "K1/1"):
        library.copy(number.replace("/", "-"), title=library.title(f"<b>{number}", call_number=number))
    set_face("3", "B", 1, "I1", STAFF)
    set_face("4", "", 1, "K", STAFF)
    set_bay("3", STAFF, square=(2, 1))
    return visitor()


def heard(desk: TestClient, code: str) -> str:
    """What a telephone shows of a scan, as its script asks for it."""
    answer = desk.post("/shelves/read/scan", data={"code": code}, headers={"X-Part": "last"})
    assert answer.status_code == 303
    part = desk.get(answer.headers["location"], headers={"X-Part": "last"}).text
    assert "<html" not in part
    tone = re.search(r'data-tone="(\w*)"', part)
    return f"{tone[1] if tone else '?'}: {text_of('<main>' + part).strip(' >')}"


def test_the_room_is_set_up_and_drawn(desk: TestClient) -> None:
    page = text_of(desk.get("/shelves").text)
    assert "shelf 3, side B, level 1 I1" in page and "shelf 4, level 1 K" in page
    assert said(desk, "/shelves/board", bay="5", side="", level="1", start="T").endswith("Saved. ")
    assert said(desk, "/shelves/bay", bay="5", across="4", down="2", shelf="").endswith("Saved. ")
    assert '<td class="is-bay">5</td>' in desk.get("/shelves").text
    assert desk.get("/shelves/plan").content.startswith(b"%PDF")
    assert "The board has been removed." in said(desk, "/shelves/board/remove", bay="4", side="", level="1")
    assert "shelf 4, level 1" not in text_of(desk.get("/shelves").text)
    event = str(Event.select().order_by(Event.id.desc()).get().id)
    assert "Undone." in said(desk, "/shelves/undo", event=event, back="/shelves")
    assert "shelf 4, level 1 K" in text_of(desk.get("/shelves").text)
    assert "its boards with it: 1" in said(desk, "/shelves/remove", bay="5")
    refused = desk.post("/shelves/board", data={"bay": "5", "level": "1", "start": "第三"})
    assert refused.status_code == 400 and "not a call number" in text_of(refused.text)


def test_the_signs_of_the_shelves_are_a_pdf(library: Library, desk: TestClient, tmp_path: Path) -> None:
    assert "Signs for the shelves" not in desk.get("/shelves").text
    assert "There are no shelves yet" in text_of(desk.get("/shelves/signs").text)
    animals = library.title("Cats", call_number="Q959.8/1")
    library.copy(title=animals, location=library.shelf("7"))
    assert "Signs for the shelves" in desk.get("/shelves").text
    told = shown_paper(desk, "/shelves/signs", tmp_path)
    assert "7" in told and "Animals" in told and "Q959.8" in told


def test_the_way_to_a_book_is_a_page_and_a_slip(library: Library, desk: TestClient) -> None:
    page = desk.get("/books/2/way").text
    assert "shelf 3, side B, level 1: on the shelf" in text_of(page)
    assert "between “<b>I1/1” and “<b>I1/3”" in text_of(page)
    assert '<td class="is-lit" aria-label="here: 3">3</td>' in page
    assert desk.get("/books/2/way/slip").content.startswith(b"%PDF")
    assert "/books/2/way" in desk.get("/books/2").text
    assert desk.get("/books/99/way").status_code == 404
    library.lend(Copy.get_by_id(2), library.patron("6101", name="Ada"))
    page = desk.get("/books/2/way").text
    assert "due back on" in text_of(page) and "is-lit" not in page and "Ada" not in page


def test_what_came_back_is_put_on_its_board(library: Library, desk: TestClient) -> None:
    reader = library.patron("6101")
    for copy in Copy.select().where(Copy.id.in_((1, 4))):
        library.lend(copy, reader, returned_at=NOW)
    page = text_of(desk.get("/shelves/returns").text)
    assert page.index("<b>I1/1") < page.index("<b>K1/1") and "6101" not in page
    at = desk.post("/shelves/returns/scan", data={"code": "%SHELF-1"}).headers["location"]
    assert at == "/shelves/returns?at=1" and "At shelf 3, side B, level 1" in text_of(desk.get(at).text)
    assert "belongs elsewhere: shelf 4, level 1" in said(desk, "/shelves/returns/scan", code="K1-1", at="1")
    assert "XYZ is not known here" in said(desk, "/shelves/returns/scan", code="XYZ", at="1")
    assert "Undone." in then_undo(desk, "/shelves/returns/scan", code="I1-1", at="1")
    assert "<b>I1/1" in text_of(desk.get("/shelves/returns").text)
    assert "On the shelf again: 2." in said(desk, "/shelves/returns/confirm", chosen=["I1-1", "K1-1"])
    assert "Nothing is on this list." in text_of(desk.get("/shelves/returns").text)


def test_a_shelf_is_read_scan_by_scan_and_settled_by_one_button(library: Library, desk: TestClient) -> None:
    library.lend(Copy.get_by_id(2), library.patron("6101", name="Ada"))
    Copy.update(status="lost").where(Copy.id == 3).execute()
    assert heard(desk, "%SHELF-1").startswith(": Shelf Started: shelf 3, side B, level 1")
    assert "! Lost" in heard(desk, "I1-3") and heard(desk, "I1-3") != ""
    assert heard(desk, "I1-2").startswith("wrong: ! Move")
    assert heard(desk, "K1-1").startswith("wrong: ! Elsewhere")
    assert heard(desk, "%SHELF-99").startswith("wrong: ? Unknown")
    assert heard(desk, "NOBODY").startswith("wrong: ? Unknown")
    page = text_of(desk.get("/shelves/read").text)
    assert "Put in order (" not in page and "Move “<b>I1/3” I1/3 to the end, after “<b>I1/2” I1/2." in page
    assert "“<b>K1/1” K1/1 → shelf 4, level 1" in page and "Missing here 1 “<b>I1/1” I1/1" in page
    assert "Ada" not in page
    assert "Undone." in then_undo(desk, "/shelves/read/settle", code="I1-3", act="found")
    assert Copy.get_by_id(3).status == "lost"
    assert "Settled" in said(desk, "/shelves/read/settle", code="I1-3", act="found")
    assert "Settled" in said(desk, "/shelves/read/settle", code="I1-2", act="returned")
    assert Copy.get_by_id(3).status == "available"
    assert Loan.select().where(Loan.returned_at.is_null()).count() == 0
    assert desk.post("/shelves/read/settle", data={"code": "I1-1", "act": "burn"}).status_code == 400
    desk.post("/shelves/read/new", data={"shelf": ""})
    assert "scanned" not in text_of(desk.get("/shelves/read").text)
    assert heard(desk, "I1-1").startswith("right: ✓ Right")


def test_what_is_missing_on_a_board_is_counted_whole_and_named_once(
    library: Library, desk: TestClient
) -> None:
    book = library.title("Momo", call_number="I1/2")
    for _ in range(120):
        library.copy(title=book)
    heard(desk, "%SHELF-1")
    heard(desk, "I1-1")
    page = text_of(desk.get("/shelves/read").text)
    assert "Missing here 122 " in page and "“Momo” I1/2 × 120" in page


def test_a_stocktake_from_the_first_scan_to_the_signed_figures(library: Library, desk: TestClient) -> None:
    opened = desk.post("/stocktake", data={"name": "2026", "range": "", "shelf": ""}).headers["location"]
    assert "4 books" in text_of(desk.get(opened).text) and "Ada" not in desk.get("/stocktake").text
    for code in ("%SHELF-1", "I1-1", "I1-2", "XYZ"):
        desk.post(f"{opened}/scan", data={"code": code, "person": "Li"})
    part = desk.get(f"{opened}?person=Li", headers={"X-Part": "last"}).text
    assert 'data-tone="wrong"' in part and "Unknown" in part
    desk.post(f"{opened}/scan", data={"code": "K1-1", "person": "Li"})
    page = text_of(desk.get(f"{opened}?person=Li").text)
    assert "3 seen" in page and "1 not seen" in page and "Li" in page
    assert "second look first: 1" in said(desk, f"{opened}/settle", list="missing")
    assert desk.post(f"{opened}/second-look").content.startswith(b"%PDF")
    assert "Settled: 1." in said(desk, f"{opened}/settle", list="missing")
    assert Copy.get_by_id(3).status == "lost"
    assert "Undone: 1." in said(desk, f"{opened}/undo") and Copy.get_by_id(3).status == "available"
    said(desk, f"{opened}/settle", list="missing")
    for address in ("cards", "statement"):
        assert desk.get(f"{opened}/{address}").content.startswith(b"%PDF")
    assert "Closed." in said(desk, f"{opened}/close", anyway="1")
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{opened}/statement.xlsx").content))
    figures = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert (figures["books on record"], figures["seen"], figures["missing"]) == ("4", "3", "1")
    closed = desk.get(opened).text
    assert "data-heard" not in closed and "25.00 %" in closed
    assert desk.post(f"{opened}/settle", data={"list": "missing"}).status_code == 400
    assert desk.post(f"{opened}/settle", data={"list": "nosuch"}).status_code == 400
    assert desk.get("/stocktake/99").status_code in (400, 404)


def test_a_damaged_book_waits_and_is_settled_without_blame(library: Library, desk: TestClient) -> None:
    told = said(desk, "/repairs", code="I1-1", kind="torn", degree="3", place="desk", note="", known="1")
    assert "waits for repair" in told
    page = text_of(desk.get("/repairs").text)
    assert "torn hard to mend desk I1/1" in page and "better withdraw" not in page
    assert "First tick at least one line" in said(desk, "/repairs/settle", outcome="mended")
    assert "1, mended." in said(desk, "/repairs/settle", outcome="mended", chosen=["I1-1"])
    for _time in range(2):
        said(desk, "/repairs", code="I1-1", kind="loose", degree="1")
        assert ("better withdraw it" in desk.get("/repairs").text) is (_time == 1)
        said(desk, "/repairs/settle", outcome="waived", chosen=["I1-1"])
    assert Copy.get_by_id(1).status == "available"
    assert {event.verb for event in Event.select().where(Event.copy == 1)} == {"copy_marked"}
    assert desk.post("/repairs", data={"code": "I1-1", "kind": "burnt"}).status_code == 400


def test_undo_names_only_what_was_done_at_a_shelf(desk: TestClient) -> None:
    assert "cannot be undone" in said(desk, "/shelves/undo", event="1", back="/shelves")


def test_one_book_at_a_time_is_agreed_at_the_desk_and_lifted(library: Library, desk: TestClient) -> None:
    ada = library.patron("6101")
    bare = {"code": "I1-1", "kind": "torn", "degree": "2", "reader": "6101"}
    assert "between two terms" in desk.post("/repairs", data=bare).text
    assert "until 2026-09-30" in said(desk, "/repairs", **bare, until="2026-09-30")
    said(desk, "/rules/calendar/term", name="Autumn", first="2026-09-01", last="2027-01-20")
    told = said(desk, "/repairs", code="I1-1", kind="torn", degree="2", reader="6101")
    assert "Reader 6101 may borrow one book at a time until" in told
    here = f"/readers/{ada.id}"
    assert "One book at a time, in the classroom" in text_of(desk.get(here).text)
    assert "as many books as the rules allow again" in said(desk, f"{here}/lift")
    assert "One book at a time, in the classroom, until" not in text_of(desk.get(here).text)
    assert "one book at a time until" in said(desk, f"{here}/one-book", book="I1-1", until="2026-12-01")


def test_money_is_named_at_the_desk_only_where_it_is_asked(library: Library, desk: TestClient) -> None:
    said(desk, "/repairs", code="I1-1", kind="torn", degree="2")
    assert "paid for" not in desk.get("/repairs").text and "paid for" not in desk.get("/books/1").text
    rules = {"name": "", "number": "1", "scheme": "clc", "apart": ""}
    said(desk, "/rules/library", **rules, damage_price="on")
    page = desk.get("/repairs").text
    assert "paid for; the book stays" in page and "What is to be paid for it" in page
    said(desk, "/repairs", code="I1-2", kind="wet", degree="2", amount="8.5")
    assert "8.50" in desk.get("/repairs").text
    assert "1, paid for; the book stays." in said(desk, "/repairs/settle", outcome="paid", chosen=["I1-2"])


def test_every_count_of_a_state_opens_its_list(library: Library, desk: TestClient) -> None:
    said(desk, "/repairs", code="I1-1", kind="torn", degree="2", place="glue shelf")
    page = desk.get("/stock/states")
    assert "on the shelf 3" in text_of(page.text) and "in repair 1" in text_of(page.text)
    behind = [text_of(desk.get(link).text) for link in re.findall(r'"(/stock/states/list[^"]+)"', page.text)]
    assert len(behind) == 18 and sum("I1-1" in shown and "glue shelf" in shown for shown in behind) == 2
    assert desk.get("/stock/states/list?of=burnt").status_code == 404
    assert "copies" in desk.get("/stock/states.csv").text
