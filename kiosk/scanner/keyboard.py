"""Codes out of keystrokes: a scanner that types like a keyboard, and people who really type.

Pure: times are arguments, seconds of any steady clock. Nothing here depends on which widget has the
focus, so a scan can neither press a button nor land in a field.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Suffix = Literal["auto", "enter", "tab", "pause"]

SILENCE = 0.5
"""Seconds of quiet that end a burst, where the scanner sends nothing at its end."""
SHORT_SILENCE = 0.15
"""The same for a scanner of which the settings say that it never sends a suffix."""
FORGOTTEN = 20.0
"""Seconds after which text typed by hand is cleared: as long as a reader's turn."""
FASTEST_HAND = 0.035
"""Mean seconds between keys; what is faster was not typed by a person. A held key repeats at 0.03."""
SHORTEST_BURST = 6
SHORTEST_BURST_WITH_PAUSE = 3
PROMPT = 0.1
"""A suffix that comes within this many seconds was sent by the scanner, not pressed by a person."""
LONGEST = 256
"""Characters kept, the last ones; far more than a code may have, so what was cut is no code."""


@dataclass(frozen=True)
class Entry:
    """One complete code as it was keyed. `by_hand`: too slow for a scanner."""

    text: str
    by_hand: bool


@dataclass(frozen=True)
class _Stroke:
    character: str
    at: float


class Keyboard:
    """Collects keystrokes and pastes and gives complete entries, in order.

    `suffix` says what ends a code. Enter (also as line feed) always does, so that people can type.
    `auto` also takes Tab, and silence after a burst until it has seen this session's scanner send a
    suffix; `pause` takes Tab and a short silence; `enter` ignores Tab; `tab` takes no silence.
    """

    def __init__(self, suffix: Suffix = "auto") -> None:
        self._ends = {"enter", "ctrl+j"} if suffix == "enter" else {"enter", "ctrl+j", "tab"}
        self._silence = {"auto": SILENCE, "pause": SHORT_SILENCE}.get(suffix)
        self._shortest = SHORTEST_BURST_WITH_PAUSE if suffix == "pause" else SHORTEST_BURST
        self._learns = suffix == "auto"
        self._strokes: deque[_Stroke] = deque(maxlen=LONGEST)

    @property
    def text(self) -> str:
        """What has been keyed and is not complete yet."""
        return "".join(stroke.character for stroke in self._strokes)

    @property
    def last_at(self) -> float | None:
        """When the last of it was keyed; None while nothing is pending."""
        return self._strokes[-1].at if self._strokes else None

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do if no key comes before; None while nothing is pending."""
        if not self._strokes:
            return None
        waits = self._silence if self._silence and self._is_burst(self._tail()) else FORGOTTEN
        return self._strokes[-1].at + waits

    def typed(self, at: float) -> str:
        """What a person is typing, to be shown; empty while a scanner is sending."""
        strokes = list(self._strokes)
        if not strokes or (self._silence and self._is_burst(self._tail())):
            return ""
        sending = at - strokes[-1].at < PROMPT and _mean_gap(strokes) <= FASTEST_HAND
        return "" if sending else self.text

    def key(self, name: str, character: str | None, at: float) -> list[Entry]:
        """Take one key, by Textual's name for it and the character it makes.

        Control characters that are no suffix (STX, GS, Ctrl+Q ...) are ignored.
        """
        entries = self.tick(at)
        if name in self._ends:
            entries += self._end(at)
        elif name == "backspace":
            if self._strokes:
                self._strokes.pop()
        elif name == "escape":
            self.clear()
        elif character and character.isprintable():
            self._strokes.append(_Stroke(character, at))
        return entries

    def paste(self, text: str) -> list[Entry]:
        """Take what arrived at once: each line, and each piece between tabs, is a code of its own.

        Text that somebody had begun to type is dropped: the paste is a scan and goes before it.
        """
        self.clear()
        pieces = text.replace("\t", "\n").replace("\r", "\n").split("\n")
        codes = ("".join(character for character in piece if character.isprintable()) for piece in pieces)
        return [Entry(code, by_hand=False) for code in codes if code.strip()]

    def tick(self, at: float) -> list[Entry]:
        """Let time pass: silence ends a burst, and forgotten typing is cleared."""
        deadline = self.deadline
        if deadline is None or at < deadline:
            return []
        tail = self._tail()
        self.clear()
        if self._silence and self._is_burst(tail):
            return [Entry(_text(tail), by_hand=False)]
        return []

    def clear(self) -> None:
        """Forget what is not complete."""
        self._strokes.clear()

    def _end(self, at: float) -> list[Entry]:
        strokes = self._tail(ended_at=at)
        self.clear()
        if not _text(strokes).strip():
            return []
        prompt = at - strokes[-1].at <= PROMPT
        if self._learns and prompt and self._is_burst(strokes):
            self._silence = None
        return [Entry(_text(strokes), by_hand=not _by_machine(strokes, at))]

    def _tail(self, ended_at: float | None = None) -> Sequence[_Stroke]:
        """What belongs together: a scan that came after somebody had begun to type stands alone.

        So does a short one that the scanner has just ended. After what a scanner sent it does not: that may
        be one code with a stutter in it, and half a code must never pass for a whole one.
        """
        strokes = list(self._strokes)
        for last in range(len(strokes) - 1, 0, -1):
            if strokes[last].at - strokes[last - 1].at >= SILENCE:
                typed, scanned = strokes[:last], strokes[last:]
                is_scan = self._is_burst(scanned) or (
                    ended_at is not None and _is_short_scan(scanned, ended_at) and not _is_part(typed)
                )
                return scanned if is_scan and not self._is_burst(typed) else strokes
        return strokes

    def _is_burst(self, strokes: Sequence[_Stroke]) -> bool:
        return (
            len(strokes) >= self._shortest
            and _mean_gap(strokes) <= FASTEST_HAND
            and len({stroke.character for stroke in strokes}) > 1
        )


def _is_short_scan(strokes: Sequence[_Stroke], ended_at: float) -> bool:
    """Whether a scanner sent these few, and its end sign right behind them."""
    return len(strokes) > 1 and ended_at - strokes[-1].at <= FASTEST_HAND and _by_machine(strokes, ended_at)


def _is_part(strokes: Sequence[_Stroke]) -> bool:
    """Whether a scanner may have sent these, the first part of a code; no key that was leaned on is one."""
    return len({stroke.character for stroke in strokes}) > 1 and _mean_gap(strokes) <= FASTEST_HAND


def _by_machine(strokes: Sequence[_Stroke], ended_at: float) -> bool:
    """Whether this was too fast for a person; a held key is as fast as a slow scanner."""
    if len(strokes) == 1:
        return ended_at - strokes[0].at <= FASTEST_HAND
    alike = len({stroke.character for stroke in strokes}) == 1
    return _mean_gap(strokes) <= (FASTEST_HAND / 2 if alike else FASTEST_HAND)


def _mean_gap(strokes: Sequence[_Stroke]) -> float:
    return (strokes[-1].at - strokes[0].at) / (len(strokes) - 1) if len(strokes) > 1 else 0.0


def _text(strokes: Sequence[_Stroke]) -> str:
    return "".join(stroke.character for stroke in strokes)
