"""When the kiosk's clock is looked at, and by what it is judged."""

from datetime import datetime, timedelta

from db.events.record import newest_event_at
from kiosk.counter.clock import ClockLook, look_at_clock

_LOOK_AGAIN = timedelta(minutes=1)
"""The clock was right so long ago that it is looked at again, or it was set meanwhile."""


class ClockWatch:
    """Looks at the clock, on a connection to the store."""

    def __init__(self) -> None:
        self._newest: datetime | None = None
        self._looked_at = datetime.min  # noqa: DTZ901
        self._is_confirmed = False

    def is_due(self, at: datetime) -> bool:
        """Whether it is time to look again."""
        return abs(at - self._looked_at) >= _LOOK_AGAIN

    def look(self, at: datetime, before: ClockLook) -> ClockLook:
        """Judge it by what was recorded while it was right: a return taken since then proves nothing.

        `before` is what was last thought of it.
        """
        if before.may_lend:
            self._newest = newest_event_at()
        self._looked_at = at
        return look_at_clock(at, self._newest, confirmed=self._is_confirmed)

    def confirm(self) -> None:
        """Staff say that it is right, which holds until the program ends."""
        self._is_confirmed = True
        self._looked_at = datetime.min  # noqa: DTZ901
