"""Roster numbers: the number a pupil has in the class, on paper and at a scanner."""

import re
from collections.abc import Iterable
from itertools import groupby

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.models import Patron, database
from db.readers.classes import name_of
from db.roles import PUPILS, STAFF_CATEGORIES
from db.store.sql import rows

ROSTER_NUMBER = re.compile("#([0-9]{1,3})")
"""What somebody types, or scans, for the reader with this number in the class."""


IN_ROSTER_ORDER = "(patron.roster_number IS NULL), patron.roster_number, LENGTH(patron.number), patron.number"
"""How readers of one class are sorted for `numbered`."""


def numbered(kept: Iterable[int | None]) -> list[int]:
    """The roster numbers of a class, in `IN_ROSTER_ORDER`: the ones kept, then the next for who has none."""
    numbers: list[int] = []
    for number in kept:
        last = numbers[-1] if numbers else 0
        numbers.append(number if number is not None and number > last else last + 1)
    return numbers


def by_roster_number(class_id: int, code: str) -> int | Refused | None:
    """For the cleaned code `#12`: who is the twelfth of the class, by their id, or that nobody is.

    None for a code that is no roster number.
    """
    picked = ROSTER_NUMBER.fullmatch(code)
    if picked is None:
        return None
    found = rows(
        "SELECT roster_number, id FROM patron WHERE school_class_id = ? AND status <> 'left'"
        f" AND {PUPILS} ORDER BY {IN_ROSTER_ORDER}",
        class_id,
    )
    number = int(picked[1])
    pupils = dict(zip(numbered(kept for kept, _ in found), (id_ for _, id_ in found), strict=True))
    if number in pupils:
        return int(pupils[number])
    details: dict[str, int | str] = {"number": number, "class_name": name_of(class_id)}
    return Refused(Reason.NO_SUCH_NUMBER, details=details)


def number_rosters() -> None:
    """Give a roster number to every pupil without one, and take it from those who are in no class any more.

    A class has its numbers on paper in its hands, so a pupil keeps theirs whoever comes or goes, until the
    new year renumbers the class. Whatever brings readers into a class calls this in its transaction.
    """
    is_pupil = Patron.school_class.is_null(False) & (Patron.status != "left")
    is_pupil &= Patron.category.not_in(STAFF_CATEGORIES)
    Patron.update(roster_number=None).where(Patron.roster_number.is_null(False), ~is_pupil).execute()
    found = rows(
        "SELECT school_class_id, roster_number, id FROM patron WHERE school_class_id IS NOT NULL"
        f" AND status <> 'left' AND {PUPILS}"
        f" ORDER BY school_class_id, {IN_ROSTER_ORDER}"
    )
    given: list[tuple[int, int]] = []
    for _, of_class in groupby(found, key=lambda row: row[0]):
        pupils = list(of_class)
        for number, (_class, was, patron_id) in zip(numbered(row[1] for row in pupils), pupils, strict=True):
            if number != was:
                given.append((number, patron_id))
    if given:
        update = f"UPDATE patron SET roster_number = {database.param} WHERE id = {database.param}"
        database.cursor().executemany(update, given)
