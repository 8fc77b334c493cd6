"""Call numbers as lines: by the rules of the scheme, and always the whole of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.content.spine import lines, pieces, wrap


@pytest.mark.parametrize(
    ("call_number", "expected"),
    [
        ("I287.45/12=2", ["I287.45", "12=2"]),
        ("I247.58/J822-2(14)", ["I247.58", "J822-2", "(14)"]),
        ("绘本/I287.8/1(2)", ["绘本", "I287.8", "1", "(2)"]),
        ("A841.4 ", ["A841.4"]),
        ("K827\nZ763A", ["K827", "Z763A"]),
        ("A41/5/v.2", ["A41", "5", "v.2"]),
        ("Ｉ２８７．４５／１２", ["I287.45", "12"]),
        ("R711(711)=535/3", ["R711(711)=535", "3"]),
        ("", []),
    ],
)
def test_chinese_call_numbers_stand_in_class_book_and_volume(call_number, expected):
    assert list(lines(call_number, "clc")) == expected


@pytest.mark.parametrize(
    ("scheme", "call_number", "width", "expected"),
    [
        ("clc", "K837.125.76=534/1", 10, ["K837.125", ".76=534", "1"]),
        ("clc", "H319.4:I561.33", 9, ["H319.4", ":I561.33"]),
        ("clc", "R711(711)=535", 9, ["R711(711)", "=535"]),
        ("clc", "I287.45/12", 10, ["I287.45", "12"]),
        ("dewey", "398.20943 GRI 2009 C.2", 10, ["398.20943", "GRI", "2009", "C.2"]),
        ("dewey", "398.20943 GRI", 5, ["398", ".209", "43", "GRI"]),
        ("dewey", "FIC ROW V.10", 6, ["FIC", "ROW", "V.10"]),
        ("lc", "QA76.73 .P98 1990", 5, ["QA76", ".73", ".P98", "1990"]),
    ],
)
def test_a_long_line_is_broken_by_rule(scheme, call_number, width, expected):
    assert wrap(call_number, scheme, lambda line: len(line) <= width) == expected


def test_what_cannot_be_broken_is_not_forced():
    assert wrap("I287/123456", "clc", lambda line: len(line) <= 5) is None


@given(
    st.from_regex(
        r"[A-Z]{1,2}[0-9]{1,3}(\.[0-9]{1,3}){0,2}([-=(:+][0-9]{1,3}\)?)?(/[A-Z]?[0-9]{1,4})?", fullmatch=True
    ),
    st.sampled_from(["clc", "dewey", "lc"]),
    st.integers(4, 12),
)
def test_nothing_is_lost_and_every_line_fits(call_number, scheme, width):
    wanted = call_number.replace("/", "") if scheme == "clc" else call_number
    assert "".join(piece for line in lines(call_number, scheme) for piece in pieces(line, scheme)) == wanted
    wrapped = wrap(call_number, scheme, lambda line: len(line) <= width)
    if wrapped is not None:
        assert "".join(wrapped) == wanted
        assert all(0 < len(line) <= width for line in wrapped)
