"""What every source with a device has: a daemon thread that opens it, reads it, and opens it again."""

import logging
import threading
from abc import ABC, abstractmethod

from db.clock import utc_now
from db.marking import Sentence
from kiosk.scanner.source import OnScan, OnStatus, Scan
from kiosk.scanner.trouble import SourceLost

FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
"""Seconds between trials to open: doubled from the first to the longest."""

STOP_SECONDS = 1.0

_log = logging.getLogger(__name__)


class RetryingSource(ABC):
    """A source that survives its device: a loss is reported once, then the device is looked for.

    Attributes:
        name: how statuses and scans name this source.
        trouble: why it does not read now, None while it does.
    """

    name: str

    def __init__(self) -> None:
        self.trouble: Sentence | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_scan: OnScan, on_status: OnStatus) -> None:
        """Begin to read; returns at once. Calls come from this source's own thread."""
        self._on_scan, self._on_status = on_scan, on_status
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"scanner-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread within a second; may be called twice, and from a callback."""
        self._stopping.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(STOP_SECONDS)

    @abstractmethod
    def _read(self) -> bool:
        """Open the device, call `_opened`, and read until `_stopping` is set.

        Returns whether to open it again (a video that has ended is not); raises SourceLost when the
        device is missing or gone. Must look at `_stopping` several times a second.
        """

    def _opened(self) -> None:
        self.trouble = None
        self._wait = FIRST_WAIT
        self._lost_reported = False
        self._on_status(self.name, "live")

    def _scanned(self, text: str, symbology: str | None = None) -> None:
        self._on_scan(Scan(text, utc_now(), self.name, symbology))

    def _dropped(self) -> None:
        self._on_status(self.name, "dropped")

    def _run(self) -> None:
        self._wait, self._lost_reported = FIRST_WAIT, False
        again = True
        while again and not self._stopping.is_set():
            try:
                again = self._read()
            except SourceLost as lost:
                self.trouble = lost.trouble
            except Exception:
                # The thread's outermost handler: a source that dies in silence would look like an empty desk.
                _log.exception("the source %s failed; it is opened again", self.name)
            if self._stopping.is_set():
                return
            if not self._lost_reported:
                self._lost_reported = True
                _log.warning("the source %s does not read: %s", self.name, self.trouble or "unknown")
                self._on_status(self.name, "lost")
            if again:
                self._stopping.wait(self._wait)
                self._wait = min(2 * self._wait, LONGEST_WAIT)
