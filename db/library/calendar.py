"""The school's calendar: terms, closed days, and the due date that follows from them."""

from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from db.store.sql import day, rows

_DAY = timedelta(days=1)

_CALENDAR = """
    SELECT 'term', starts_on, ends_on, 0 FROM term WHERE ends_on >= ?
    UNION ALL SELECT 'closure', starts_on, ends_on, 0 FROM closure WHERE ends_on >= ?
    UNION ALL SELECT 'open', day, day, 0 FROM open_day WHERE day >= ?
    UNION ALL SELECT 'weekday', NULL, NULL, weekday FROM closed_weekday
"""


@dataclass(frozen=True)
class Calendar:
    """What the store says about days. `terms` and `closures` are (first day, last day), both included."""

    terms: tuple[tuple[date, date], ...] = ()
    closures: tuple[tuple[date, date], ...] = ()
    closed_weekdays: frozenset[int] = frozenset()
    open_days: frozenset[date] = frozenset()
    """Days that are open though their weekday is not."""

    def is_open(self, day: date) -> bool:
        """Whether the library opens on this day."""
        is_weekday = day.weekday() not in self.closed_weekdays or day in self.open_days
        return is_weekday and not any(first <= day <= last for first, last in self.closures)

    def end_of_term(self, day: date) -> date | None:
        """The last day of the term that `day` lies in, or, between terms, of the next one."""
        return min((last for _, last in self.terms if last >= day), default=None)

    def due_on(self, lent_on: date, days: int) -> date:
        """The day a book lent on `lent_on` for `days` days is due.

        A due date on a closed day moves to the next open one; one past the end of term moves back to
        the last open day of the term. It is never before `lent_on`.
        """
        due = self.open_from(lent_on + days * _DAY)
        last = self.end_of_term(lent_on)
        if last is None or due <= last:
            return due
        return self.last_open(last, not_before=lent_on)

    def last_open(self, day: date, *, not_before: date) -> date:
        """This day, or the last one before it on which the library opens."""
        if len(self.closed_weekdays) == 7 and not self.open_days:
            return day
        while day > not_before and not self.is_open(day):
            day -= _DAY
        return day

    def open_from(self, day: date) -> date:
        """This day, or the next one on which the library opens."""
        # A school that closed every day for a year has no open day to find: the plain date is then due.
        for ahead in range(366):
            if self.is_open(day + ahead * _DAY):
                return day + ahead * _DAY
        return day


def school_days(first: date, count: int) -> list[date]:
    """So many days on which the library opens, from this one on; fewer where a year has no more."""
    calendar = read_calendar(first)
    found = [day for ahead in range(400) if calendar.is_open(day := first + ahead * _DAY)]
    return found[:count]


def read_calendar(today: date) -> Calendar:
    """The calendar from the store, without what lies entirely before `today`."""
    found = rows(_CALENDAR, today, today, today)
    spans = [(what, day(first), day(last)) for what, first, last, _ in found if last]
    return Calendar(
        terms=tuple(sorted((span[1:] for span in spans if span[0] == "term"), key=itemgetter(1))),
        closures=tuple(span[1:] for span in spans if span[0] == "closure"),
        closed_weekdays=frozenset(weekday for what, _, _, weekday in found if what == "weekday"),
        open_days=frozenset(last for what, _, last in spans if what == "open"),
    )
