"""What of a terminal's input reaches the screen: characters, and the keys that a keyboard has.

Everything else that begins with ESC is dropped: pastes, sizes, colours, titles, the mouse. A scanner can send
any of it, and a screen that takes a barcode for its terminal goes deaf at the beginning of a paste, or
shrinks to one cell.
"""

import re
from collections.abc import Iterator

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

ESCAPE = "\x1b"
PATIENCE = 0.2
"""Seconds after which a sequence that has not ended is none."""
PROOF = "\ufdd0"
"""Stands for no key: the kiosk sends it to itself, to see whether it hears. Nobody else can."""
LONGEST_RUN = 512
"""Characters of one burst without Enter, Tab or the like. No code is nearly so long; the rest is dropped."""

_LONGEST = 64
"""Characters of a sequence; what is longer is none."""
_PAUSE = 0.5
_SYNCHRONIZED = re.compile(r"\x1b\[\?2026;\d\$y")
"""The terminal can show each picture at once: the one answer that is of use."""
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_OPENS = frozenset("[OPX]^_")
_COMPLETE = re.compile(r"\x1b(?:\[\[.|\[(?!\[)[ -?]*[@-~]|O.)")


class KeySigns:
    """Sorts one terminal's input. Times are arguments: seconds of any steady clock."""

    def __init__(self) -> None:
        self._pending = ""
        self._run = 0
        self._at = 0.0
        self._is_pasting = False

    @property
    def is_pending(self) -> bool:
        """Whether a sequence has begun and not ended."""
        return bool(self._pending)

    def take(self, text: str, at: float) -> list[str]:
        """What is complete with this text: single characters, sequences of keys, and ESC by itself."""
        pieces = self.expire(at)
        if at - self._at > _PAUSE:
            self._run = 0
        self._at = at
        for character in text:
            pieces += self._add(character)
        return pieces

    def expire(self, at: float) -> list[str]:
        """What a pause decides: ESC was a key of its own, and half a sequence is dropped.

        So is, by ESC, what stands at the end of a paste that broke off: half a code is not to pass for one.
        """
        if at - self._at < PATIENCE:
            return []
        breaks_off, self._is_pasting = self._is_pasting and self._run > 0, False
        return [*self._broken_off(), *([ESCAPE] if breaks_off else [])]

    def _add(self, character: str) -> Iterator[str]:
        if self._pending and not " " <= character <= "~":
            yield from self._broken_off()
        if not self._pending:
            yield from self._plain(character)
            return
        self._pending += character
        if len(self._pending) == 2 and character not in _OPENS:
            self._pending = ""
            yield from self._plain(character)
        elif _COMPLETE.fullmatch(self._pending):
            sequence, self._pending = self._pending, ""
            self._is_pasting = sequence == _PASTE or (self._is_pasting and sequence != _PASTED)
            if sequence in ANSI_SEQUENCES_KEYS or _SYNCHRONIZED.fullmatch(sequence):
                yield sequence
        elif len(self._pending) > _LONGEST:
            self._pending = ""

    def _plain(self, character: str) -> Iterator[str]:
        if character == ESCAPE:
            self._pending = character
        elif character < " ":
            self._run = 0
            yield character
        elif self._run < LONGEST_RUN and character != PROOF:
            self._run += 1
            yield character

    def _broken_off(self) -> Iterator[str]:
        pending, self._pending = self._pending, ""
        if pending == ESCAPE:
            yield pending
