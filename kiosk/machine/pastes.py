"""What the terminal sends, taken apart by Textual: but a paste whose end never comes is over all the same."""

from collections.abc import Iterable
from time import monotonic

from textual._xterm_parser import XTermParser
from textual.events import Paste
from textual.message import Message

_START, _END = "\x1b[200~", "\x1b[201~"
SILENCE = 1.0
"""Seconds after which an unfinished paste is over."""


class PatientParser(XTermParser):
    """Textual's own takes all that follows for the paste: no scan and no key would be heard again.

    A barcode may hold the start of a paste, and its end may get lost.
    """

    def __init__(self, debug: bool = False) -> None:
        self._heard_at = 0.0
        self._tail = ""
        self._is_pasting = False
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Take what has come."""
        text = self._tail + data
        start, end = text.rfind(_START), text.rfind(_END)
        if max(start, end) >= 0:
            self._is_pasting = start > end
        self._tail = text[1 - len(_START) :]
        self._heard_at = monotonic()
        return super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Let time pass."""
        yield from super().tick()
        if self._is_pasting and monotonic() - self._heard_at >= SILENCE:
            for event in self.feed(_END):
                yield Paste(_whole_lines(event.text)) if isinstance(event, Paste) else event


def _whole_lines(text: str) -> str:
    """Without a last line that was not ended: half a code must not pass for a whole one."""
    return text[: max(text.rfind(end) for end in "\r\n\t") + 1]
