"""One spelling for every code, and what a code is by its form alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from db.codes import clean, command_of, has_valid_check_digit, isbn_13, mint

LABELS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/.", min_size=1, max_size=20)
NOISE = st.text(" \t\r\n\x00\x1d\u200b\ufeff\u3000", max_size=4)
FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@given(st.text())
def test_a_cleaned_code_can_be_shown_on_a_terminal(raw: str) -> None:
    code = clean(raw)
    assert code == code.strip()
    assert not [c for c in code if unicodedata.category(c).startswith("C")]


@given(LABELS, NOISE, NOISE, st.sampled_from(["", "]C0", "]E0", "]A0]C0", "]c1"]))
def test_whatever_surrounds_a_label_and_however_it_is_typed_it_is_one_code(
    label: str, before: str, behind: str, aim: str
) -> None:
    for typed in (label, label.lower(), label.translate(FULL_WIDTH), label.lower().translate(FULL_WIDTH)):
        assert clean(before + aim + typed + behind) == label


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("３０２３４０００５１７８６１", "30234000517861"),
        ("]C0 ab-12 \r\n", "AB-12"),
        ("\x1d]C1b\x001\u200b", "B1"),
        ("\u3000图 书 1\u3000", "图 书 1"),
        ("]x", "]X"),  # no symbology identifier: it lacks the digit
        ("A]C0", "A]C0"),  # an identifier stands in front or it is none
        ("％ｕｎｄｏ", "%UNDO"),
        (" \t\n", ""),
    ],
)
def test_examples_of_cleaning(raw: str, code: str) -> None:
    assert clean(raw) == code


ISBN_13 = st.builds(
    lambda prefix, body: f"{prefix}{body:09}" + ean.calc_check_digit(f"{prefix}{body:09}"),
    st.sampled_from(["978", "979"]),
    st.integers(0, 999_999_999),
)


@given(ISBN_13, st.from_regex(r"([0-9]{2}|[0-9]{5})?", fullmatch=True))
def test_an_isbn_is_recognised_with_or_without_its_price_code(number: str, add_on: str) -> None:
    assert isbn_13(number + add_on) == number


@given(ISBN_13, st.integers(0, 12), st.integers(1, 9))
def test_an_isbn_with_one_wrong_digit_is_no_isbn(number: str, at: int, off: int) -> None:
    wrong = number[:at] + str((int(number[at]) + off) % 10) + number[at + 1 :]
    assert isbn_13(wrong) is None
    assert not has_valid_check_digit(wrong)


@given(st.integers(0, 999_999_999))
def test_the_ten_digit_form_is_the_same_isbn(body: int) -> None:
    long = f"978{body:09}" + ean.calc_check_digit(f"978{body:09}")
    assert isbn_13(isbn.to_isbn10(long)) == long


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("0-330-28987-X", "9780330289870"),
        ("7 5339 1845 2", "9787533918453"),
        ("978-7-5339-1845-3", "9787533918453"),
        ("978753391845351995", "9787533918453"),
        ("030640615X", None),  # the check digit is 2
        ("9770317847001", None),  # an ISSN
        ("1234", None),
        ("97875339184535199", None),  # 17 digits: half a price code
        ("", None),
    ],
)
def test_examples_of_isbns(code: str, number: str | None) -> None:
    assert isbn_13(code) == number


@pytest.mark.parametrize("code", ["", "%", "1234", "P000001", "30234000517861", "]X"])
def test_what_is_no_isbn_and_no_command_is_for_the_store_to_know(code: str) -> None:
    assert command_of(code) is None and isbn_13(code) is None


def test_a_command_card_begins_with_a_percent_sign() -> None:
    assert command_of("%UNDO") == "UNDO"


@given(st.sampled_from(["patron", "copy"]), st.integers(0, 9_999), st.integers(0, 99_999_999))
def test_a_minted_code_says_whose_it_is_and_carries_a_valid_check_digit(
    kind: str, library: int, serial: int
) -> None:
    code = mint(kind, library, serial)  # type: ignore[arg-type]
    assert (code[0], int(code[1:5]), int(code[5:13])) == ("2" if kind == "patron" else "3", library, serial)
    assert has_valid_check_digit(code) and clean(code) == code
    assert command_of(code) is None and isbn_13(code) is None


@given(st.integers(0, 9_999), st.integers(0, 99_999_999), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_in_a_minted_code_is_noticed(library: int, serial: int, at: int, off: int) -> None:
    code = mint("copy", library, serial)
    wrong = code[:at] + str((int(code[at]) + off) % 10) + code[at + 1 :]
    assert not has_valid_check_digit(wrong)


def test_minted_codes_are_those_that_libraries_know() -> None:
    known = ["30234000517861", "33191000105864", "23529001000463", "21234000000125", "31234567890122"]
    assert [
        mint("patron" if code[0] == "2" else "copy", int(code[1:5]), int(code[5:13])) for code in known
    ] == known
    assert not has_valid_check_digit("35555000012349")  # sold by a vendor, with a digit that does not fit


@pytest.mark.parametrize(("library", "serial"), [(-1, 0), (10_000, 0), (0, -1), (0, 100_000_000)])
def test_numbers_that_do_not_fit_are_not_minted(library: int, serial: int) -> None:
    with pytest.raises(ValueError, match="is not between 0 and"):
        mint("copy", library, serial)
