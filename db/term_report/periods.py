"""The days that a report is about, the days before them, and the same days a year ago."""

from datetime import date, timedelta

from db.errors import BadValue, NotFound
from db.library.terms import terms
from db.marking import N_
from db.models import Term
from db.reading.classes import find_term
from db.structure.growth import days_of, school_year
from db.term_report.values import Period

_A_DAY = timedelta(days=1)
_SAME_SEASON = timedelta(days=75)
"""A term is that of a year ago when it began so near to the same day: holidays move with the moon."""
_FIRST, _LAST = 1900, 9998


def term_period(name: str, today: date) -> Period:
    """The term of this name; without one that of today, or the last that has begun. Raises NotFound."""
    if not terms():
        raise NotFound(
            N_("No term is in the calendar yet. Enter one: {command}"),
            command="kiosk calendar term Autumn 2026-09-01 2027-01-20",
        )
    return _of_term(find_term(name, today))


def year_period(begins: int | None, today: date) -> Period:
    """The school year that began in September of this year; without one the present one. Raises BadValue."""
    year = school_year(today) if begins is None else begins
    if not _FIRST <= year <= _LAST:
        raise BadValue(N_("{value} is not a year."), value=str(year))
    return Period("year", "", *days_of(year))


def month_period(of: date) -> Period:
    """The month that this day lies in."""
    first = of.replace(day=1)
    return Period("month", "", first, _next_month(first) - _A_DAY)


def before(period: Period) -> Period | None:
    """The period before of the same kind; None where the calendar has no term before."""
    if period.kind == "year":
        return Period("year", "", *days_of(period.first_day.year - 1))
    if period.kind == "month":
        return month_period(period.first_day - _A_DAY)
    earlier = [one for one in terms() if one.ends_on < period.first_day]
    return _of_term(earlier[-1]) if earlier else None


def year_before(period: Period) -> Period | None:
    """The same period a year ago: of a year that is `before`, and nothing of its own.

    Of a term it is the one that began about the same day; None where the calendar has none.
    """
    if period.kind == "year":
        return None
    first = _a_year_ago(period.first_day)
    if period.kind == "month":
        return month_period(first)
    near = [one for one in terms() if abs(one.starts_on - first) <= _SAME_SEASON]
    found = min(near, key=lambda one: abs(one.starts_on - first), default=None)
    return _of_term(found) if found else None


def _of_term(term: Term) -> Period:
    return Period("term", term.name, term.starts_on, term.ends_on)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _a_year_ago(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))
