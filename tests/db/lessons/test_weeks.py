"""Classes that come in odd or in even weeks, counted from the week in which the term begins."""

from datetime import date, datetime, timedelta

import pytest
from school import NOW, Library

from db.classes.school_year import begin_year
from db.classes.year_undo import undo_year
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.lessons.lessons import keep_time
from db.lessons.timetable import (
    add_period,
    drop_period,
    move_period,
    periods,
    periods_now,
    periods_on,
    remove_period,
)
from db.lessons.weeks import week_of
from db.library.terms import set_term

STAFF = Acting("office", NOW, "command")
MONDAY = NOW.date()
"""7 September 2026; the term begins on the Tuesday before, so it lies in the second week."""


@pytest.fixture
def school(library: Library) -> Library:
    library.patron("6101", class_name="3A")
    library.patron("6102", class_name="3B")
    set_term("autumn", date(2026, 9, 1), date(2027, 1, 20), STAFF)
    return library


def test_weeks_are_counted_from_the_term_and_between_terms_from_the_year(school: Library) -> None:
    assert [week_of(date(2026, 9, day)) for day in (1, 6, 7, 13, 14)] == [1, 1, 2, 2, 3]
    assert week_of(date(2026, 8, 31)) == date(2026, 8, 31).isocalendar().week


def test_a_class_comes_in_its_weeks_alone(school: Library) -> None:
    add_period("3A", 0, "10:00", "10:40", STAFF, "odd")
    add_period("3B", 0, "10:00", "10:40", STAFF, "even")
    add_period("3B", 0, "11:00", "11:40", STAFF)
    coming = [
        [(one.class_name, one.hours) for one in periods_on(MONDAY + timedelta(weeks=n))] for n in (0, 1)
    ]
    assert coming == [
        [("3B", "10:00-10:40"), ("3B", "11:00-11:40")],
        [("3A", "10:00-10:40"), ("3B", "11:00-11:40")],
    ]
    ten = datetime(2026, 9, 7, 2, 5)
    assert [one.class_name for one in periods_now(ten)] == ["3B"]
    assert [one.class_name for one in periods_now(ten + timedelta(weeks=1))] == ["3A"]
    lesson = keep_time(Acting("hall", ten, "kiosk"))
    assert lesson and lesson.class_name == "3B"


def test_odd_and_even_weeks_never_meet_but_both_meet_every_week(school: Library) -> None:
    add_period("3A", 0, "10:00", "10:40", STAFF, "odd")
    add_period("3A", 0, "10:15", "10:55", STAFF, "even")
    for starts, ends, weeks in (("10:20", "11:00", "every"), ("10:20", "11:00", "odd")):
        with pytest.raises(BadValue, match="already has a lesson at"):
            add_period("3A", 0, starts, ends, STAFF, weeks)
    with pytest.raises(BadValue, match="every, odd, even"):
        add_period("3A", 1, "10:00", "10:40", STAFF, "third")
    add_period("3A", 0, "10:00", "10:30", STAFF, "odd")  # another end in place of the one before
    assert [(one.hours, one.weeks) for one in periods()] == [
        ("10:00-10:30", "odd"),
        ("10:15-10:55", "even"),
    ]


def test_a_line_moves_and_goes(school: Library) -> None:
    add_period("3A", 0, "10:00", "10:40", STAFF)
    add_period("3A", 0, "11:00", "11:40", STAFF)
    first, second = periods()
    move_period(first.period_id, "3B", 2, "08:15", "08:30", STAFF, "even")
    with pytest.raises(BadValue, match="is not after"):
        move_period(second.period_id, "3A", 0, "11:00", "10:00", STAFF, "every")
    move_period(second.period_id, "3A", 0, "11:15", "11:45", STAFF, "every")  # over itself, as it was
    moved = [(one.class_name, one.weekday, one.hours, one.weeks) for one in periods()]
    assert moved == [("3A", 0, "11:15-11:45", "every"), ("3B", 2, "08:15-08:30", "even")]
    assert drop_period(second.period_id, STAFF).hours == "11:15-11:45"
    for gone in (
        lambda: drop_period(second.period_id, STAFF),
        lambda: remove_period("3A", 0, "11:15", STAFF),
    ):
        with pytest.raises(NotFound):
            gone()
    remove_period("3B", 2, "8:15", STAFF, "even")
    assert periods() == []


def test_the_new_year_gives_the_weeks_back_where_it_is_undone(school: Library) -> None:
    add_period("3A", 0, "10:00", "10:40", STAFF, "odd")
    before = periods()
    begin_year(STAFF, last_grade=3)
    assert periods() == []
    undo_year(STAFF)
    assert periods() == before
