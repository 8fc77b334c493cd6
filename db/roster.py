"""The class by its roster numbers; in its lesson, every pupil as a tile, and the lesson in numbers."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from db.clock import local_day
from db.lesson_answers import LessonTime, Roster, Tile
from db.models import Patron, database
from db.roles import STAFF_CATEGORIES
from db.store import rows

ROSTER_NUMBER = re.compile("#([0-9]{1,3})")
"""What somebody types, or scans, for the reader with this number in the class."""

IN_ROSTER_ORDER = "(patron.roster_number IS NULL), patron.roster_number, LENGTH(patron.number), patron.number"
"""How readers of one class are sorted for `numbered`."""

_ROSTER = f"""
    WITH happened AS (
        SELECT event.patron_id AS patron_id,
               SUM(CASE WHEN event.verb = 'turn_opened' THEN 1 ELSE 0 END) AS turns,
               SUM(CASE WHEN event.verb = 'lent' THEN 1 ELSE 0 END) AS borrowed,
               SUM(CASE WHEN event.verb = 'returned' THEN 1 ELSE 0 END) AS returned
        FROM event
        WHERE event.at >= ? AND event.at < ? AND event.patron_id IS NOT NULL
              AND event.verb IN ('turn_opened', 'lent', 'returned')
              AND NOT EXISTS (SELECT 1 FROM event AS later WHERE later.undoes_id = event.id)
        GROUP BY event.patron_id
    )
    SELECT patron.roster_number, patron.id, patron.number, patron.given_name,
           (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
           (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL
                                            AND loan.due_on < ?),
           COALESCE(happened.turns, 0), COALESCE(happened.borrowed, 0), COALESCE(happened.returned, 0),
           (SELECT COUNT(*) FROM happened AS visit JOIN patron AS visitor ON visitor.id = visit.patron_id
            WHERE visit.turns > 0 AND COALESCE(visitor.school_class_id, 0) <> ?
                  AND visitor.category NOT IN ('teacher', 'librarian'))
    FROM patron
    LEFT JOIN happened ON happened.patron_id = patron.id
    WHERE patron.school_class_id = ? AND patron.status <> 'left'
          AND patron.category NOT IN ('teacher', 'librarian')
    ORDER BY {IN_ROSTER_ORDER}
"""


def numbered(kept: Iterable[int | None]) -> list[int]:
    """The roster numbers of a class, in `IN_ROSTER_ORDER`: the ones kept, then the next for who has none."""
    numbers: list[int] = []
    for number in kept:
        last = numbers[-1] if numbers else 0
        numbers.append(number if number is not None and number > last else last + 1)
    return numbers


def number_rosters() -> None:
    """Give a roster number to every pupil who has none, and take it from who is in no class any more.

    A class has its numbers on paper in its hands, so a pupil keeps theirs whoever comes or goes, until the
    new year numbers the class anew. Whatever brings readers into a class calls this in its transaction.
    """
    is_pupil = Patron.school_class.is_null(False) & (Patron.status != "left")
    is_pupil &= Patron.category.not_in(STAFF_CATEGORIES)
    Patron.update(roster_number=None).where(Patron.roster_number.is_null(False), ~is_pupil).execute()
    found = rows(
        "SELECT school_class_id, roster_number, id FROM patron WHERE school_class_id IS NOT NULL"
        " AND status <> 'left' AND category NOT IN ('teacher', 'librarian')"
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


def roster(lesson: LessonTime, now: datetime) -> Roster:
    """The class as it stands at `now` (naive UTC), in one statement."""
    # A moment that is the end of the span: an event at `now` itself is in it.
    until = lesson.closed_at or now + timedelta(microseconds=1)
    found = rows(_ROSTER, lesson.opened_at, until, local_day(now), lesson.class_id, lesson.class_id)
    return Roster(
        lesson=lesson,
        tiles=tuple(
            Tile(position, patron_id, number, given_name, books, overdue, turns > 0, borrowed, returned)
            for position, (
                _,
                patron_id,
                number,
                given_name,
                books,
                overdue,
                turns,
                borrowed,
                returned,
                _,
            ) in (zip(numbered(row[0] for row in found), found, strict=True))
        ),
        turns=sum(row[6] for row in found),
        visitors=found[0][9] if found else 0,
        minutes_left=None if lesson.closed_at else lesson.minutes_left(now),
    )


def code_of(patron_id: int) -> str:
    """The code of the card that a pupil has forgotten: the teacher picks the tile, and this is scanned."""
    return str(
        rows(
            "SELECT COALESCE((SELECT code FROM barcode WHERE patron_id = patron.id AND retired_at IS NULL"
            " ORDER BY id DESC LIMIT 1), patron.number) FROM patron WHERE patron.id = ?",
            patron_id,
        )[0][0]
    )
