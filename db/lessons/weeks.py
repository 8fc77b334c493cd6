"""Odd and even weeks (单双周): the school counts them from the week in which its term begins."""

from datetime import date, timedelta
from typing import Literal

from db.library.terms import term_of

Weeks = Literal["every", "odd", "even"]
"""In which weeks a class comes."""


def week_of(day: date) -> int:
    """The number of the week of this day: from 1 in its term, between terms that of the year."""
    term = term_of(day)
    if term is None:
        return day.isocalendar().week
    return (_monday(day) - _monday(term.starts_on)).days // 7 + 1


def comes_in(weeks: Weeks, number: int) -> bool:
    """Whether who comes in these weeks comes in the week of this number."""
    return weeks == "every" or (weeks == "odd") == (number % 2 == 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
