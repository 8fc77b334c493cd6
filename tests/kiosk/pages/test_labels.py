"""Labels at the desk: chosen, seen, made in the other thread; the printer measured; the relabelling."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from desk_pages import said, text_of
from school import Library
from starlette.testclient import TestClient
from visiting import ACTING

from db.codes import mint
from db.labelling.printers import misplacement_of
from db.library.identity import set_name
from db.models import Barcode, Copy, PrintJob, RelabelItem, SchoolClass, SheetInUse
from labels.ink.proof import rasterise

Visitor = Callable[..., TestClient]
PNG, PDF = b"\x89PNG", b"%PDF"


@pytest.fixture
def shelf(library: Library) -> list[Copy]:
    """Three copies on shelf 3, the first of them labelled; one on shelf 4 without a call number."""
    here, there = library.shelf("3"), library.shelf("4")
    book = library.title("红楼梦", isbn="9787020002207", call_number="I242.4/1")
    copies = [library.copy(code, title=book, location=here) for code in ("31234000000018", None, None)]
    return [*copies, library.copy(title=library.title("无号"), location=there)]


def made(desk: TestClient, address: str, **fields: object) -> str:
    """Post a form that begins work, and wait; the page of what came of it."""
    begun = desk.post(address, data=fields)
    assert begun.status_code == 303, text_of(begun.text)
    for _ in range(600):
        page = desk.get(begun.headers["location"]).text
        if "It is done" in page or 'role="alert"' in page:
            return page
        time.sleep(0.05)
    raise AssertionError("The work came to no end.")


def after(page: str) -> str:
    """Where the page of finished work leads to."""
    return page.rpartition('" data-go')[0].rpartition('href="')[2]


def test_labels_are_chosen_seen_and_made(library: Library, shelf: list[Copy], visitor: Visitor) -> None:
    desk = visitor()
    page = text_of(desk.get("/labels?shelf=3&stock=L7160&row=2&column=3").text)
    assert "3 labels, 1 sheet, starts at row 2 column 3 (Avery L7160)" in page and "a new one" in page
    assert desk.get("/labels/sheet.png?shelf=3&row=2&column=3").content.startswith(PNG)
    assert (PrintJob.select().count(), Barcode.select().where(Barcode.copy.is_null(False)).count()) == (0, 1)
    done = after(made(desk, "/labels/print", shelf="3", stock="L7160", row="2", column="3"))
    page = text_of(desk.get(done).text)
    assert "The labels are ready" in page and "New codes: 2." in page
    pdf = desk.get(f"{done}/labels.pdf")
    assert pdf.content.startswith(PDF) and "inline" in pdf.headers["content-disposition"]
    job, sheet = PrintJob.get(), SheetInUse.get()
    assert (job.state, sheet.row, sheet.column) == ("printed", 3, 3)
    assert Barcode.select().where(Barcode.copy.is_null(False)).count() == 3
    again = after(made(desk, "/labels/again", job=job.id))
    assert "New codes" not in desk.get(again).text
    assert Barcode.select().where(Barcode.copy.is_null(False)).count() == 3


def test_the_code_on_the_spine_is_chosen_fits_or_not_and_is_printed_again(
    library: Library, visitor: Visitor, tmp_path: Path
) -> None:
    for pages in (24, 300):
        code = mint("copy", 1, 10 + pages)
        library.copy(code, title=library.title(f"Book {pages}", call_number=f"I287/{pages}", pages=pages))
    desk = visitor()
    bare = text_of(desk.get("/labels?all=1&stock=roll-40x30").text)
    assert "Books with too few pages for bars along the spine: 1; for a small square: 1." in bare
    assert "stand-in" not in bare
    assert "too thin" not in text_of(desk.get("/labels?all=1&kind=barcode").text).casefold()
    chosen = {"all": "1", "stock": "roll-40x30", "kind": "spine", "symbol": "matrix"}
    page = text_of(desk.get("/labels", params=chosen).text)
    assert "Too thin, going by their pages, for a code on the spine: 1: “Book 24” I287/24 (7.1 mm)" in page
    done = after(made(desk, "/labels/print", **chosen))
    again = after(made(desk, "/labels/again", job=PrintJob.get().id))
    for each in (done, again):
        assert "(7.1 mm)" in text_of(desk.get(each).text)
        (pdf := tmp_path / "labels.pdf").write_bytes(desk.get(f"{each}/labels.pdf").content)
        read = {found.text for n in (1, 2) for found in zxingcpp.read_barcodes(rasterise(pdf, n, 300))}
        assert len(read) == 2 and all(len(text) == 6 for text in read)
    kept = desk.get("/labels?all=1&kind=spine").text
    assert 'value="matrix" selected' in kept, "as it was printed last"
    assert desk.get("/labels?all=1&kind=spine&symbol=nosuch").status_code in (200, 400)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("range=I242..I243", "With"),
        ("title=红楼", "3 labels"),
        ("unlabelled=1", "3 labels"),
        ("all=1", "4 labels"),
        ("kind=spine&all=1", "Without a call number, and left out: 1."),
        ("shelf=nosuch", "There is no shelf nosuch"),
        ("range=???", "is not a class number"),
        ("stock=nosuch&all=1", "There is no label stock"),
        ("all=1&row=99&column=1", "there is no row 99"),
        ("title=nosuch", "There is no such book"),
    ],
)
@pytest.mark.store_in("file")
def test_each_choice_says_what_it_holds_or_what_is_wrong(
    shelf: list[Copy], visitor: Visitor, query: str, told: str
) -> None:
    answer = visitor().get(f"/labels?{query}")
    assert answer.status_code == 200 and told in text_of(answer.text)


@pytest.mark.store_in("file")
def test_what_makes_no_sense_is_refused_before_anything_is_made(shelf: list[Copy], visitor: Visitor) -> None:
    desk = visitor()
    for fields in (
        {},
        {"copies": "1,x"},
        {"kind": "cards", "all": "1"},
        {"all": "1", "row": "99"},
        {"all": "1", "row": "x"},
    ):
        assert desk.post("/labels/print", data=fields).status_code in (400, 404), fields
    for way in ("sheet.png", "sheet.png?all=1&stock=nosuch", "made/nosuch", "made/nosuch/labels.pdf"):
        assert desk.get(f"/labels/{way}").status_code in (400, 404), way
    assert PrintJob.select().count() == 0


@pytest.mark.store_in("file")
def test_what_cannot_be_printed_is_named_and_the_others_are_made(
    library: Library, shelf: list[Copy], visitor: Visitor
) -> None:
    Barcode.create(
        code="THIS-CODE-IS-MUCH-TOO-LONG-FOR-A-SMALL-LABEL-1234567890", copy=shelf[1], issued_at="2026-01-01"
    )
    desk = visitor()
    assert desk.get("/labels/sheet.png?shelf=3&stock=L7160").content.startswith(PNG)
    page = text_of(desk.get(after(made(desk, "/labels/print", shelf="3", stock="L7160"))).text)
    assert "Left out: 1 label." in page and "--" not in page, "no option of a command"


@pytest.mark.store_in("file")
def test_labels_go_to_a_printer(shelf: list[Copy], visitor: Visitor, cups: object) -> None:
    desk = visitor()
    assert "<option>HP</option>" in desk.get("/labels?all=1").text
    done = after(made(desk, "/labels/print", shelf="3", printer="HP"))
    assert "Printed on HP as HP-7." in text_of(desk.get(done).text)
    assert desk.get(f"{done}/labels.pdf").status_code == 404
    failed = made(desk, "/labels/print", shelf="3", printer="nosuch")
    assert 'role="alert"' in failed and PrintJob.select().where(PrintJob.state == "failed").count() == 1


def test_a_printer_is_measured(visitor: Visitor) -> None:
    desk = visitor()
    page = desk.get("/labels/calibration?stock=L7160").text
    assert "should be 15.0" in page and "nothing measured" in page
    assert desk.get("/labels/calibration.png?stock=L7160").content.startswith(PNG)
    assert desk.get("/labels/calibration.pdf?stock=L7160").content.startswith(PDF)
    told = said(
        desk, "/labels/calibration", stock="L7160", ax="15,8", ay="14.2", bx="195.9", by="281.4", printer=""
    )
    assert "Saved for printed files" in told and misplacement_of("").offset_x == pytest.approx(0.79, abs=0.01)
    for ax in ("", "x", "nan", "-3", "150", "1e9"):
        measures = {"stock": "L7160", "ax": ax, "ay": "15", "bx": "195", "by": "282"}
        assert desk.post("/labels/calibration", data=measures).status_code == 400, ax
    assert misplacement_of("").offset_x == pytest.approx(0.79, abs=0.01)


def test_a_relabelling_is_begun_printed_seen_and_ended(
    library: Library, shelf: list[Copy], visitor: Visitor
) -> None:
    desk, here = visitor(), "/labels/relabelling"
    assert "Begin" in desk.get(here).text
    assert "Added to the worklist: 3; 3 in all." in said(desk, f"{here}/begin", shelf="3", kind="barcode")
    assert "1; 4 in all" in said(desk, f"{here}/begin", shelf="")
    done = after(made(desk, f"{here}/print", stock="L7160", count="2"))
    assert "2 labels, 1 sheet" in text_of(desk.get(done).text)
    assert sorted(item.state for item in RelabelItem.select()) == [
        "printed",
        "printed",
        "to_print",
        "to_print",
    ]
    page = text_of(desk.get(here).text)
    assert "0% done" in page and "2 to print" in page and "3 1 2 0 0" in page
    listed = desk.get(f"{here}/list?state=printed").text
    assert listed.count("红楼梦") >= 2 and "无号" not in listed
    assert "无号" in desk.get(f"{here}/list.csv?shelf=4").text
    assert "All labels stay valid" in desk.get(f"{here}/end").text
    assert "has ended" in said(desk, f"{here}/end")
    assert "Begin" in desk.get(here).text and desk.post(f"{here}/print").status_code == 404


@pytest.mark.store_in("file")
def test_a_teacher_prints_no_label(library: Library, shelf: list[Copy], visitor: Visitor) -> None:
    library.patron("6101")
    teacher = visitor("teacher", "3A")
    for way in (
        "",
        "/sheet.png?all=1",
        "/calibration",
        "/calibration.pdf",
        "/relabelling",
        "/relabelling/list.csv",
    ):
        assert teacher.get(f"/labels{way}").status_code == 403, way
    for way in ("print", "again", "calibration", "relabelling/begin", "relabelling/print", "relabelling/end"):
        assert teacher.post(f"/labels/{way}", data={"all": "1", "job": "1"}).status_code == 403, way
    assert PrintJob.select().count() == 0
    librarian, other = visitor(), visitor("head")
    done = after(made(librarian, "/labels/print", shelf="3"))
    assert librarian.get(done).status_code == 200 and other.get(done).status_code == 404, (
        "each sees their own work"
    )


@pytest.mark.store_in("file")
def test_shelf_labels_signs_and_command_cards_are_printed_from_the_desk(
    library: Library, shelf: list[Copy], visitor: Visitor
) -> None:
    desk = visitor()
    refused = desk.post("/labels/fixtures", data={"which": "shelves"})
    assert refused.status_code == 404 and "No shelf is set up yet" in text_of(refused.text)
    assert "/labels/fixtures" not in desk.get("/shelves").text
    desk.post("/shelves/board", data={"bay": "1", "side": "A", "level": "1", "start": "A"})
    assert "Print the shelf labels" in text_of(desk.get("/shelves").text)
    for which in ("shelves", "signs", "commands"):
        pdf = desk.get(after(made(desk, "/labels/fixtures", which=which)))
        assert pdf.content.startswith(PDF) and f'"{which}-' in pdf.headers["content-disposition"]


@pytest.mark.store_in("file")
def test_a_number_that_is_not_given_yet_is_called_a_stand_in(library: Library, visitor: Visitor) -> None:
    library.copy(None, title=library.title("Thick", call_number="I9/9", pages=300))
    page = text_of(visitor().get("/labels?all=1&stock=roll-40x30").text)
    assert "show a stand-in here" in page and "too few pages" not in page, "no code for the spine is chosen"


@pytest.mark.store_in("file")
def test_marker_cards_of_a_class_are_printed_and_the_next_cards_are_cards_again(
    library: Library, visitor: Visitor
) -> None:
    library.patron("6101", name="Ann Lee", class_name="3A")
    desk, stocks = visitor(), []
    for stock in ("a4-markers", ""):
        pdf = desk.get(after(made(desk, "/readers/print", **{"class": "3A", "stock": stock})))
        assert pdf.content.startswith(PDF)
        stocks.append(PrintJob.select().order_by(PrintJob.id.desc()).get().stock)
    assert stocks == ["a4-markers", "a4-cards"]


@pytest.mark.store_in("file")
def test_cards_of_a_class_are_cut_out_of_plain_paper_or_printed_on_the_sheet_that_is_chosen(
    library: Library, visitor: Visitor
) -> None:
    library.patron("6101", name="Ann Lee", class_name="3A")
    desk, at = visitor(), f"/classes/{SchoolClass.get().id}"
    for address in (at, "/readers?class=3A"):
        page = desk.get(address).text
        assert '<option value="a4-cards" selected>' in page and 'value="C32011"' in page
        assert 'value="L7160"' not in page, "a label is no card"
        assert "The library has no name yet" in page
    set_name("Riverside", ACTING)
    pdf = desk.get(after(made(desk, "/readers/print", **{"class": "3A", "stock": "C32011"})))
    assert pdf.content.startswith(PDF) and PrintJob.get().stock == "C32011"
    page = desk.get(at).text
    assert '<option value="C32011" selected>' in page and "no name yet" not in page
