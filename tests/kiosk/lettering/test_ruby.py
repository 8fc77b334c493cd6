"""Pinyin above the characters, in text and in large letters."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kiosk.lettering.ruby import ruby_rows, ruby_word

_READ = {"夏": "xià", "洛": "luò", "的": "de", "网": "wǎng", "书": "shū", "床": "chuáng"}


def read(text: str) -> Sequence[str]:
    return [_READ.get(character, "") for character in text]


def test_each_reading_stands_over_the_middle_of_its_character() -> None:
    assert ruby_rows("夏洛的网 Web 书", 40, read) == [("xià luò de wǎng     shū", "夏  洛  的  网  Web 书 ")]


def test_a_line_neither_begins_with_what_closes_nor_ends_with_what_opens() -> None:
    lines = [below.strip() for _above, below in ruby_rows("夏洛《床书》，的网。书书书", 12, read)]
    assert len(lines) > 2
    assert not [line for line in lines if line[0] in "》，。" or line[-1] == "《"]


@given(st.text(st.sampled_from("夏洛的网书床《》，。 Web3"), max_size=40), st.integers(12, 60))
def test_both_rows_are_equally_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = ruby_rows(text, columns, read)
    assert all(cell_len(above) == cell_len(below) for above, below in lines)
    told = "".join(below for _above, below in lines)
    assert "".join(told.split()) == "".join(text.split())
    readings = " ".join(above for above, _below in lines).split()
    assert readings == [_READ[one] for one in text if one in _READ]


@pytest.mark.parametrize(("rows", "scale", "is_drawn"), [(9, 1, False), (13, 1, True), (21, 2, True)])
def test_a_word_is_as_large_as_has_room_and_so_are_its_readings(
    rows: int, scale: int, is_drawn: bool
) -> None:
    drawn = ruby_word("✓", "床 书", 120, rows, read, sixths=True)
    assert len(drawn) <= rows and len({cell_len(row) for row in drawn}) == 1
    assert len(drawn) == 8 * scale + (5 if is_drawn else 1)
    assert ("chuáng" in drawn[0]) is not is_drawn


def test_a_word_without_room_or_bitmap_is_not_drawn() -> None:
    assert ruby_word("✓", "床书", 120, 8, read, sixths=True) == ()
    assert ruby_word("✓", "床书", 30, 20, read, sixths=True) == ()
    assert ruby_word("✓", "مكتبة", 120, 20, read, sixths=True) == ()
    assert ruby_word("", " ", 120, 20, read, sixths=True) == ()
