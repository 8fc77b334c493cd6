"""ZPL, SVG, the check sheet and the test page: from the same marks, read back by independent readers."""

import io
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pypdfium2
import pytest
import zplkit
import zxingcpp
from msgspec.structs import replace as replace_stock
from PIL import Image, ImageChops

from labels.content.cards import ReaderCard, reader_card
from labels.content.design import Design
from labels.content.layout import Book, barcode_label, combined_label, spine_label
from labels.content.pages import CHECKS, calibration_page, check_sheet, crosses
from labels.errors import StockError, WriteError
from labels.ink.bars import Symbology
from labels.ink.proof import rasterise
from labels.ink.typeface import find_typeface
from labels.job import Start, pages, plan, write
from labels.preview import cells, png, svg
from labels.stock_file import read_stocks
from labels.writing import write_pages

STOCKS = read_stocks()
DESIGN = Design(find_typeface(), dpi=203, library="育才小学图书馆")
ROLL = STOCKS["roll-50x30"]


def rendered(path, dpi, size=ROLL.label):
    """Each label of a ZPL file as an independent renderer prints it."""
    width, height = (round(side * dpi / 25.4) for side in size)
    options = zplkit.Options(profile="specification", width=width, height=height, dpi=dpi)
    document = zplkit.render(path.read_bytes(), options)
    assert document.warnings == []  # no font of the printer, no command that it does not know
    return [Image.open(io.BytesIO(label.png())).convert("L") for label in document.labels]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("symbology", [Symbology.CODE_128, Symbology.QR])
def test_a_roll_printer_prints_what_was_asked(tmp_path, dpi, symbology):
    design = replace(DESIGN, dpi=dpi, symbology=symbology)
    books = [Book(f"300010000000{n:02}", "I287/1", "《草房子》") for n in range(3)]
    layout = combined_label if symbology is Symbology.CODE_128 else lambda b, d, w, h: reader_card(b, d, w, h)
    contents = books if symbology is Symbology.CODE_128 else [ReaderCard(b.code, "胡小满") for b in books]
    target = tmp_path / "labels.zpl"
    write(target, contents, layout, ROLL, design, zpl=True)
    read = [[code.text for code in zxingcpp.read_barcodes(image)] for image in rendered(target, dpi)]
    assert read == [[book.code] for book in books]


def test_chinese_is_sent_as_a_picture_and_looks_the_same_as_in_the_pdf(tmp_path):
    design = replace(DESIGN, library="")
    book = Book(call_number="绘本")
    write(tmp_path / "a.zpl", [book], spine_label, ROLL, design, zpl=True)
    write(tmp_path / "a.pdf", [book], spine_label, ROLL, design)
    (label,) = rendered(tmp_path / "a.zpl", 203)
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].render(scale=203 / 72).to_pil().convert("L")
    boxes = [image.point(lambda v: 255 if v < 128 else 0).getbbox() for image in (label, page)]
    assert boxes[0] == pytest.approx(boxes[1], abs=2)
    inks = [sum(image.crop(box).histogram()[:128]) for image, box in zip((label, page), boxes, strict=True)]
    assert inks[0] == pytest.approx(inks[1], rel=0.25)
    assert "绘" not in (tmp_path / "a.zpl").read_text(encoding="utf-8")


TITLES = (
    "The Very Hungry Caterpillar and the Wide, Wide World",
    "H319.4-49/45",
    "Wwwwww iiiiii WWWW",
    "草房子 Bronze and Sunflower",
    "ئۇيغۇر خەلق چۆچەكلىرى",
)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("size", [(50.0, 30.0), (30.0, 25.0)])
def test_every_line_is_printed_whole_in_the_middle_as_in_the_pdf(tmp_path, dpi, title, size):
    roll = replace_stock(ROLL, label=size, page=size)
    design = replace(DESIGN, dpi=dpi, library="Wide Street Primary School Library")
    for number in ("H319.4-49/45", "TP393.092/12", "I287"):
        book = Book(call_number=number, title=title)
        write(tmp_path / "a.zpl", [book], spine_label, roll, design, zpl=True)
        (label,) = rendered(tmp_path / "a.zpl", dpi, size)
        left, top, right, bottom = label.point(lambda v: 255 if v < 128 else 0).getbbox()
        assert abs((left + right) / 2 - label.width / 2) <= 0.4 * dpi / 25.4  # a letter's own blank sides
        assert left > 0 and right < label.width
        assert top > 0 and bottom < label.height
    book = Book("31234000001238"[: 14 if size[0] > 40 else 6], "I287", title)
    write(tmp_path / "a.zpl", [book], barcode_label, roll, design, zpl=True)
    write(tmp_path / "a.pdf", [book], barcode_label, roll, design)
    (label,) = rendered(tmp_path / "a.zpl", dpi, size)
    page = rasterise(tmp_path / "a.pdf", 1, dpi).crop((0, 0, *label.size))
    different = ImageChops.difference(label, page.point(lambda v: 255 if v >= 128 else 0))
    assert different.getbbox() is None  # what is sent is what was proved
    assert [code.text for code in zxingcpp.read_barcodes(label)] == [book.code]


def test_signs_that_command_the_printer_are_printed(tmp_path):
    write(tmp_path / "a.zpl", [Book("12^~_34", "I287^XZ/1~JA")], combined_label, ROLL, DESIGN, zpl=True)
    (label,) = rendered(tmp_path / "a.zpl", 203)
    assert [code.text for code in zxingcpp.read_barcodes(label)] == ["12^~_34"]
    assert (tmp_path / "a.zpl").read_text().count("^XZ") == 1


def test_a_sheet_is_no_roll(tmp_path):
    with pytest.raises(StockError, match="L7160 is a sheet of 21 labels; a ZPL printer needs a roll"):
        write(tmp_path / "a.zpl", [Book("1", "I287")], combined_label, STOCKS["L7160"], DESIGN, zpl=True)
    assert list(tmp_path.iterdir()) == []


def test_the_svg_preview_is_xml_with_every_text_and_bar():
    book = Book("31234000001238", "I287/<1>", "《A & B》")
    (page,) = pages([book], combined_label, STOCKS["L7160"], DESIGN)
    root = ElementTree.fromstring(svg(page, DESIGN.dpi))
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in root.iter(f"{space}text")]
    assert {"I287", "<1>", "《A & B》", "31234000001238", "育才小学图书馆"} == set(texts)
    (path,) = root.iter(f"{space}path")
    bars = page.placed[0].label.marks
    assert path.get("d").count("z") == sum(
        len(mark.rectangles(203 / 25.4)) for mark in bars if hasattr(mark, "rectangles")
    )


def test_the_check_sheet_holds_what_the_doctor_asks_for(tmp_path):
    target = tmp_path / "check.pdf"
    write_pages(target, [check_sheet(replace(DESIGN, dpi=600))], DESIGN.typeface, 600)
    picture = pypdfium2.PdfDocument(target)[0].render(scale=300 / 72).to_pil()
    read = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert {check.code.strip("AB") for check in CHECKS} <= {code.strip("AB") for code in read}
    assert len({check.code for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("name", ["L7160", "L4730", "zweckform-3474", "roll-50x30", "card"])
def test_the_test_page_shows_the_crosses_where_it_says(tmp_path, name):
    stock = STOCKS[name]
    page = calibration_page(stock, replace(DESIGN, dpi=300))
    write_pages(tmp_path / "test.pdf", [page], DESIGN.typeface, 300)
    document = pypdfium2.PdfDocument(tmp_path / "test.pdf")
    picture = document[0].render(scale=300 / 72).to_pil().convert("L")
    said = document[0].get_textpage().get_text_bounded()
    for x, y in crosses(stock):
        assert f"{x:.1f} mm from the left, {y:.1f} mm" in said
        dot = round(x * 300 / 25.4), round(y * 300 / 25.4)
        around = picture.crop((dot[0] - 2, dot[1] - 2, dot[0] + 3, dot[1] + 3))
        assert around.getextrema()[0] < 128


def test_the_librarian_may_read_her_language(tmp_path):
    page = calibration_page(STOCKS["L7160"], DESIGN, translate=lambda sentence: f"译{sentence}")
    texts = [mark.text for mark in page.placed[0].label.marks if hasattr(mark, "text")]
    assert sum(text.startswith("译") for text in texts) == 4


def test_a_page_as_png_and_the_sheet_as_text(tmp_path):
    target = tmp_path / "labels.pdf"
    write(target, [Book("31234000001238", "I287", "草房子")], combined_label, STOCKS["L7160"], DESIGN)
    png(target, tmp_path / "page.png", dpi=100)
    with Image.open(tmp_path / "page.png") as picture:
        assert picture.size == (827, 1170)
    with pytest.raises(WriteError):
        png(target, tmp_path / "no" / "page.png")
    rows = cells(plan(4, STOCKS["L7160"], Start(2, 2)), STOCKS["L7160"])
    assert rows[:4] == ["- - -", "- ● ●", "● ● ·", "· · ·"]
    assert len(rows) == 7
    assert all(len(one) == len(other) for one, other in pairwise(rows))
