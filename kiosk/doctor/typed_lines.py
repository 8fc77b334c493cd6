"""Lines that are typed at a terminal or come through a pipe, with how long each took; for `kiosk doctor`."""

import codecs
import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.doctor.scanner_faults import Received

SILENCE = 0.5
"""Seconds after which a code without an end is complete; as long as the full screen waits."""

_LOOK_EVERY = 0.1


@contextmanager
def unbuffered(handle: int) -> Iterator[None]:
    """Get each key as it is typed, unseen, while a piece of work lasts; a pipe is left as it is."""
    if not os.isatty(handle):
        yield
        return
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


class TypedLines(threading.Thread):
    """Reads lines until the input ends; then, once, None.

    CR, LF and CR LF end a line, at a terminal half a second of silence too.
    """

    def __init__(self, handle: int, on_line: Callable[[Received | None], None]) -> None:
        super().__init__(name="typed-lines", daemon=True)
        self._handle, self._on_line = handle, on_line
        self._ends_by_silence = os.isatty(handle)
        self._stopping = False
        self._text = ""
        self._first = self._last = 0.0

    def run(self) -> None:
        """Until the input ends or `stop`."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        after_return = False
        while not self._stopping:
            if not select.select([self._handle], [], [], _LOOK_EVERY)[0]:
                if self._ends_by_silence and self._text and time.monotonic() - self._last > SILENCE:
                    self._end()
                continue
            try:
                received = os.read(self._handle, 1024)
            except OSError:  # the terminal is gone
                received = b""
            if not received:
                break
            now = time.monotonic()
            for sign in decoder.decode(received):
                if sign in "\r\n":
                    if not (sign == "\n" and after_return):
                        self._end()
                else:
                    self._first = self._first if self._text else now
                    self._text, self._last = self._text + sign, now
                after_return = sign == "\r"
        if self._text:
            self._end()
        self._on_line(None)

    def stop(self) -> None:
        """End within a moment."""
        self._stopping = True
        self.join(1.0)

    def _end(self) -> None:
        text, self._text = self._text, ""
        self._on_line(Received(text, "keyboard", self._last - self._first if text else None))
