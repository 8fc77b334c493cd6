"""From key presses to codes, by key and not by letter: so the keyboard layout of the system does not matter.

A scanner that is a keyboard presses the keys of an American layout unless it is set otherwise.
Pure: records in, codes out.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

RECORD = struct.Struct("llHHi")
"""The kernel's `struct input_event`: seconds, microseconds, type, code, value (linux/input.h)."""

EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (55, "*", "*"),
    (98, "/", "/"),
)
_PLAIN = {first + place: sign for first, plain, _ in _ROWS for place, sign in enumerate(plain)}
_SHIFTED = {first + place: sign for first, _, shifted in _ROWS for place, sign in enumerate(shifted)}
_KEYPAD = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 83, 74, 78), "0123456789.-+", strict=True))

_SHIFTS, _ALTS, _CONTROLS, _ENDS = {42, 54}, {56, 100}, {29, 97}, {28, 96, 15}
"""Left and right Shift, Alt and Control; Enter, keypad Enter and Tab (linux/input-event-codes.h)."""

LONGEST = 512


@dataclass(frozen=True)
class Typed:
    """A code that its Enter (or a pause) has ended.

    Attributes:
        text: the code.
        seconds_per_key: the mean time between its keys.
    """

    text: str
    seconds_per_key: float


class Lost(Enum):
    """Keys were lost: all up to the next Enter is thrown away."""

    KEYS = "keys"


class Keys:
    """The state of one keyboard. One object for one connection: a scan may come in several pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._forget()
        self._skipping = False

    def take(self, received: bytes) -> Iterator[Typed | Lost]:
        """What these bytes (records, perhaps with a piece of the next) complete, in order."""
        stream = self._rest + received
        whole = len(stream) - len(stream) % RECORD.size
        self._rest = stream[whole:]
        for seconds, microseconds, kind, code, value in RECORD.iter_unpack(stream[:whole]):
            if kind == EV_SYN and code == SYN_DROPPED:
                # The kernel's buffer is 64 events, a 13-digit code is 84: the head of this code may be gone.
                self._forget()
                if not self._skipping:
                    self._skipping = True
                    yield Lost.KEYS
            elif kind == EV_KEY and value in (0, 1):
                yield from self._key(code, value == 1, seconds + microseconds / 1e6)

    def pause(self) -> Iterator[Typed]:
        """The code that has come so far, after a silence: for scanners that send nothing at its end."""
        if not self._skipping:
            yield from self._ended()
        self._skipping = False

    def unfinished(self) -> bool:
        """Whether the beginning of a code has come and its end has not."""
        return bool(self._signs)

    def _forget(self) -> None:
        self._signs: list[str] = []
        self._held: set[int] = set()
        self._number = ""
        self._first = self._latest = 0.0

    def _key(self, code: int, pressed: bool, at: float) -> Iterator[Typed | Lost]:
        if code in _SHIFTS | _ALTS | _CONTROLS:
            (self._held.add if pressed else self._held.discard)(code)
            if code in _ALTS and not pressed and self._number:
                self._add(_by_number(self._number), at)
                self._number = ""
        elif not pressed:
            return
        elif code in _ENDS:
            if self._skipping:
                self._skipping = False
                self._signs.clear()
            else:
                yield from self._ended()
        elif not self._skipping:
            if self._held & _ALTS:
                self._number = (self._number + _KEYPAD.get(code, ""))[:5]
            elif not self._held & _CONTROLS:
                row = _SHIFTED if self._held & _SHIFTS else _PLAIN
                self._add(row.get(code) or _KEYPAD.get(code, ""), at)
            if len(self._signs) > LONGEST:
                self._signs.clear()
                self._skipping = True
                yield Lost.KEYS

    def _add(self, sign: str, at: float) -> None:
        if sign and not self._skipping:
            if not self._signs:
                self._first = at
            self._signs.append(sign)
            self._latest = at

    def _ended(self) -> Iterator[Typed]:
        if self._signs:
            gaps = max(1, len(self._signs) - 1)
            yield Typed("".join(self._signs), (self._latest - self._first) / gaps)
        self._signs.clear()


def _by_number(digits: str) -> str:
    """The sign that Alt and a number on the keypad make: Windows-1252 after a 0, else code page 437."""
    if not digits.isdigit():
        return ""
    number = int(digits)
    if number < 32:
        return ""
    if number > 255:
        return chr(number) if number < 0xD800 else ""
    return bytes([number]).decode("cp1252" if digits[0] == "0" else "cp437", "ignore")
