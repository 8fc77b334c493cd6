"""Codes under the call number, for a camera: drawn in whole dots, and read back by the decoders."""

from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labels.content.design import Design
from labels.content.layout import Book, combined_label, spine_label
from labels.content.spine_symbol import spine_block
from labels.errors import FitError
from labels.ink.bars import Symbology, encode
from labels.ink.proof import rasterise
from labels.ink.typeface import find_typeface
from labels.job import write
from labels.stock import Stock

TYPEFACE = find_typeface()
BOOKS = [
    Book("", "I287.45/12", "Momo", "004714"),
    Book("", "K837.125/Z763A", "Emma", "00047118"),
    Book("", "I2", "Heidi", "AB-12"),
]


def design(symbol: Symbology, dpi: int = 203) -> Design:
    return Design(TYPEFACE, dpi=dpi, spine_symbol=symbol)


def roll(width: float, height: float) -> Stock:
    return Stock("roll", page=(width, height), label=(width, height))


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    ("symbol", "size"),
    [(Symbology.LADDER, (30.0, 55.0)), (Symbology.DATA_MATRIX, (30.0, 25.0))],
)
def test_each_label_is_proved_to_be_read(
    tmp_path: Path, symbol: Symbology, size: tuple[float, float], dpi: int
) -> None:
    file = tmp_path / "labels.pdf"
    written = write(file, BOOKS, spine_label, roll(*size), design(symbol, dpi))
    assert written.plan.labels == 3
    read = []
    for number in (1, 2, 3):
        page = rasterise(file, number, dpi)
        read += [(found.text, round(found.orientation / 90) % 2) for found in zxingcpp.read_barcodes(page)]
    assert [text for text, _ in read] == [book.spine_code for book in BOOKS]
    assert {turned for _, turned in read} == {int(symbol is Symbology.LADDER)}


def test_spine_and_barcode_in_one_are_both_proved(tmp_path: Path) -> None:
    file = tmp_path / "labels.pdf"
    book = Book("31234000047118", "I287.45/12", "Momo", "00047118")
    write(file, [book], combined_label, roll(80.0, 52.0), design(Symbology.LADDER))
    picture = rasterise(file, 1, 203)
    assert {found.text for found in zxingcpp.read_barcodes(picture)} == {book.code, book.spine_code}


def test_a_proof_refuses_a_code_that_does_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the layout expects and what is drawn are told apart: another code is drawn here."""
    drawn = encode("00047119", Symbology.LADDER)
    monkeypatch.setattr("labels.content.spine_symbol.encode", lambda *_: drawn)
    with pytest.raises(Exception, match="would not scan: 00047119 was read instead of 00047118"):
        write(tmp_path / "a.pdf", BOOKS[1:2], spine_label, roll(30.0, 55.0), design(Symbology.LADDER))
    assert not (tmp_path / "a.pdf").exists()


def test_sizes_are_those_that_a_camera_reads() -> None:
    for dpi in (203, 300, 600):
        ladder = spine_block("00047118", design(Symbology.LADDER, dpi))
        assert 0.29 < ladder.module < 0.38 and len(ladder.symbol.rows[0]) == 79
        for code, modules in (("004714", 10), ("0004711800", 12)):
            square = spine_block(code, design(Symbology.DATA_MATRIX, dpi))
            assert 0.56 < square.module < 0.64 and len(square.symbol.rows) == modules
            assert abs(square.narrowest - (modules + 2) * 0.6) < 0.6


def test_a_label_too_small_says_what_it_needs() -> None:
    with pytest.raises(FitError, match=r"the code 00047118 needs 40.6 mm of height; there are only 25\.0 mm"):
        spine_label(BOOKS[1], design(Symbology.LADDER), 30.0, 25.0)
    with pytest.raises(FitError, match="mm"):
        combined_label(
            Book("31234000047118", "I2", "", "00047118"), design(Symbology.DATA_MATRIX), 40.0, 30.0
        )


@settings(max_examples=60)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
def test_a_square_is_the_smallest_and_reads_as_its_code(code: str) -> None:
    rows = encode(code, Symbology.DATA_MATRIX).rows
    assert all(len(row) == len(rows) for row in rows)
    image = Image.new("L", (len(rows) + 4, len(rows) + 4), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            image.putpixel((x + 2, y + 2), 0 if module == "1" else 255)
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4), 0))
    assert found.text == code and found.format == zxingcpp.BarcodeFormat.DataMatrix
