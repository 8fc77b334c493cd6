"""How long something stays open without a key or a scan, and the countdown at its end. Knows no screen."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.counter.conversation import COUNTDOWN

ALONE = timedelta(seconds=60)
"""Staff mode locks itself after so long without a key or a scan."""
_SECOND = timedelta(seconds=1)


class LockClock:
    """Runs from the last `begin`. `now` gives naive UTC; `until` is when it is over."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.until = datetime.min  # noqa: DTZ901

    def begin(self, stays: timedelta) -> None:
        """The time starts again."""
        self.until = self._now() + stays

    def is_over(self, now: datetime) -> bool:
        """Whether the time is over, or nobody can say because the clock was set back."""
        return not timedelta(0) < self.until - now <= ALONE

    def next_change(self, now: datetime) -> timedelta:
        """How long until the countdown begins, goes on or is over."""
        left = self.until - now
        if left > COUNTDOWN:
            return left - COUNTDOWN
        return max(timedelta(0), left - _SECOND * (math.ceil(left / _SECOND) - 1))
