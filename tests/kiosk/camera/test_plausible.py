"""Which reads are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from kiosk.camera.plausible import (
    EVERYTHING,
    LIBRARY,
    Read,
    Rules,
    Symbology,
    acts_alone,
    contradictory,
    plausible,
    settle,
)


def at(text: str, symbology: Symbology, x: float = 0, y: float = 0, width: float = 100) -> Read:
    return Read(text, symbology, ((x, y), (x + width, y), (x + width, y + 40), (x, y + 40)))


@pytest.mark.parametrize(
    ("text", "symbology", "believed"),
    [
        ("9787533918453", Symbology.EAN13, True),
        ("9770317847001", Symbology.EAN13, True),
        ("5201815331227", Symbology.EAN13, False),
        ("9787533918454", Symbology.EAN13, False),
        ("96385074", Symbology.EAN8, False),
        ("752919460009", Symbology.UPCA, False),
        ("070429", Symbology.ITF, False),
        ("0100130227", Symbology.ITF, True),
        ("B03484", Symbology.CODE39, True),
        ("AB", Symbology.CODE128, True),
        ("2000000012346", Symbology.EAN13, True),
        ("6901234567892", Symbology.EAN13, False),
        ("1234", Symbology.CODABAR, False),
        ("X", Symbology.QR, True),
    ],
)
def test_the_library_believes_books_cards_and_labels(text: str, symbology: Symbology, believed: bool) -> None:
    assert plausible(at(text, symbology), LIBRARY) is believed


@given(st.integers(0, 10**12 - 1))
def test_an_ean_13_with_one_wrong_digit_is_never_believed(number: int) -> None:
    body = f"{number:012}"
    right = body + ean.calc_check_digit(body)
    assert plausible(at(right, Symbology.EAN13), EVERYTHING)
    wrong = right[:5] + str((int(right[5]) + 1) % 10) + right[6:]
    assert not plausible(at(wrong, Symbology.EAN13), EVERYTHING)


def test_a_library_whose_labels_carry_check_digits_may_insist() -> None:
    strict = Rules(check_digit=True)
    assert plausible(at("21234000000125", Symbology.CODABAR), strict)
    assert not plausible(at("21234000000126", Symbology.CODABAR), strict)
    assert plausible(at("21234000000126", Symbology.CODABAR), LIBRARY)


@pytest.mark.parametrize(
    ("text", "symbology", "alone"),
    [
        ("9787533918453", Symbology.EAN13, True),
        ("9770317847001", Symbology.EAN13, True),
        ("2000000012346", Symbology.EAN13, False),
        ("6901234567892", Symbology.EAN13, False),
        ("B03484", Symbology.CODE39, True),
        ("B03", Symbology.CODE39, False),
        ("6101", Symbology.CODE128, True),
        ("7", Symbology.CODE128, False),
        ("7", Symbology.QR, True),
        ("01001302", Symbology.CODABAR, True),
        ("0100130227", Symbology.ITF, False),
        ("21234000000125", Symbology.ITF, True),
        ("21234000000126", Symbology.ITF, False),
    ],
)
def test_what_is_short_or_unguarded_or_of_no_book_acts_only_where_the_store_knows_it(
    text: str, symbology: Symbology, alone: bool
) -> None:
    assert acts_alone(at(text, symbology), LIBRARY) is alone


def test_a_part_of_a_longer_read_at_the_same_place_is_dropped() -> None:
    whole, part = at("0100130227", Symbology.ITF), at("10013022", Symbology.ITF, x=10)
    assert settle([part, whole, whole]) == [whole]


def test_a_short_code_elsewhere_is_a_code_of_its_own() -> None:
    long, short = at("LIB-0012", Symbology.CODE128), at("0012", Symbology.CODE39, x=400)
    assert settle([short, long]) == [long, short]


def test_two_texts_at_one_place_contradict_each_other() -> None:
    one, other = at("066721010995", Symbology.UPCA), at("9000771010995", Symbology.EAN13, y=60)
    assert contradictory([one, other])
    assert not contradictory([one, at("9000771010995", Symbology.EAN13, y=300)])
    assert not contradictory([one, one])
