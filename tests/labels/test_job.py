"""Jobs: what is written scans, starts where it was said, and is there whole or not at all."""

import csv
import gettext
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import msgspec
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from labels.content.cards import ReaderCard, reader_card
from labels.content.design import Design
from labels.content.layout import NO_ROOM_FOR_LIBRARY, Book, barcode_label, combined_label, spine_label
from labels.errors import CodeError, FitError, LabelError, ProofError, StockError, WriteError
from labels.ink.bars import Symbology, encode
from labels.ink.fonts import Face
from labels.ink.marks import Area
from labels.ink.typeface import Typeface, find_typeface
from labels.job import Plan, Start, pages, plan, write, write_possible
from labels.stock import Calibration, Stock
from labels.stock_file import read_stocks

ROOT = Path(__file__).parents[2]
SHARED = next((p for p in (ROOT.parent / "shared", ROOT.parent.parent / "shared") if p.is_dir()), None)
STOCKS = read_stocks()
DESIGN = Design(find_typeface(), dpi=300, library="育才小学图书馆")


def books(count):
    return [Book(f"3000100000{n:04}", f"I287.45/{n}", f"《故事 {n}》") for n in range(1, count + 1)]


def read(path):
    """What an independent reader finds on each page of an ordinary, smoothed picture."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        codes = zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.Code128)
        found.append(
            [c.text for c in sorted(codes, key=lambda c: (c.position.top_left.y, c.position.top_left.x))]
        )
    document.close()
    return found


def names(folder):
    return [path.name for path in folder.iterdir()]


def text(path):
    document = pypdfium2.PdfDocument(path)
    found = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return found


def test_what_is_written_scans_and_can_be_searched(tmp_path):
    target = tmp_path / "labels.pdf"
    told = []
    written = write(
        target,
        books(30),
        combined_label,
        STOCKS["L7160"],
        DESIGN,
        progress=lambda stage, page: told.append((stage, page)),
    )
    assert written.plan == Plan(30, 2, Start(), Start(4, 1))
    assert written.warnings == ()
    assert [len(codes) for codes in read(target)] == [21, 9]
    assert sorted(code for page in read(target) for code in page) == [book.code for book in books(30)]
    assert {"《故事 7》", "育才小学图书馆", "I287.45", "30001000000030"} <= set(text(target).splitlines())
    assert told == [("drawn", 1), ("drawn", 2), ("proved", 1), ("proved", 2)]
    assert names(tmp_path) == ["labels.pdf"]


def test_more_pages_than_one_process_wants_are_proved_by_several_in_order(tmp_path):
    told = []
    write(
        tmp_path / "labels.pdf",
        books(6),
        barcode_label,
        STOCKS["roll-50x30"],
        replace(DESIGN, dpi=203),
        progress=lambda stage, page: told.append((stage, page)),
    )
    assert told[6:] == [("proved", n) for n in range(1, 7)]


def spoilt(book, design, width, height):
    """A label with a scratch across the bars of one book, as a wrong picture or frame would make it."""
    label = combined_label(book, design, width, height)
    if not book.code.endswith("0005"):
        return label
    return msgspec.structs.replace(label, marks=(*label.marks, Area(0.55 * width, 0.0, 2.0, height)))


def test_a_label_that_would_not_scan_is_named_and_nothing_is_written(tmp_path):
    target = tmp_path / "labels.pdf"
    target.write_text("%PDF-1.7 what was there before")
    with pytest.raises(ProofError) as refused:
        write(target, books(6), spoilt, STOCKS["L7160"], DESIGN)
    assert str(refused.value) == (
        "30001000000005 《故事 5》 (sheet 1, row 2, column 2) would not scan: "
        "— was read instead of 30001000000005. Nothing was written."
    )
    assert target.read_text() == "%PDF-1.7 what was there before"
    assert names(tmp_path) == ["labels.pdf"]
    write(target, books(6), spoilt, STOCKS["L7160"], DESIGN, proof=False)
    assert len(read(target)[0]) == 5


@pytest.mark.parametrize("start", [Start(), Start(2, 3), Start(6, 3, "columns")])
def test_what_would_not_scan_is_left_out_and_the_others_are_written(tmp_path, start):
    too_long = Book("3000100000999" * 9, "I287/2", "《狼王梦》")
    odd = [Book("图0002", "I287/1", "《草房子》"), *books(30), too_long]
    target = tmp_path / "labels.pdf"
    written = write_possible(target, odd, spoilt, STOCKS["L7160"], DESIGN, start=start)
    good = [book.code for book in books(30) if not book.code.endswith("0005")]
    assert sorted(code for page in read(target) for code in page) == good
    assert written.plan == plan(29, STOCKS["L7160"], start)
    assert [(place, type(reason)) for place, reason in written.refused] == [
        *((0, CodeError), (5, ProofError), (31, FitError))
    ]
    assert "would not scan: — was read" in str(written.refused[1][1])
    with pytest.raises(CodeError):
        write_possible(tmp_path / "none.pdf", odd[:1], spoilt, STOCKS["L7160"], DESIGN)
    assert names(tmp_path) == ["labels.pdf"]


@pytest.mark.parametrize("name", [name for name, stock in STOCKS.items() if stock.cut])
def test_plain_paper_has_lines_to_cut_along_and_still_scans(tmp_path, name):
    stock = STOCKS[name]
    target = tmp_path / "labels.pdf"
    if "markers" in name:
        cards = [ReaderCard(f"61{n:02}", f"Reader {n}", "6A") for n in range(stock.cells)]
        written = write(target, cards, reader_card, stock, DESIGN)
    else:
        layout = spine_label if "spine" in name else barcode_label
        written = write(target, books(stock.cells), layout, stock, DESIGN)
    assert written.plan.sheets == 1
    picture = pypdfium2.PdfDocument(tmp_path / "labels.pdf")[0].render(scale=300 / 72).to_pil().convert("L")
    for row in range(1, stock.grid[1] + 1):
        x, y = (round(side * 300 / 25.4) for side in stock.corner(row, 1))
        line = picture.crop((x + 5, y - 3, x + round(stock.label[0] * 300 / 25.4) - 5, y + 4))
        assert min(max(line.crop((0, n, line.width, n + 1)).tobytes()) for n in range(line.height)) < 200


def test_a_label_with_the_bars_of_another_is_named_with_what_was_read(tmp_path):
    def swapped(book, design, width, height):
        other = combined_label(Book("31234000001238", book.call_number, book.title), design, width, height)
        return msgspec.structs.replace(other, name=book.name, codes=((design.symbology, book.code),))

    with pytest.raises(ProofError, match="31234000001238 was read instead of 30001000000001"):
        write(tmp_path / "labels.pdf", books(1), swapped, STOCKS["L7160"], DESIGN)


def test_memory_does_not_grow_with_the_number_of_sheets(tmp_path):
    def peak(count):
        contents = (Book(f"3000100000{n:04}", f"I287/{n}", "《草房子》") for n in range(count))
        tracemalloc.start()
        write(tmp_path / "labels.pdf", contents, combined_label, STOCKS["L7651"], DESIGN, proof=False)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(650)  # fills the caches
    assert peak(2600) < peak(650) + 60_000  # the thirty sheets between are 120,000 bytes when packed


def test_a_label_that_cannot_be_laid_out_leaves_no_file(tmp_path):
    with pytest.raises(FitError, match="30001000000001"):
        write(tmp_path / "labels.pdf", books(1), combined_label, STOCKS["L4730"], DESIGN)
    with pytest.raises(LabelError, match="nothing to print"):
        write(tmp_path / "labels.pdf", [], combined_label, STOCKS["L7160"], DESIGN)
    assert names(tmp_path) == []


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(
        WriteError, match=r"labels\.pdf could not be written: No such file or directory\. Nothing"
    ):
        write(tmp_path / "no" / "labels.pdf", books(1), combined_label, STOCKS["L7160"], DESIGN)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "labels.pdf"
    target.write_text("%PDF-1.7 what was there before")
    program = (
        "import resource, pathlib, sys\n"
        "from labels.content import design, layout\n"
        "from labels import errors, job, stock_file\n"
        "from labels.ink import typeface\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "books = (layout.Book(f'3000100000{n:04}', 'I287/1', '故事') for n in range(400))\n"
        "try:\n"
        "    job.write(pathlib.Path(sys.argv[1]), books, layout.combined_label,\n"
        "              stock_file.read_stocks()['L7160'], design.Design(typeface.find_typeface()),\n"
        "              proof=False)\n"
        "except errors.WriteError as refused:\n"
        "    print(refused)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout == "labels.pdf could not be written: File too large. Nothing was changed.\n", run.stderr
    assert target.read_text() == "%PDF-1.7 what was there before"
    assert names(tmp_path) == ["labels.pdf"]


def test_a_part_used_sheet_goes_on_where_it_was_left(tmp_path):
    stock = STOCKS["L7160"]
    (page,) = pages(books(2), barcode_label, stock, DESIGN, Start(3, 2))
    assert [(p.row, p.column) for p in page.placed] == [(3, 2), (3, 3)]
    assert (page.placed[0].x, page.placed[0].y) == stock.corner(3, 2)
    first, second = pages(books(3), barcode_label, stock, DESIGN, Start(6, 3, "columns"))
    assert [(p.row, p.column) for p in first.placed] == [(6, 3), (7, 3)]
    assert [(p.row, p.column) for p in second.placed] == [(1, 1)]
    with pytest.raises(StockError, match="no row 8 column 1"):
        list(pages(books(1), barcode_label, stock, DESIGN, Start(8, 1)))


@given(
    st.integers(0, 300),
    st.sampled_from(["L7160", "L7651", "card"]),
    st.sampled_from(["rows", "columns"]),
    st.integers(0, 64),
)
def test_the_plan_says_what_the_pages_are(count, name, order, skip):
    stock = STOCKS[name]
    start = Start(*stock.place(skip % stock.cells, order), order)
    said = plan(count, stock, start)
    blank = replace(DESIGN, library="")
    printed = list(pages([Book(call_number="I287")] * count, spine_label, stock, blank, start))
    assert said.sheets == len(printed)
    assert sum(len(page.placed) for page in printed) == count
    again = plan(1, stock, said.next_start)
    (page,) = pages(books(1), spine_label, stock, blank, said.next_start)
    assert again.start == Start(page.placed[0].row, page.placed[0].column, order)
    if count and printed[-1].placed:
        last = printed[-1].placed[-1]
        used = stock.number(last.row, last.column, order)
        assert stock.number(said.next_start.row, said.next_start.column, order) == (used + 1) % stock.cells


def test_it_is_said_before_anything_is_written():
    assert plan(42, STOCKS["L7651"], Start(3, 2)).say() == "42 labels, 1 sheet, starts at row 3 column 2"
    assert plan(1, STOCKS["L7160"]).say() == "1 label, 1 sheet, starts at row 1 column 1"
    assert plan(22, STOCKS["L7160"]).say().startswith("22 labels, 2 sheets")
    assert plan(36, STOCKS["roll-50x30"]).say() == "36 labels", "a roll has no sheets and no rows"


class Marked(gettext.NullTranslations):
    """A language that anybody can check: every marked sentence with a mark before it."""

    def gettext(self, message):
        return f"«{message}"

    def ngettext(self, msgid1, msgid2, n):
        return f"«{msgid1 if n == 1 else msgid2}"


def test_plans_and_refusals_are_said_in_the_language_of_the_librarian():
    assert plan(2, STOCKS["L7160"]).say(Marked()) == "««2 labels, «1 sheet, starts at row 1 column 1"
    with pytest.raises(LabelError) as refused:
        encode("三年级", Symbology.CODE_128)
    said = refused.value.say(Marked())
    assert said.startswith("«The code «三年级 cannot be printed as «Code 128, which takes «English letters")


def test_calibration_moves_labels_and_leaves_bars_whole():
    stock = STOCKS["L7160"]
    calibration = Calibration((1.0, -0.5), (1.01, 0.99))
    (plain,) = pages(books(1), barcode_label, stock, DESIGN)
    (moved,) = pages(books(1), barcode_label, stock, DESIGN, calibration=calibration)
    x, y = moved.placed[0].x, moved.placed[0].y
    assert (1.0 + 1.01 * x, -0.5 + 0.99 * y) == pytest.approx(stock.corner(1, 1))
    assert moved.placed[0].label == plain.placed[0].label


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    ("symbology", "code"),
    [
        (Symbology.CODE_128, "31234000001238"),
        (Symbology.CODE_128, "991234"),
        (Symbology.CODE_39, "DPB000001"),
        (Symbology.CODABAR, "31234000001238"),
        (Symbology.EAN_13, "9787806041574"),
        (Symbology.QR, "31234000001238"),
    ],
)
def test_every_symbology_is_proved_at_every_resolution(tmp_path, dpi, symbology, code):
    design = replace(DESIGN, dpi=dpi, symbology=symbology)
    target = tmp_path / "labels.pdf"
    write(target, [Book(code, "I287/1", "草房子")], barcode_label, STOCKS["L7160"], design)
    assert code in text(target)


def test_warnings_are_counted_with_the_first_label(tmp_path):
    narrow = Stock(name="low", page=(50.0, 10.0), label=(50.0, 10.0))
    written = write(tmp_path / "a.pdf", [Book("6101"), Book("6102")], barcode_label, narrow, DESIGN)
    assert written.warnings == ((NO_ROOM_FOR_LIBRARY, 2, "6101"),)


def test_a_second_font_lends_its_characters(tmp_path):
    latin = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not latin.is_file():
        pytest.skip("needs the Debian package fonts-dejavu-core")
    mixed = replace(DESIGN, typeface=Typeface([Face(latin), *DESIGN.typeface.faces]))
    write(
        tmp_path / "a.pdf",
        [Book("6101", "I287/1", "《Harry 波特 2》")],
        combined_label,
        STOCKS["L7160"],
        mixed,
    )
    assert "《Harry 波特 2》" in text(tmp_path / "a.pdf")


def test_printing_labels_imports_neither_screen_nor_store():
    program = (
        "import sys, labels.job, labels.content.layout, labels.content.cards, labels.stock\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'textual', 'peewee', 'cv2', 'kiosk', 'db', 'pypdfium2', 'zxingcpp', 'segno'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


@pytest.mark.skipif(SHARED is None, reason="needs ../shared/data")
def test_real_chinese_titles_scan_on_the_smallest_common_sheet(tmp_path):
    with (SHARED / "data" / "school-books.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["索书号"].startswith("I287")][:65]
    real = [Book(f"3000100000{n:04}", row["索书号"], row["书籍名称"]) for n, row in enumerate(rows)]
    target = tmp_path / "labels.pdf"
    write(target, real, combined_label, STOCKS["L7651"], DESIGN)
    assert sorted(read(target)[0]) == [book.code for book in real]
