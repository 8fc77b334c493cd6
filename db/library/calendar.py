"""The school's calendar: terms, closed days, and the due date that follows from them."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.models import ClosedWeekday, Closure, OpenDay, Term

_DAY = timedelta(days=1)


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


def read_calendar(today: date) -> Calendar:
    """The calendar from the store, without what lies entirely before `today`."""
    terms = Term.select().where(Term.ends_on >= today).order_by(Term.ends_on)
    closures = Closure.select().where(Closure.ends_on >= today)
    return Calendar(
        terms=tuple((term.starts_on, term.ends_on) for term in terms),
        closures=tuple((closure.starts_on, closure.ends_on) for closure in closures),
        closed_weekdays=frozenset(row.weekday for row in ClosedWeekday.select()),
        open_days=frozenset(row.day for row in OpenDay.select().where(OpenDay.day >= today)),
    )
