"""When the camera's picture is worth the work of reading it. Pure: the time is an argument.

A desk with nothing on it need not be read fifteen times a second: most of the day it is empty, and
the kiosk shares a small machine with its screen.
"""

import numpy as np
from numpy.typing import NDArray

REST_LOOKS = 8.0
"""Frames a second that are looked at while nothing moves: a new book waits at most an eighth of a second."""

FIRST_REST, LONGEST_REST = 0.5, 4.0
"""Seconds between reads while nothing moves, doubled from the first to the longest: the same picture
gives the same answer, and a shelf of spines behind the desk costs ten times as much as a bare wall."""

AWAKE_SECONDS = 2.0
"""How long after the last movement or read every frame is read."""

MOVED = 10.0
"""Grey levels by which one part of the picture must change: noise and flicker change a mean by one or two."""

_PARTS = 16


class Attention:
    """Decides which frames are fetched and which are read."""

    def __init__(self, rate: float) -> None:
        """`rate`: how many frames a second are read while something is going on."""
        self._awake_gap = 1 / rate
        self._looked = self._read = self._awake_until = float("-inf")
        self._rest = FIRST_REST
        self._before: NDArray[np.float32] | None = None

    def wants_frame(self, now: float) -> bool:
        """Whether the frame that is there now is to be fetched (decompressed) at all."""
        gap = self._awake_gap if now < self._awake_until else max(self._awake_gap, 1 / REST_LOOKS)
        # A camera's frames come a little early or late; a tenth of a gap must not cost a whole frame.
        if now - self._looked < 0.9 * gap:
            return False
        self._looked = now
        return True

    def wants_read(self, frame: NDArray[np.uint8], now: float) -> bool:
        """Whether this fetched frame is to be read: something moved lately, or it is time for a look."""
        parts = _means(frame)
        before, self._before = self._before, parts
        if before is None or before.shape != parts.shape or float(np.abs(parts - before).max()) > MOVED:
            self.stay_awake(now)
        if now >= self._awake_until:
            if now - self._read < self._rest:
                return False
            self._rest = min(2 * self._rest, LONGEST_REST)
        self._read = now
        return True

    def stay_awake(self, now: float) -> None:
        """Something moved or was read: more will come."""
        self._awake_until = now + AWAKE_SECONDS
        self._rest = FIRST_REST


def _means(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The mean brightness of each part of a frame, from every second pixel of every second row."""
    plane = frame[::2, ::2] if frame.ndim == 2 else frame[::2, ::2, 1]
    height, width = max(1, plane.shape[0] // _PARTS), max(1, plane.shape[1] // _PARTS)
    tidy = plane[: height * (plane.shape[0] // height), : width * (plane.shape[1] // width)]
    blocks = tidy.reshape(tidy.shape[0] // height, height, tidy.shape[1] // width, width)
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means
