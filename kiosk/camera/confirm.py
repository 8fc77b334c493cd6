"""When a text seen by the camera counts as a scan. Pure: the time is an argument."""

from collections import deque
from collections.abc import Callable, Iterable

from db.codes import clean, isbn_13
from kiosk.camera.plausible import Read

FRAMES = 3
NEEDED = 2
QUIET_SECONDS = 1.5
STALE_SECONDS = 1.0
"""After a gap of this length between frames the earlier ones say nothing about the next."""

SETTLING_SECONDS = 2.0
"""How long a camera that is back may show nothing while it finds its exposure and its focus."""


class Confirmation:
    """Remembers the last frames and says which reads count now.

    A text counts when 2 of the last 3 frames show it; one frame is enough where `trusted` says so
    (the store knows the code and its check digit holds). Then it is quiet until it has been out of
    the picture for 1.5 seconds, so that a book held up for a minute is one loan.
    """

    def __init__(self, trusted: Callable[[str], bool] = lambda text: False) -> None:
        """`trusted` is asked with the text as read, for each frame that shows it until it counts."""
        self._trusted = trusted
        self._frames: deque[frozenset[str]] = deque(maxlen=FRAMES)
        self._latest = 0.0
        self._gone_since: dict[str, float | None] = {}  # the quiet ones; None while in the picture
        self._is_new = False
        self._settled_at = float("-inf")

    def camera_opened(self) -> None:
        """The next frame is the first of a camera that was opened: what it does not show need not be gone."""
        self._is_new = True

    def frame(self, reads: Iterable[Read], now: float) -> list[Read]:
        """Take in the reads of the next frame, also when there are none; give those that count as scans.

        `now` is in seconds, from a clock that never goes back.
        """
        if self._frames and now - self._latest > STALE_SECONDS:
            self._frames.clear()
        self._latest = now
        if self._is_new:
            self._is_new, self._settled_at = False, now + SETTLING_SECONDS
        seen = {read.text: read for read in reads}
        self._frames.append(frozenset(seen))
        for text, gone in list(self._gone_since.items()):
            if gone is not None and now - gone >= QUIET_SECONDS:
                del self._gone_since[text]
            elif text in seen:
                self._gone_since[text] = None
            elif gone is None and now >= self._settled_at:
                self._gone_since[text] = now
        confirmed = [read for text, read in seen.items() if text not in self._gone_since and self._sure(text)]
        self._gone_since.update((read.text, None) for read in confirmed)
        # Of the two codes on a book, the label says more than the ISBN.
        return sorted(confirmed, key=lambda read: isbn_13(clean(read.text)) is not None)

    def _sure(self, text: str) -> bool:
        return sum(text in frame for frame in self._frames) >= NEEDED or self._trusted(text)
