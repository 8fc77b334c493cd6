"""Bars: whatever is encoded, an independent decoder reads it back."""

import re

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from labels.errors import CodeError
from labels.ink.bars import Symbology, encode

FORMATS = {
    Symbology.CODE_128: "Code128",
    Symbology.CODE_39: "Code39Std",
    Symbology.CODABAR: "Codabar",
    Symbology.EAN_13: "EAN13",
    Symbology.QR: "QRCode",
}


def picture(symbol, scale=3, height=60):
    """The symbol with exactly its quiet zones, `scale` pixels a module."""
    left, right = symbol.quiet
    rows = ["0" * left + row + "0" * right for row in symbol.rows]
    if symbol.is_matrix:
        rows = ["0" * len(rows[0])] * left + rows + ["0" * len(rows[0])] * right
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.frombytes(bytes(0 if module == "1" else 255 for row in rows for module in row))
    return image.resize((image.width * scale, len(rows) * scale if symbol.is_matrix else height), 0)


def read(symbol, symbology):
    formats = getattr(zxingcpp.BarcodeFormat, FORMATS[symbology])
    return [found.text for found in zxingcpp.read_barcodes(picture(symbol), formats)]


@settings(max_examples=150)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
@example("99")
@example("991234")
@example("9912345")
@example("A99")
@example("LIB12345678901")
@example("%DONE")
def test_every_code_128_reads_back(code):
    assert read(encode(code, Symbology.CODE_128), Symbology.CODE_128) == [code]


@settings(max_examples=40)
@given(st.text("0123456789", min_size=1, max_size=20))
def test_every_number_reads_back_as_code_128(code):
    assert read(encode(code, Symbology.CODE_128), Symbology.CODE_128) == [code]


@settings(max_examples=30)
@given(st.from_regex(r"[0-9A-Z$%][0-9A-Z. $/+%-]{1,12}[0-9A-Z]", fullmatch=True))
def test_every_code_39_reads_back(code):
    assert read(encode(code, Symbology.CODE_39), Symbology.CODE_39) == [code]


@settings(max_examples=30)
@given(st.from_regex(r"[0-9$:/.+-]{4,14}", fullmatch=True))
def test_every_codabar_reads_back(code):
    (text,) = read(encode(code, Symbology.CODABAR), Symbology.CODABAR)
    assert re.sub("^[A-D]|[A-D]$", "", text) == code


@settings(max_examples=30)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_ean_13_reads_back(digits):
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    code = f"{digits}{-total % 10}"
    assert read(encode(code, Symbology.EAN_13), Symbology.EAN_13) == [code]


@settings(max_examples=20)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
@example("二年级（3）班")
def test_every_qr_code_reads_back(code):
    assert read(encode(code, Symbology.QR), Symbology.QR) == [code]


def test_code_128_takes_no_more_modules_than_needed():
    def bars(code):
        return len(encode(code, Symbology.CODE_128).rows[0])

    assert bars("31234000001238") == 112
    assert bars("LIB12345678901") == 145
    assert bars("991234") == 68
    assert bars("12345678") == 79


@pytest.mark.parametrize(
    ("code", "symbology", "sentence"),
    [
        ("三年级", Symbology.CODE_128, "三年级 cannot be printed as Code 128, which takes English letters"),
        ("lower", Symbology.CODE_39, "Code 39, which takes capital letters"),
        ("A12", Symbology.CODABAR, "Codabar, which takes digits"),
        ("9787806041575", Symbology.EAN_13, "EAN-13, which takes 13 digits, the last of them the right"),
        ("978780604157", Symbology.EAN_13, "EAN-13"),
        ("x" * 3000, Symbology.QR, "QR, which takes at most"),
        ("", Symbology.CODE_128, "An empty code cannot be printed"),
    ],
)
def test_a_code_without_bars_is_refused_in_words(code, symbology, sentence):
    with pytest.raises(CodeError, match=sentence):
        encode(code, symbology)


def test_quiet_zones_are_those_of_the_standards():
    assert encode("9787806041574", Symbology.EAN_13).modules == 11 + 95 + 7
    assert encode("31234000001238", Symbology.CODE_128).modules == 132
    assert encode("12", Symbology.QR).modules == 21 + 8
