"""The class by its roster numbers; in its lesson, every pupil as a tile, and the lesson in numbers."""

from collections import defaultdict
from datetime import datetime, timedelta

from db.answers.classes.lesson import LessonTime, Roster, Tile
from db.clock import local_day
from db.readers.roster_numbers import IN_ROSTER_ORDER, numbered
from db.roles import PUPILS
from db.store.sql import rows

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
    SELECT patron.roster_number, patron.id, patron.number, patron.given_name, patron.name,
           (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
           (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL
                                            AND loan.due_on < ?),
           COALESCE(happened.turns, 0), COALESCE(happened.borrowed, 0), COALESCE(happened.returned, 0),
           (SELECT COUNT(*) FROM happened AS visit JOIN patron AS visitor ON visitor.id = visit.patron_id
            WHERE visit.turns > 0 AND COALESCE(visitor.school_class_id, 0) <> ?
                  AND visitor.{PUPILS})
    FROM patron
    LEFT JOIN happened ON happened.patron_id = patron.id
    WHERE patron.school_class_id = ? AND patron.status <> 'left' AND patron.{PUPILS}
    ORDER BY {IN_ROSTER_ORDER}
"""


def roster(lesson: LessonTime, now: datetime) -> Roster:
    """The class as it stands at `now` (naive UTC), in one statement."""
    # A moment that is the end of the span: an event at `now` itself is in it.
    until = lesson.closed_at or now + timedelta(microseconds=1)
    found = rows(_ROSTER, lesson.opened_at, until, local_day(now), lesson.class_id, lesson.class_id)
    named: dict[str, set[str]] = defaultdict(set)
    for row in found:
        named[row[3].casefold()].add(row[4])
    return Roster(
        lesson=lesson,
        tiles=tuple(
            Tile(
                position,
                patron_id,
                number,
                name,
                name if len(named[given_name.casefold()]) > 1 else given_name,
                books,
                overdue,
                turns > 0,
                borrowed,
                returned,
            )
            for position, (
                _,
                patron_id,
                number,
                given_name,
                name,
                books,
                overdue,
                turns,
                borrowed,
                returned,
                _,
            ) in (zip(numbered(row[0] for row in found), found, strict=True))
        ),
        turns=sum(row[7] for row in found),
        visitors=found[0][10] if found else 0,
        minutes_left=None if lesson.closed_at else lesson.minutes_left(now),
    )
