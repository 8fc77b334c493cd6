"""Listening to all sources of codes at once, for the scanner check."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

from kiosk.doctor.scanner_faults import Received
from kiosk.doctor.state import SourceState
from kiosk.scanner.source import Scan, Source

PATIENCE = 10.0
"""Seconds that a source may take to say whether it reads: OpenCV is slow to load on a small machine."""


@dataclass
class Listening:
    """Sources that are started; `codes` fills with what they read. None in it: no more will be typed."""

    sources: Sequence[Source]
    codes: "SimpleQueue[Received | None]" = field(default_factory=SimpleQueue)
    _statuses: dict[str, str] = field(default_factory=dict)
    _said: threading.Condition = field(default_factory=threading.Condition)

    def states(self, seconds: float = PATIENCE) -> list[SourceState]:
        """How each stands, once all have said so or this time is over."""
        end = time.monotonic() + seconds
        with self._said:
            while len(self._statuses) < len(self.sources) and time.monotonic() < end:
                self._said.wait(max(0.0, end - time.monotonic()))
            statuses = dict(self._statuses)
        return [
            SourceState(source.name, statuses.get(source.name, "waiting"), source.trouble)
            for source in self.sources
        ]

    def scanned(self, scan: Scan) -> None:
        """From a source's thread."""
        self.codes.put(Received(scan.text, scan.source))

    def typed(self, line: Received | None) -> None:
        """From the terminal's thread. Where nothing more will be typed, the sources may still read."""
        if line is not None or not self.sources:
            self.codes.put(line)

    def changed(self, name: str, status: str) -> None:
        """From a source's thread."""
        if status != "dropped":
            with self._said:
                self._statuses[name] = status
                self._said.notify_all()


@contextmanager
def listening(sources: Sequence[Source]) -> Iterator[Listening]:
    """Start the sources while a piece of work lasts."""
    heard = Listening(sources)
    try:
        for source in sources:
            source.start(heard.scanned, heard.changed)
        yield heard
    finally:
        for source in sources:
            source.stop()
