"""What a scanner can send instead of a code: it never reaches the screen, and the next code does."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from kiosk.machine.key_signs import ESCAPE, LONGEST_RUN, PATIENCE, PROOF, KeySigns

KEYS = sorted(
    sequence
    for sequence in ANSI_SEQUENCES_KEYS
    if sequence.startswith(("\x1b[", "\x1bO")) and not sequence.endswith("$")
)


def heard(*bursts: str) -> list[str]:
    """What gets through, with a moment after each burst."""
    signs, at, pieces = KeySigns(), 1000.0, []
    for burst in bursts:
        pieces += signs.take(burst, at)
        at += PATIENCE
        pieces += signs.expire(at)
    return pieces


@pytest.mark.parametrize("sequence", KEYS)
def test_every_key_of_a_keyboard_gets_through_alone_and_in_two_halves(sequence: str) -> None:
    assert heard(sequence) == [sequence]
    signs = KeySigns()
    assert [*signs.take(sequence[:2], 1.0), *signs.take(sequence[2:], 1.1)] == [sequence]


@pytest.mark.parametrize(
    "odd",
    [
        "\x1b[200~",
        "\x1b[201~",
        "\x1b[48;1;1;1;1t",
        "\x1b[48;9:1;9;1;1t",
        "\x1b[?2048;1$y",
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;1;1M",
        "\x1b[12;40R",
        "\x1b[97;5u",
        "\x1b[999~",
        "\x1b[[Z",
        "\x1b]0;x",
        "\x1bP+q",
        "\x1b[",
        "\x1bO",
        "\x1b[1;1",
        PROOF,
    ],
)
def test_what_is_no_key_is_dropped_whole_and_the_next_code_is_not(odd: str) -> None:
    assert heard(odd, "B1\r") == ["B", "1", "\r"]
    assert heard(f"{odd}\rB1\r") == ["\r", "B", "1", "\r"]


def test_escape_is_a_key_after_a_moment_and_nothing_before_a_character() -> None:
    assert heard(ESCAPE, "B1") == [ESCAPE, "B", "1"]
    assert heard("\x1bB1") == ["B", "1"]
    assert heard("\x1b\x1b") == [ESCAPE, ESCAPE]


def test_a_burst_without_an_end_is_cut_and_the_next_code_is_whole() -> None:
    assert len(heard("x" * 100_000)) == LONGEST_RUN
    signs = KeySigns()
    signs.take("x" * 100_000, 1.0)
    assert signs.take("B1", 1.6) == ["B", "1"]
    signs.take("x" * 100_000, 2.0)
    assert signs.take("\rB1", 2.0) == ["\r", "B", "1"]


PARTS = (*"\x1b[]OP_20~;:?$tMRu<\rA夏\x9b\x00\x7f\ufdd0", "48")


def test_twenty_thousand_streams_leave_the_parser_ready_and_touch_no_size() -> None:
    chance = random.Random(12)
    signs, parser, at = KeySigns(), XTermParser(), 0.0
    for _ in range(20_000):
        odd = "".join(chance.choices(PARTS, k=chance.randrange(1, 12)))
        at += chance.choice((0.001, 1.0))
        pieces = [*signs.take(odd, at), *signs.expire(at + 0.2), *signs.take("\rB1\r", at + 0.3)]
        at += 0.3
        messages = [message for piece in pieces if piece != ESCAPE for message in parser.feed(piece)]
        keys = [message for message in messages if isinstance(message, events.Key)]
        assert [key.character for key in keys[-4:]] == ["\r", "B", "1", "\r"], repr(odd)
        others = {type(message).__name__ for message in messages} - {"Key"}
        assert others <= {"TerminalSupportsSynchronizedOutput"}, repr(odd)


@given(st.text())
def test_text_without_escape_gets_through_as_it_is(text: str) -> None:
    plain = text.replace(ESCAPE, "").replace(PROOF, "")
    assert "".join(heard(plain)) == plain


def test_it_keeps_up_with_a_flood() -> None:
    begun = time.perf_counter()
    heard("\x1b[1;" * 100_000)
    assert time.perf_counter() - begun < 10
