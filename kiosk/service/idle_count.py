"""What is shown while nobody is there, counted on a thread of its own: no scan waits for it."""

import threading
from datetime import date, datetime, timedelta

from db.answers.counter.idle import Idle
from db.reading.idle import idle_on
from db.store.opening import Store, beside
from kiosk.faults import note

AGAIN = timedelta(minutes=5)
"""It is counted again after so long."""


class IdleCount:
    """What was counted last. Asked on the desk's thread, which it never keeps."""

    def __init__(self, store: Store) -> None:
        """`store` is read over a connection of the count's own."""
        self._store = store
        self._counted: tuple[date, Idle | None] | None = None
        self._next: datetime | None = None
        self._at_work: threading.Thread | None = None

    def shown(self, day: date, at: datetime, *, may_count: bool = True) -> Idle | None:
        """What there is to show, as it was counted last; None before that was done for this day.

        Another count begins where it is time. `may_count`: the store can be used.
        """
        known = self._counted
        is_of_today = known is not None and known[0] == day
        is_due = self._next is None or not is_of_today or not at < self._next < at + 2 * AGAIN
        if is_due and may_count and not (self._at_work and self._at_work.is_alive()):
            self._next = at + AGAIN
            self._at_work = threading.Thread(target=self._count, args=(day,), name="idle", daemon=True)
            self._at_work.start()
        return known[1] if known and is_of_today else None

    def join(self) -> None:
        """Wait until what was begun is counted."""
        if self._at_work:
            self._at_work.join()

    def _count(self, day: date) -> None:
        try:
            if self._store.mark() is not None:
                with beside(self._store):
                    self._counted = day, idle_on(day)
        except Exception as error:  # the thread's outermost handler: what was shown stays
            note(error)
