"""The class in its lesson: every pupil as a tile, and the lesson in numbers, read in one statement."""

from datetime import datetime, timedelta

from db.clock import local_day
from db.lesson_answers import LessonTime, Roster, Tile
from db.store import rows

_ROSTER = """
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
    SELECT patron.id, patron.number, patron.given_name,
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
    ORDER BY LENGTH(patron.number), patron.number
"""


def roster(lesson: LessonTime, now: datetime) -> Roster:
    """The class as it stands at `now` (naive UTC), in one statement."""
    # A moment that is the end of the span: an event at `now` itself is in it.
    until = lesson.closed_at or now + timedelta(microseconds=1)
    found = rows(_ROSTER, lesson.opened_at, until, local_day(now), lesson.class_id, lesson.class_id)
    return Roster(
        lesson=lesson,
        tiles=tuple(
            Tile(position, patron_id, number, given_name, books, overdue, turns > 0, borrowed, returned)
            for position, (patron_id, number, given_name, books, overdue, turns, borrowed, returned, _) in (
                enumerate(found, start=1)
            )
        ),
        turns=sum(row[5] for row in found),
        visitors=found[0][8] if found else 0,
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
