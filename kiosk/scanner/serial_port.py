"""A scanner on a serial port: USB-CDC or RS-232. The most reliable way: no layout, no lost keys."""

import time
from typing import TYPE_CHECKING, Literal

from db.marking import Sentence
from kiosk.scanner.retrying import RetryingSource
from kiosk.scanner.trouble import GONE, SourceLost, no_pyserial, trouble_of

if TYPE_CHECKING:
    import serial

LONGEST = 4096
"""Bytes without an end after which what came is noise; the longest QR has 4,296 digits."""

PAUSE = 0.1
"""Seconds of silence that end a code where the scanner sends nothing at its end."""

STALE = 2.0
"""Seconds after which half a code is given up: its cable was pulled, or its end was lost."""

_ENDS = b"\r\n\t\x03"

Ending = Literal["line", "pause"]
"""What ends a code: CR, LF, Tab or ETX (CR LF is one end), or a pause."""


class Lines:
    """Codes out of a stream of bytes. Pure: the time is an argument."""

    def __init__(self, ending: Ending = "line") -> None:
        self._ending = ending
        self._bytes = bytearray()
        self._latest = 0.0

    def take(self, received: bytes, now: float) -> tuple[list[str], bool]:
        """The codes that `received` completes, and whether something had to be thrown away.

        Thrown away is what is not UTF-8 (noise, a wrong baud rate), too long, or never ended: half a
        code is worse than none. Call it with nothing as time goes by; `now` is in seconds.
        """
        codes: list[str] = []
        dropped = False
        if self._bytes and now - self._latest >= (PAUSE if self._ending == "pause" else STALE):
            if self._ending == "pause":
                dropped |= self._end(codes)
            else:
                self._bytes.clear()
                dropped = True
        for byte in received:
            if byte in _ENDS:
                dropped |= self._end(codes)
            else:
                self._bytes.append(byte)
        if len(self._bytes) > LONGEST:
            self._bytes.clear()
            dropped = True
        if received:
            self._latest = now
        return codes, dropped

    def unfinished(self) -> bool:
        """Whether the beginning of a code has come and its end has not."""
        return bool(self._bytes)

    def _end(self, codes: list[str]) -> bool:
        whole = bytes(self._bytes)
        self._bytes.clear()
        try:
            text = whole.decode("utf-8").strip("\x00\x02 ")
        except UnicodeDecodeError:
            return True
        if text:
            codes.append(text)
        return False


class SerialSource(RetryingSource):
    """Codes from a serial port."""

    def __init__(self, port: str, baud: int = 9600, ending: Ending = "line", name: str = "serial") -> None:
        """`port` is a path (best one of /dev/serial/by-id); 8 data bits, no parity, 1 stop bit."""
        super().__init__()
        self.name = name
        self._port, self._baud, self._ending = port, baud, ending

    def _read(self) -> bool:
        try:
            import serial
        except ImportError as error:
            raise SourceLost(no_pyserial()) from error
        try:
            port = serial.Serial(self._port, self._baud, timeout=PAUSE, exclusive=True)
        except serial.SerialException as error:
            raise SourceLost(trouble_of(error, self._port, "dialout")) from error
        with port:
            self._opened()
            lines = Lines(self._ending)
            try:
                while not self._stopping.is_set():
                    self._take(lines, port)
            except (serial.SerialException, OSError) as error:
                if lines.unfinished():
                    self._dropped()
                raise SourceLost(Sentence(GONE, {"place": self._port})) from error
        return True

    def _take(self, lines: Lines, port: "serial.Serial") -> None:
        codes, dropped = lines.take(port.read(max(1, port.in_waiting)), time.monotonic())
        for code in codes:
            self._scanned(code)
        if dropped:
            self._dropped()
