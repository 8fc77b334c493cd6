"""The short codes on spines: the end of a copy's code, and never another's."""

import pytest
from school import Library

from db.codes import mint
from db.shelf.spine_codes import LADDER, MATRIX, short_codes, whole_codes

pytestmark = pytest.mark.store_in("file")


def test_a_minted_code_is_cut_to_its_last_digits_and_found_again(library: Library) -> None:
    code = mint("copy", 1, 4711)
    library.copy(code)
    assert short_codes([code], MATRIX) == {code: code[-6:]}
    assert short_codes([code], LADDER) == {code: code[-8:]}
    assert whole_codes([code[-6:], code[-8:]]) == {code[-6:]: code, code[-8:]: code}


def test_a_large_number_keeps_more_digits_or_all(library: Library) -> None:
    larger, largest = mint("copy", 1, 4_711_222), mint("copy", 1, 47_112_222)
    library.copy(larger)
    library.copy(largest)
    assert short_codes([larger, largest], MATRIX) == {larger: larger[-8:], largest: largest}


def test_a_schools_own_code_stands_as_it_is_and_is_never_an_end(library: Library) -> None:
    code = mint("copy", 1, 4711)
    library.copy(code)
    library.copy(code[-6:])
    assert short_codes([code, code[-6:], "AB-12"], MATRIX) == {
        code: code[-8:],
        code[-6:]: code[-6:],
        "AB-12": "AB-12",
    }
    assert whole_codes([code[-6:]]) == {}


def test_an_end_that_two_libraries_share_is_no_end(library: Library) -> None:
    """A merged library has codes with two numbers; the check digit tells most ends apart, not all."""
    codes = [mint("copy", 1, 4711), mint("copy", 12, 4711), mint("copy", 10_00, 4711)]
    for code in codes:
        library.copy(code)
    short = short_codes(codes, MATRIX)
    assert len(set(short.values())) == len(codes)
    assert {text: code for code, text in short.items() if text != code} == whole_codes(short.values())
    assert whole_codes(["00471", "abcdef", "", "000000"]) == {}
