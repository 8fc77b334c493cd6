"""Is the clock right? A Raspberry Pi's stands still while it is off: after a start it may be years behind.

Pure: the time, the store's newest event and whether somebody confirmed the clock are arguments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from db.marking import N_

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
        may_lend: due dates can be reckoned. Returns are taken in any case.
        ask: the staff should be asked whether the day is right; waiting for the network may mend it alone.
        sentence: what the screen says, marked English with `{day}`; empty when all is well.
    """

    clock: Clock
    may_lend: bool
    ask: bool
    sentence: str = ""


_LOOKS = {
    Clock.SANE: ClockLook(Clock.SANE, may_lend=True, ask=False),
    Clock.NOT_SET: ClockLook(
        Clock.NOT_SET,
        may_lend=False,
        ask=False,
        sentence=N_(
            "My clock is not set yet: it says {day}. You can return books. Please ask the librarian."
        ),
    ),
    Clock.BEHIND: ClockLook(
        Clock.BEHIND,
        may_lend=False,
        ask=True,
        sentence=N_("My clock says {day}, but I have been used after that. Please ask the librarian."),
    ),
    Clock.AHEAD: ClockLook(
        Clock.AHEAD,
        may_lend=False,
        ask=True,
        sentence=N_("My clock says {day}, a long time after I was last used. Please ask the librarian."),
    ),
}


def look_at_clock(now: datetime, newest_event: datetime | None, *, confirmed: bool = False) -> ClockLook:
    """Judge the clock by what is known. Times are naive UTC; look again every minute until it is sane.

    `confirmed`: the staff said, since the program started, that the day on the screen is right. That settles
    everything but a clock that was never set; so one event with a wrong date does not stop the kiosk.
    """
    if now < RELEASED_AT:
        return _LOOKS[Clock.NOT_SET]
    if confirmed or newest_event is None:
        return _LOOKS[Clock.SANE]
    if now < newest_event - _BACK:
        return _LOOKS[Clock.BEHIND]
    if now > newest_event + _AHEAD:
        return _LOOKS[Clock.AHEAD]
    return _LOOKS[Clock.SANE]
