"""The calendar changes after books were lent: due dates follow, later only, and it is said how many."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library
from test_calendar import calendars, days

from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.library import due_dates, terms
from db.library.calendar import Calendar, read_calendar
from db.library.due_dates import _later
from db.library.school_holidays import proposed_year
from db.models import Event, Loan

STAFF = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)
DAY = timedelta(days=1)


def due_days() -> list[date]:
    return [loan.due_on for loan in Loan.select().order_by(Loan.id)]


def lend(library: Library, *due: date) -> None:
    ada = library.patron("6101")
    for number, day in enumerate(due):
        library.lend(library.copy(f"B{number}"), ada, days_ago=3, days=(day - (TODAY - 3 * DAY)).days)


def test_days_that_are_closed_move_the_due_dates_in_them_to_the_next_open_day(library: Library) -> None:
    lend(library, date(2026, 9, 18), date(2026, 9, 21), date(2026, 9, 24), date(2026, 10, 9))
    terms.set_closed_weekdays(frozenset({5, 6}), STAFF)
    moved = terms.close_days(date(2026, 9, 18), date(2026, 9, 24), "Snow", STAFF)
    assert moved.moved == 3
    assert due_days() == [date(2026, 9, 25), date(2026, 9, 25), date(2026, 9, 25), date(2026, 10, 9)]
    assert terms.open_again(date(2026, 9, 22), STAFF).moved == 0, "an opened day brings nothing forward"
    assert Event.select().where(Event.verb == "due_dates_moved").count() == 1


def test_a_weekday_that_closes_moves_them_too(library: Library) -> None:
    lend(library, date(2026, 9, 19), date(2026, 9, 22))
    assert terms.set_closed_weekdays(frozenset({5, 6}), STAFF).moved == 1
    assert due_days() == [date(2026, 9, 21), date(2026, 9, 22)]


def test_a_term_that_ends_earlier_says_how_many_are_due_after_it_and_a_recall_brings_them_forward(
    library: Library,
) -> None:
    lend(library, date(2026, 9, 10), date(2026, 9, 19), date(2026, 9, 20))
    answer = terms.set_term("Autumn", date(2026, 9, 1), date(2026, 9, 12), STAFF)
    assert (answer.moved, answer.after_term, answer.ends_on) == (0, 2, date(2026, 9, 12))
    assert due_days() == [date(2026, 9, 10), date(2026, 9, 19), date(2026, 9, 20)]
    terms.set_closed_weekdays(frozenset({5, 6}), STAFF)
    recalled = due_dates.recall(TODAY, STAFF)
    assert (recalled.moved, recalled.ends_on) == (2, date(2026, 9, 11))
    assert due_days() == [date(2026, 9, 10), date(2026, 9, 11), date(2026, 9, 11)]
    assert due_dates.recall(TODAY, STAFF).moved == 0


def test_a_term_that_ends_later_gives_back_the_days_that_it_had_cut(library: Library) -> None:
    terms.set_term("Autumn", date(2026, 9, 1), date(2026, 9, 12), STAFF)
    lend(library, date(2026, 9, 12), date(2026, 9, 8))
    assert terms.set_term("Autumn", date(2026, 9, 1), date(2027, 1, 22), STAFF).moved == 1
    assert due_days() == [date(2026, 9, 19), date(2026, 9, 8)]


def test_a_make_up_saturday_is_open_and_nothing_else_of_the_weekend(library: Library) -> None:
    terms.set_closed_weekdays(frozenset({5, 6}), STAFF)
    saturday = date(2026, 10, 10)
    terms.open_again(saturday, STAFF, "调休")
    calendar = read_calendar(TODAY)
    assert calendar.is_open(saturday)
    assert not calendar.is_open(saturday + DAY) and not calendar.is_open(saturday + 7 * DAY)
    with pytest.raises(NotFound):
        terms.open_again(saturday, STAFF)
    terms.close_days(saturday, saturday, "", STAFF)
    assert not read_calendar(TODAY).is_open(saturday)
    terms.open_again(saturday, STAFF)
    assert read_calendar(TODAY).is_open(saturday)


def test_a_proposed_year_is_taken_over_once(library: Library) -> None:
    proposed = proposed_year(2026)
    assert (date(2026, 10, 1), date(2026, 10, 7), "National Day") in proposed.closures
    assert (date(2026, 10, 10), "National Day") in proposed.open_days
    terms.set_closed_weekdays(frozenset({5, 6}), STAFF)
    terms.take_over(proposed, STAFF)
    before = [(row.starts_on, row.ends_on) for row in terms.closures()], terms.open_days()
    terms.take_over(proposed, STAFF)
    assert ([(row.starts_on, row.ends_on) for row in terms.closures()], terms.open_days()) == before
    assert all(read_calendar(date(2026, 1, 1)).is_open(day) for day, _ in proposed.open_days)
    with pytest.raises(BadValue, match="1999"):
        proposed_year(1999)


@given(calendars, calendars, days, st.integers(1, 60), st.integers(0, 40), days)
def test_no_change_of_the_calendar_ever_brings_a_due_date_forward_or_leaves_it_on_a_day_now_closed(
    before: Calendar, after: Calendar, lent_on: date, length: int, renewed: int, today: date
) -> None:
    due_on = before.due_on(lent_on, length) + renewed * DAY
    later = _later(lent_on, due_on, length, before, after, today)
    assert later >= due_on
    assert _later(lent_on, due_on, length, before, before, today) == due_on
    if before.is_open(due_on) and later == due_on and len(after.closed_weekdays) < 7:
        assert after.is_open(due_on)
