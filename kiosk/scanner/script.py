"""A list of codes with their times as a source: for demonstrations and tests."""

import threading
import time
from collections.abc import Iterable

from db.clock import utc_now
from db.marking import Sentence
from kiosk.scanner.source import OnScan, OnStatus, Scan


class ReplaySource:
    """Sends each code at its time, as a scanner would; afterwards it is silent."""

    name = "replay"
    trouble: Sentence | None = None

    def __init__(self, codes: Iterable[tuple[float, str]]) -> None:
        """`codes`: seconds after the start, and the text; in the order of their times.

        They are asked for one by one, on the source's own thread.
        """
        self._codes = codes
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_scan: OnScan, on_status: OnStatus) -> None:
        """Begin to send; returns at once."""
        self._stopping.clear()
        self._thread = threading.Thread(
            target=self._run, args=(on_scan, on_status), name="scanner-replay", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more; may be called twice, and from a callback."""
        self._stopping.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(1.0)

    def _run(self, on_scan: OnScan, on_status: OnStatus) -> None:
        on_status(self.name, "live")
        start = time.monotonic()
        for seconds, text in self._codes:
            if self._stopping.wait(max(0.0, start + seconds - time.monotonic())):
                return
            on_scan(Scan(text, utc_now(), self.name))
