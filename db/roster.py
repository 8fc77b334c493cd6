"""The class in its lesson: every pupil as a tile, and the lesson in numbers, read in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from db.clock import local_day
from db.store import rows


@dataclass(frozen=True)
class LessonTime:
    """Which class comes when. Times are naive UTC.

    Attributes:
        ends_at: the bell, or None where nobody knows it.
        closed_at: when it was over, or None while it is on.
    """

    lesson_id: int
    class_id: int
    class_name: str
    opened_at: datetime
    ends_at: datetime | None
    closed_at: datetime | None = None

    def minutes_left(self, now: datetime) -> int | None:
        """Whole minutes to the bell, a begun one counted; None where nobody knows it."""
        if self.ends_at is None:
            return None
        return max(0, -int(-(self.ends_at - now).total_seconds() // 60))


class TileState(Enum):
    """How a pupil stands in the lesson."""

    NOT_YET = "not_yet"
    RETURNED = "returned"
    HAS_BOOKS = "has_books"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Tile:
    """One pupil of the class in the lesson. No titles: other children read this.

    Attributes:
        position: the roster number, from 1.
        books: how many books they hold now, and `overdue` how many of them should be back.
        was_here: the card was scanned in this lesson.
        borrowed, returned: what they did in this lesson, without what was undone.
    """

    position: int
    patron_id: int
    number: str
    given_name: str
    books: int
    overdue: int
    was_here: bool
    borrowed: int
    returned: int

    @property
    def state(self) -> TileState:
        """What the tile shows. Before the pupil has come, nothing is said about their books."""
        if not (self.was_here or self.borrowed or self.returned):
            return TileState.NOT_YET
        if self.overdue:
            return TileState.OVERDUE
        return TileState.HAS_BOOKS if self.books else TileState.RETURNED


@dataclass(frozen=True)
class Roster:
    """The class as tiles in roster order, and the lesson in numbers.

    Attributes:
        turns: how often a card of the class opened a turn.
        visitors: readers of other classes who came meanwhile; what they did is in no other number.
    """

    lesson: LessonTime
    tiles: tuple[Tile, ...]
    turns: int
    visitors: int
    minutes_left: int | None

    @property
    def present(self) -> int:
        """Pupils whose card was scanned."""
        return sum(tile.was_here for tile in self.tiles)

    @property
    def borrowers(self) -> int:
        """Pupils who borrowed."""
        return sum(tile.borrowed > 0 for tile in self.tiles)

    @property
    def loans(self) -> int:
        """Books lent to the class."""
        return sum(tile.borrowed for tile in self.tiles)

    @property
    def returns(self) -> int:
        """Books that came back from the class."""
        return sum(tile.returned for tile in self.tiles)

    @property
    def average(self) -> float:
        """Books lent per pupil of the class, those counted who are not here."""
        return self.loans / len(self.tiles) if self.tiles else 0.0


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
