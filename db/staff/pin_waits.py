"""How long after wrong PINs the next try is not looked at."""

import time
from datetime import datetime

from db.staff.pin_rules import LONGEST_WAIT, wait_after

steady = time.monotonic
"""Seconds of a clock that nobody sets."""
_SEEN: dict[tuple[int, datetime], float] = {}
"""Waits that end too far ahead to be true, and when this program saw them first by the steady clock."""


def seconds_left(member_id: int, wrong: int, not_before: datetime | None, now: datetime) -> int:
    """For how many seconds still; 0 when the next try is looked at.

    A wait that ends further ahead than any lasts comes from another clock: all of it is waited for here.
    """
    if not_before is None or now >= not_before:
        return 0
    if not_before <= now + LONGEST_WAIT:
        return seconds_until(not_before, now)
    at = steady()
    since = min(_SEEN.get((member_id, not_before), at), at)
    _SEEN[member_id, not_before] = since
    return max(0, -int(-(wait_after(wrong).total_seconds() - (at - since)) // 1))


def seconds_until(until: datetime, now: datetime) -> int:
    """Whole seconds, rounded up."""
    return -int(-(until - now).total_seconds() // 1)
