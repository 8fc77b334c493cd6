"""The scanner check names the fault and its cure."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.plausible import Symbology
from kiosk.doctor.layouts import LAYOUTS
from kiosk.doctor.scanner_faults import Expected, Fault, Received, check

CODES = (
    Expected("QaZwyM-/0123456789", Symbology.CODE128),
    Expected("LIB-0042", Symbology.CODE39),
    Expected("9780306406157", Symbology.EAN13),
    Expected("21234000000125", Symbology.CODABAR),
    Expected("0012345678", Symbology.ITF),
    Expected("Kiosk-QR", Symbology.QR),
)
"""The first has both cases, all digits, and the keys that move between layouts."""
FIRST = CODES[0]
CODABAR = next(code for code in CODES if code.symbology is Symbology.CODABAR)


def faults(
    text: str, expected: Expected = FIRST, source: str = "keyboard", seconds: float = 0.2
) -> list[Fault]:
    return [finding.fault for finding in check(expected, [Received(text, source, seconds)])]


@pytest.mark.parametrize("code", CODES, ids=[code.symbology.value for code in CODES])
def test_a_scanner_that_works_has_no_fault(code: Expected) -> None:
    assert faults(code.text, code) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("qAzWYm-/0123456789", Fault.CAPS_LOCK),
        ("QAZWYM-/0123456789", Fault.UPPER_CASE),
        ("ＱａＺｗｙＭ－／０１２３４５６７８９", Fault.FULL_WIDTH),
        ("去啊子-/0123456789", Fault.INPUT_METHOD),
        ("AqWzy?)!à&é\"'(-è_ç", Fault.LAYOUT),
        ("aQwZY,)!à&é\"'(-è_ç", Fault.LAYOUT),
        ("QaYwzMß-0123456789", Fault.LAYOUT),
        ("QaZwyM+/0123456789", Fault.OTHER_LAYOUT),
        ("]C0QaZwyM-/0123456789", Fault.AIM_IDENTIFIER),
        ("#QaZwyM-/0123456789", Fault.PREFIX),
        ("QaZwyM-/0123456789\t", Fault.SUFFIX),
        ("QaZwyM-/0123456789QaZwyM-/0123456789", Fault.TWICE_IN_ONE),
        ("QQaaZZwwyyMM--//00112233445566778899", Fault.DOUBLED),
        ("QaZZwyM-/01234556789", Fault.DOUBLED),
        ("QaZwyM-/0112345678", Fault.OTHER_CODE),
        ("6789", Fault.MISSING),
        ("QaZwM-/013456789", Fault.MISSING),
        ("9780306406157", Fault.OTHER_CODE),
        ("", Fault.OTHER_CODE),
    ],
)
def test_a_fault_is_named(text: str, fault: Fault) -> None:
    assert faults(text) == [fault]


def test_the_layout_is_named_and_a_tab_can_be_seen() -> None:
    (azerty,) = check(FIRST, [Received("AqWzy?)!à&é\"'(-è_ç", "keyboard")])
    assert "French (AZERTY)" in str(azerty.says)
    (tab,) = check(FIRST, [Received(FIRST.text + "\t", "keyboard")])
    assert "<Tab>" in str(tab.says)


def test_faults_around_and_within_a_code_are_both_named() -> None:
    assert faults("]C0qAzWYm-/0123456789") == [Fault.AIM_IDENTIFIER, Fault.CAPS_LOCK]
    assert faults("#QaZwyM-/0123456789;") == [Fault.PREFIX, Fault.SUFFIX]


def test_start_and_stop_signs_are_no_prefix() -> None:
    assert faults("A21234000000125B", CODABAR) == [Fault.START_STOP]


@given(st.sampled_from(CODES), st.data())
def test_characters_that_come_twice_are_named_in_every_code(code: Expected, data: st.DataObject) -> None:
    inner = range(1, len(code.text) - 1)
    doubled = set(data.draw(st.lists(st.sampled_from(inner), min_size=1, unique=True)))
    text = "".join(sign * (1 + (place in doubled)) for place, sign in enumerate(code.text))
    # One more of the signs at an end may as well be a prefix or a suffix.
    assert faults(text, code) == [Fault.DOUBLED] or (code.text in text and len(doubled) == 1)


def test_one_scan_that_comes_twice_or_in_pieces() -> None:
    twice = check(FIRST, [Received(FIRST.text, "keyboard")] * 2)
    assert [finding.fault for finding in twice] == [Fault.DOUBLE]
    assert "2 times" in str(twice[0].says)
    pieces = check(FIRST, [Received(FIRST.text[:1], "keyboard"), Received(FIRST.text[1:], "keyboard")])
    assert [finding.fault for finding in pieces] == [Fault.SPLIT]


def test_slow_typing_is_a_fault_of_keys_only() -> None:
    assert faults(FIRST.text, seconds=3.0) == [Fault.TOO_SLOW]
    assert faults(FIRST.text, source="serial", seconds=3.0) == []


def test_silence_means_switched_off_only_when_others_are_read() -> None:
    (off,) = check(CODABAR, [], others_were_read=True)
    assert off.fault is Fault.SWITCHED_OFF
    assert "codabar" in str(off.says)
    (nothing,) = check(CODABAR, [])
    assert nothing.fault is Fault.NOTHING


def test_no_layout_has_two_keys_for_one_sign_by_mistake() -> None:
    for layout, becomes in LAYOUTS.items():
        plain = string.ascii_lowercase + string.digits
        assert len({sign.translate(becomes) for sign in plain}) == len(plain), layout


@given(st.sampled_from(CODES), st.lists(st.builds(Received, st.text(max_size=30), st.just("keyboard"))))
def test_whatever_comes_has_a_sentence(expected: Expected, received: list[Received]) -> None:
    findings = check(expected, received)
    assert findings or received[0].text == expected.text
    assert all(str(finding.says) for finding in findings)
