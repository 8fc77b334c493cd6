"""What a spreadsheet does to numbers, codes and days: undone where it is certain, refused where it is not."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadValue
from db.lists.cells.cleaning import Cleaned, Price, price
from db.lists.cells.identifiers import FoundIsbn, barcodes, code, isbn, name_of_class
from db.lists.files.table import read

digits = st.from_regex(r"[0-9]{1,15}", fullmatch=True)


@given(
    digits,
    st.sampled_from(["{}.0", "{}.00", '="{}"', "'{}", '"{}"', "’{}", '= "{}"', " {} ", "{}"]),
    st.booleans(),
)
def test_what_programs_put_around_digits_is_taken_off_again(
    number: str, style: str, full_width: bool
) -> None:
    written = style.format(number)
    if full_width:
        written = written.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert code(written).value == number


@given(st.integers(1000, 10**12))
def test_thousands_signs_in_a_number_are_taken_out(number: int) -> None:
    assert code(f"{number:,}") == Cleaned(str(number), True)


@given(st.integers(10**11, 10**18), st.integers(0, 9))
def test_a_number_in_scientific_notation_is_whole_or_refused(number: int, decimals: int) -> None:
    written = f"{number:.{decimals}E}"
    with pytest.raises(BadValue):
        code(written)
    exact = f"{str(number)[0]}.{str(number)[1:]}E+{len(str(number)) - 1}"
    assert code(exact).value == str(number)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("3E12", "3E12"),  # seat 12 of class 3E: a spreadsheet writes a plus sign
        ("12E", "12E"),
        ("3-12", "3-12"),
        ("3月12日", "3-12"),
        ("A-2026", "A-2026"),
        ("6101,0", "6101"),
        ("NaN", ""),
        ("#N/A", ""),
        ("-", ""),
        ("00123", "00123"),
    ],
)
def test_a_code_is_kept_or_put_right(raw: str, value: str) -> None:
    assert code(raw).value == value


@pytest.mark.parametrize(
    "raw", ["2026-03-12", "2026/3/12", "12-Mar", "Mar-12", "12 March", "2026年3月12日", "########"]
)
def test_what_was_a_code_and_is_none_any_more_is_refused(raw: str) -> None:
    with pytest.raises(BadValue):
        code(raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("3-1", "3-1"),
        ("3月1日", "3-1"),
        ("301.0", "301"),
        ('="301"', "301"),
        ("2024级1班", "2024级1班"),
        ("3/4", "3/4"),
    ],
)
def test_a_class_is_kept_or_put_right(raw: str, name: str) -> None:
    assert name_of_class(raw).value == name


@pytest.mark.parametrize("raw", ["2026-03-01", "1-Mar", "Mar-01", "2026/3/1"])
def test_a_class_that_has_become_a_day_is_refused(raw: str) -> None:
    with pytest.raises(BadValue):
        name_of_class(raw)


def test_several_codes_and_one_number_with_a_thousands_sign() -> None:
    assert barcodes("10001；10002, ]C010003、10004.0").value == ["10001", "10002", "10003", "10004"]
    with pytest.raises(BadValue):
        barcodes("30,001")


def test_a_workbook_keeps_fifteen_digits_and_what_has_more_is_seen_to_be_damaged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([410101201501011008, 410101201501011.0, 6101.0, 290001])
    sheet.append([date(2026, 3, 1), date(2026, 3, 1)])
    sheet["A2"].number_format = 'm"月"d"日"'
    book.save(tmp_path / "list.xlsx")
    (read_back,) = read(tmp_path / "list.xlsx")
    long, whole, short, plain = read_back.rows[0].cells
    assert (whole, short, plain) == ("410101201501011", "6101", "290001")
    with pytest.raises(BadValue, match="cut digits off"):
        code(long)
    shown, iso = read_back.rows[1].cells[:2]
    assert name_of_class(shown).value == "3-1"
    with pytest.raises(BadValue):
        name_of_class(iso)


GOOD = FoundIsbn("9780439023481", None, "recovered")


@pytest.mark.parametrize(
    "cell",
    [
        '="9780439023481"',  # Goodreads
        '="0439023483"',
        "[0439023483]",  # LibraryThing
        "0439023483, 9780439023481",
        "isbn:9780439023481, goodreads:2767052",  # Calibre
        "goodreads:0439023485,isbn:9780439023481",
        "9780439023481 (hbk.) : £9.99",  # MARC 020 $a
        "978-0-439-02348-1 0-439-02348-3",  # Zotero
        "ISBN-13: 978-0-439-02348-1",
        "urn:isbn:9780439023481",
        "9780439023481|0439023483",
        "439023483.0",
        "'0439023483",
    ],
)
def test_isbn_columns_as_services_export_them(cell: str) -> None:
    assert isbn(cell) == GOOD


@pytest.mark.parametrize("cell", ['=""', "[]", "nan", "-", ""])
def test_an_empty_isbn_is_absent_however_it_is_written(cell: str) -> None:
    assert isbn(cell) == FoundIsbn(None, None, "absent")


@given(
    st.integers(0, 20_000_000),
    st.sampled_from([",.", ".,", "'.", " ,", "’."]),
    st.sampled_from(["", "¥", "CNY"]),
)
def test_a_price_with_thousands_signs_of_any_country(cents: int, signs: str, mark: str) -> None:
    thousands, decimal = signs
    whole, rest = f"{cents / 100:,.2f}".split(".")
    written = mark + whole.replace(",", thousands) + decimal + rest
    value = price(written).value
    assert value == Price(cents, "CNY" if mark else "")
