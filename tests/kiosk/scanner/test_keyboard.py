"""Keystrokes become codes: nothing lost, nothing merged, and people can type too."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanner.keyboard import FORGOTTEN, LONGEST, Entry, Keyboard, Suffix

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x7f": "backspace", "\x1b": "escape"}
FAST, BY_HAND = 0.002, 0.2
CODE = "9787544910354"

codes = st.text(string.ascii_uppercase + string.digits + "-%/", min_size=6, max_size=20).filter(
    lambda code: len(set(code)) > 1
)


class Desk:
    """Feeds a keyboard and keeps what comes out; the clock moves with each key."""

    def __init__(self, suffix: Suffix = "auto") -> None:
        self.keyboard = Keyboard(suffix)
        self.now = 1000.0
        self.entries: list[Entry] = []

    def keys(self, text: str, gap: float = FAST) -> "Desk":
        for character in text:
            self.now += gap
            name = NAMES.get(character, character if character.isalnum() else "sign")
            self.entries += self.keyboard.key(name, character, self.now)
        return self

    def wait(self, seconds: float) -> "Desk":
        self.now += seconds
        self.entries += self.keyboard.tick(self.now)
        return self

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.entries]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\t", "\r\n"])
@given(scans=st.lists(codes, max_size=20), gap=st.floats(0, 0.03))
def test_scans_back_to_back_are_neither_lost_nor_merged(suffix: str, scans: list[str], gap: float) -> None:
    desk = Desk().keys("".join(code + suffix for code in scans), gap)
    assert desk.entries == [Entry(code, by_hand=False) for code in scans]


@pytest.mark.parametrize(("setting", "pause"), [("auto", 0.5), ("pause", 0.15)])
@given(scans=st.lists(codes, max_size=8), gap=st.floats(0, 0.03))
def test_a_scanner_without_suffix_ends_its_codes_by_silence(
    setting: Suffix, pause: float, scans: list[str], gap: float
) -> None:
    desk = Desk(setting)
    for code in scans:
        desk.keys(code, gap).wait(pause)
    assert desk.entries == [Entry(code, by_hand=False) for code in scans]


@given(st.lists(codes, min_size=1, max_size=8))
def test_the_next_code_ends_the_silent_one_when_nobody_ticked(scans: list[str]) -> None:
    desk = Desk()
    for code in scans:
        desk.now += 0.6
        desk.keys(code)
    assert desk.wait(0.5).texts == scans


def test_once_a_suffix_was_seen_a_stutter_does_not_end_a_code() -> None:
    desk = Desk().keys(CODE + "\r").keys("LIB-00").wait(0.6)
    assert desk.texts == [CODE]
    assert desk.keys("0123456\r").texts == [CODE, "LIB-000123456"]


def test_one_hiccup_of_the_sender_does_not_split_a_code() -> None:
    desk = Desk().keys("L").wait(0.06).keys("IB-0001234\r")
    assert desk.texts == ["LIB-0001234"]


def test_a_suffix_pressed_by_a_person_teaches_nothing() -> None:
    desk = Desk().keys(CODE).wait(0.3).keys("\r").keys(CODE).wait(0.5)
    assert desk.texts == [CODE, CODE]


def test_what_is_typed_slowly_is_by_hand_and_ends_with_enter() -> None:
    desk = Desk().keys("4102", BY_HAND)
    assert desk.wait(3).entries == []
    assert desk.keyboard.typed(desk.now) == "4102"
    assert desk.keys("\r").entries == [Entry("4102", by_hand=True)]
    assert desk.keyboard.text == ""


def test_a_short_card_from_a_scanner_is_not_by_hand() -> None:
    assert Desk().keys("4102\r").keys("7\r").entries == [Entry("4102", False), Entry("7", False)]


def test_backspace_corrects_and_escape_clears() -> None:
    assert Desk().keys("41\x7f22\r", BY_HAND).texts == ["422"]
    assert Desk().keys("\x7f\x7f41\x1b22\r", BY_HAND).texts == ["22"]


def test_a_held_key_is_no_scan() -> None:
    desk = Desk().keys("a" * 40, 0.03).wait(1)
    assert desk.entries == []
    assert desk.keys("\r").entries == [Entry("a" * 40, by_hand=True)]


def test_typing_is_forgotten_after_a_turns_time() -> None:
    desk = Desk().keys("41", BY_HAND).wait(FORGOTTEN - 0.1)
    assert desk.keyboard.text == "41"
    assert desk.wait(0.2).keyboard.text == ""
    assert desk.keys("02\r", BY_HAND).texts == ["02"]


def test_a_scan_after_somebody_began_to_type_stands_alone() -> None:
    assert Desk().keys("41", BY_HAND).wait(2).keys(CODE + "\r").texts == [CODE]
    assert Desk().keys("41", BY_HAND).wait(2).keys(CODE).wait(0.5).texts == [CODE]


def test_control_characters_in_a_code_are_ignored() -> None:
    desk = Desk()
    for name, character in [("ctrl+b", "\x02"), ("ctrl+q", "\x11"), ("ctrl+right_square_bracket", "\x1d")]:
        desk.keyboard.key(name, character, desk.now)
    assert desk.keys("]C04102\x1d\x03\r").texts == ["]C04102"]


def test_full_width_digits_pass_for_cleaning_later() -> None:
    assert Desk().keys("９７８７\r").texts == ["９７８７"]


def test_empty_codes_are_nothing() -> None:
    assert Desk().keys("\r\n\t  \r").entries == []
    assert Keyboard().paste("\r\n \t\n") == []


@given(st.lists(codes, min_size=1, max_size=20), st.sampled_from(["\r", "\n", "\r\n", "\t", "\t\r\n"]))
def test_a_paste_is_one_code_a_line_or_piece(scans: list[str], suffix: str) -> None:
    keyboard = Keyboard()
    keyboard.key("4", "4", 1.0)
    pasted = suffix.join(scans)
    for text in (pasted, pasted + suffix):
        assert keyboard.paste(text) == [Entry(code, by_hand=False) for code in scans]
    assert keyboard.text == ""


def test_settings_enter_and_tab_end_only_by_their_suffix() -> None:
    assert Desk("enter").keys(f"{CODE}\t{CODE}\r").texts == [CODE + CODE]
    assert Desk("enter").keys(CODE).wait(5).texts == []
    assert Desk("tab").keys(CODE).wait(5).keys("\t", 0.01).texts == [CODE]


def test_a_keyboard_with_a_book_lying_on_it_keeps_little_and_makes_no_code_of_it() -> None:
    desk = Desk().keys("ab" * 1000, 0.04)
    assert len(desk.keyboard.text) == LONGEST
    assert len(desk.keys("\r").texts[0]) == LONGEST


@given(st.text(max_size=40), st.floats(0, 1), st.sampled_from(["auto", "enter", "tab", "pause"]))
def test_no_input_breaks_it_and_the_deadline_is_when_it_acts(text: str, gap: float, suffix: Suffix) -> None:
    desk = Desk(suffix).keys(text, gap)
    deadline = desk.keyboard.deadline
    assert (deadline is None) == (desk.keyboard.text == "")
    if deadline is not None:
        desk.keyboard.tick(deadline - 0.001)
        assert desk.keyboard.text
        desk.keyboard.tick(deadline)
        assert desk.keyboard.text == ""


def test_what_a_scanner_sends_is_not_shown_as_typed() -> None:
    desk = Desk().keys(CODE[:1])
    assert desk.keyboard.typed(desk.now) == ""
    desk.keys(CODE[1:])
    assert desk.keyboard.typed(desk.now + 0.3) == ""
    assert Desk().keys("4").wait(0.2).keyboard.typed(1000.3) == "4"


@pytest.mark.parametrize("stray", ["5", "000", "7\x7f8"])
@given(
    code=st.text(string.digits + string.ascii_uppercase, min_size=2, max_size=5).filter(
        lambda code: len(set(code)) > 1
    ),
    wait=st.floats(0.5, 19),
    gap=st.floats(0, 0.03),
)
def test_a_stray_key_is_no_part_of_a_short_scan(stray: str, code: str, wait: float, gap: float) -> None:
    desk = Desk().keys(stray).wait(wait).keys(f"{code}\r", gap)
    assert desk.entries == [Entry(code, by_hand=False)]


def test_a_short_code_with_a_stutter_in_it_is_not_taken_for_its_second_half() -> None:
    assert Desk().keys("61").wait(0.6).keys("01\r").texts == ["6101"]


@pytest.mark.parametrize("typed", ["6", "61", "610"])
def test_what_a_person_types_with_a_pause_belongs_together(typed: str) -> None:
    desk = Desk().keys(typed, BY_HAND).wait(3).keys("6101"[len(typed) :] + "\r", BY_HAND)
    assert desk.entries == [Entry("6101", by_hand=True)]
