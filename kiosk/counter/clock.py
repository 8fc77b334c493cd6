"""Is the clock right? A Raspberry Pi's stands still while it is off: after a start it may be years behind.

Pure: the time, the store's newest event and whether somebody confirmed the clock are arguments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the first picture, which is to be there at once, refuses nobody
    from db.answers.counter.refusals import Reason


RELEASED_AT = datetime(2026, 9, 1)
"""No machine runs this program earlier than it was written."""
_BACK = timedelta(minutes=10)
"""A clock that was put right by this much is no reason to stop a queue of children."""
_AHEAD = timedelta(days=400)
"""Nobody leaves a kiosk off for longer; a clock that jumps further has lost its battery."""


class Clock(Enum):
    """What can be said of the clock."""

    SANE = "sane"
    NOT_SET = "not_set"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True)
class ClockLook:
    """What the clock looks like and what follows.

    Attributes:
        clock: what was found.
        reason: why due dates cannot be reckoned, so nothing is lent; returns are taken in any case.
        ask: the staff should be asked whether the day is right; waiting for the network may mend it alone.
    """

    clock: Clock
    reason: "Reason | None" = None
    ask: bool = False

    @property
    def may_lend(self) -> bool:
        """Due dates can be reckoned."""
        return self.reason is None

    @property
    def sentence(self) -> str:
        """What the screen says, marked English with `{day}`; empty when all is well."""
        if self.reason is None:
            return ""
        from db.answers.counter.refusals import SENTENCES

        return SENTENCES[self.reason].child


SANE = ClockLook(Clock.SANE)


def look_at_clock(now: datetime, newest_event: datetime | None, *, confirmed: bool = False) -> ClockLook:
    """Judge the clock by what is known. Times are naive UTC; look again every minute until it is sane.

    `confirmed`: the staff said, since the program started, that the day on the screen is right. That settles
    everything but a clock that was never set; so one event with a wrong date does not stop the kiosk.
    """
    from db.answers.counter.refusals import Reason

    if now < RELEASED_AT:
        return ClockLook(Clock.NOT_SET, Reason.CLOCK_NOT_SET)
    if confirmed or newest_event is None:
        return SANE
    if now < newest_event - _BACK:
        return ClockLook(Clock.BEHIND, Reason.CLOCK_BEHIND, ask=True)
    if now > newest_event + _AHEAD:
        return ClockLook(Clock.AHEAD, Reason.CLOCK_AHEAD, ask=True)
    return SANE
