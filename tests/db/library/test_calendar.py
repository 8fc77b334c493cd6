"""The due date: open days only, never past the end of term, never before lending."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from school import Library

from db.clock import local_day, to_local, to_utc
from db.library.calendar import Calendar, read_calendar
from db.models import ClosedWeekday, Closure, Policy, Term
from db.store.opening import connected, open_store

FIRST = date(2026, 9, 1)
DAY = timedelta(days=1)

days = st.dates(FIRST, FIRST + 200 * DAY)
spans = st.tuples(days, st.integers(0, 40)).map(lambda span: (span[0], span[0] + span[1] * DAY))
calendars = st.builds(
    Calendar,
    terms=st.lists(spans, max_size=3).map(tuple),
    closures=st.lists(spans, max_size=3).map(tuple),
    closed_weekdays=st.frozensets(st.integers(0, 6)),
)


@given(calendars, days, st.integers(1, 366))
def test_a_due_date_is_never_before_lending_nor_past_the_end_of_term(
    calendar: Calendar, lent_on: date, length: int
) -> None:
    due = calendar.due_on(lent_on, length)
    assert due >= lent_on
    last = min((last for _, last in calendar.terms if last >= lent_on), default=date.max)
    assert due <= last


@given(calendars, days, st.integers(1, 60))
def test_a_due_date_is_an_open_day_unless_there_is_none(
    calendar: Calendar, lent_on: date, length: int
) -> None:
    due = calendar.due_on(lent_on, length)
    if calendar.is_open(due):
        return
    if len(calendar.closed_weekdays) == 7:
        return
    # Only the end of term can force a closed day, and then no day up to it would have been open.
    last = calendar.end_of_term(lent_on)
    assert last is not None and due == lent_on
    following = [lent_on + n * DAY for n in range(1, (last - lent_on).days + 1)]
    assert not [day for day in following if calendar.is_open(day)]


@example(Calendar(((FIRST, FIRST + DAY),), (), frozenset(range(7))), FIRST, 1)
@given(calendars, days, st.integers(1, 366))
def test_a_longer_loan_is_never_due_earlier(calendar: Calendar, lent_on: date, length: int) -> None:
    assert calendar.due_on(lent_on, length) <= calendar.due_on(lent_on, length + 1)


@given(calendars, days, st.integers(1, 30))
def test_a_due_date_moves_no_further_than_it_must(calendar: Calendar, lent_on: date, length: int) -> None:
    due, plain = calendar.due_on(lent_on, length), lent_on + length * DAY
    skipped = [plain + n * DAY for n in range((due - plain).days)]
    assert not [day for day in skipped if calendar.is_open(day)] or len(calendar.closed_weekdays) == 7


WEEKEND = frozenset({5, 6})
FEAST = (date(2026, 10, 1), date(2026, 10, 7))
AUTUMN = (date(2026, 9, 1), date(2027, 1, 22))
SPRING = (date(2027, 2, 22), date(2027, 7, 2))


@pytest.mark.parametrize(
    ("calendar", "lent_on", "length", "due_on"),
    [
        (Calendar(), "2026-09-07", 15, "2026-09-22"),
        (Calendar(closed_weekdays=WEEKEND), "2026-09-11", 15, "2026-09-28"),  # Saturday to Monday
        (Calendar(closures=(FEAST,), closed_weekdays=WEEKEND), "2026-09-18", 14, "2026-10-08"),
        (Calendar(closures=((date(2026, 9, 22), date(2026, 9, 22)),)), "2026-09-07", 15, "2026-09-23"),
        (Calendar(terms=(AUTUMN, SPRING)), "2027-01-15", 15, "2027-01-22"),
        (Calendar(terms=(AUTUMN, SPRING)), "2027-01-22", 15, "2027-01-22"),  # the last day of term
        (Calendar(terms=(SPRING, AUTUMN)), "2027-02-01", 15, "2027-02-16"),  # between terms
        (Calendar(terms=(AUTUMN,)), "2027-02-01", 15, "2027-02-16"),  # no term is known any more
        (Calendar(terms=(AUTUMN,), closed_weekdays=frozenset({4})), "2027-01-15", 15, "2027-01-21"),
        (Calendar(terms=(AUTUMN,), closures=(AUTUMN,)), "2026-09-07", 15, "2026-09-07"),  # nothing is open
        (Calendar(closed_weekdays=frozenset(range(7))), "2026-09-07", 15, "2026-09-22"),
    ],
)
def test_examples_of_due_dates(calendar: Calendar, lent_on: str, length: int, due_on: str) -> None:
    assert calendar.due_on(date.fromisoformat(lent_on), length) == date.fromisoformat(due_on)


def test_the_calendar_is_read_from_the_store_without_what_has_passed(library: Library) -> None:
    for name, term in (("spring", SPRING), ("autumn", AUTUMN), ("old", (FIRST - 90 * DAY, FIRST - DAY))):
        Term.create(name=name, starts_on=term[0], ends_on=term[1])
    Closure.create(starts_on=FIRST - 30 * DAY, ends_on=FIRST - DAY)
    Closure.create(starts_on=FEAST[0], ends_on=FEAST[1])
    ClosedWeekday.create(weekday=6)
    assert read_calendar(FIRST) == Calendar((AUTUMN, SPRING), (FEAST,), frozenset({6}))


def test_a_school_day_is_the_local_one() -> None:
    late = datetime(2026, 9, 7, 16, 30)  # half past midnight in Shanghai
    assert local_day(late) == date(2026, 9, 8)
    assert to_local(late) == datetime(2026, 9, 8, 0, 30)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_moment_survives_the_way_to_local_time_and_back(moment: datetime) -> None:
    assert to_utc(to_local(moment)) == moment


def test_a_new_store_is_closed_at_the_weekend_and_can_lend_at_once(tmp_path: Path) -> None:
    open_store(str(tmp_path / "new.db"))
    with connected():
        assert read_calendar(date(2026, 9, 7)).closed_weekdays == {5, 6}
        assert {row.category: (row.loan_days, row.most_loans) for row in Policy.select()} == {
            "pupil": (15, 2),
            "teacher": (60, 5),
        }
