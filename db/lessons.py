"""A class comes to borrow: when its lesson begins and ends, and who has done what in it.

A lesson is a span of time. What happened in it are the events of the class's pupils in that span, at
whichever kiosk: so two kiosks need not know of each other, no scan writes more for it, and a scanner's
memory that is taken in later still counts where it belongs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

import peewee

from db.clock import local_day
from db.errors import NotFound
from db.events import Acting, record
from db.lookup import Standing
from db.marking import N_
from db.models import Event, Lesson, Patron, SchoolClass, database
from db.store import rows
from db.timetable import EARLY, periods_now

QUIET = timedelta(minutes=10)
"""A lesson ends by itself when none of its pupils did anything for this long."""

STAFF = ("teacher", "librarian")
"""Categories of readers whose card opens a lesson."""

OpenedBy = Literal["card", "timetable", "command"]
ClosedBy = Literal["hand", "bell", "quiet"]


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


def open_lesson(
    class_id: int, acting: Acting, opened_by: OpenedBy, ends_at: datetime | None = None
) -> LessonTime:
    """Begin the lesson of a class; the one that is on where it has begun already.

    The bell is `ends_at`, else the end of the class's period in the timetable.
    """
    keep_time(acting, by_timetable=False)
    period = next((one for one in periods_now(acting.now, EARLY) if one.class_id == class_id), None)
    opened_at = acting.now
    if period and opened_by == "timetable":
        opened_at = period.starts_at
    if period and ends_at is None:
        ends_at = period.ends_at
    try:
        with database.atomic():
            lesson_id = Lesson.insert(
                school_class=class_id,
                kiosk=acting.kiosk,
                opened_at=opened_at,
                opened_by=opened_by,
                ends_at=ends_at,
            ).execute()
            record(acting, "lesson_opened", details={"lesson": int(lesson_id), "by": opened_by})
    except peewee.IntegrityError:  # the index lesson_one_open: it is on already
        return next(lesson for lesson in _open_lessons(acting.kiosk) if lesson.class_id == class_id)
    return lesson_time(int(lesson_id))


def open_by_card(who: Standing, acting: Acting) -> LessonTime | None:
    """The lesson that a reader's card opens: staff's, for the class of the timetable or their own.

    None for pupils, where there is no such class, and where its lesson is on already.
    """
    if who.category not in STAFF:
        return None
    coming = [period.class_id for period in periods_now(acting.now, EARLY)]
    class_id = who.class_id if who.class_id in coming or not coming else coming[0]
    if class_id is None or any(lesson.class_id == class_id for lesson in _open_lessons(acting.kiosk)):
        return None
    return open_lesson(class_id, acting, "card")


def keep_time(acting: Acting, *, by_timetable: bool = True) -> LessonTime | None:
    """Close what is over, open what the timetable says, and say which lesson is on at this kiosk.

    Cheap enough for every second. It does not matter when or at which kiosk it is asked: a lesson ends
    at its bell, or 10 minutes after its last event, however late that is noticed.
    """
    for lesson in _open_lessons(acting.kiosk):
        over = _over(lesson, acting.now)
        if over:
            _close(lesson, *over, acting)
    for period in periods_now(acting.now) if by_timetable else ():
        begun = Lesson.select().where(
            Lesson.school_class == period.class_id, Lesson.opened_at >= period.starts_at - EARLY
        )
        if not begun.exists():
            open_lesson(period.class_id, acting, "timetable")
    on = _open_lessons(acting.kiosk)
    return on[0] if on else None


def close_lesson(lesson: LessonTime, acting: Acting) -> LessonTime:
    """End the lesson by hand; nothing changes where it is over already."""
    _close(lesson, acting.now, "hand", acting)
    return lesson_time(lesson.lesson_id)


def find_lesson(class_name: str = "", kiosk: str = "") -> LessonTime:
    """The lesson that is on: of this class, or the newest one, those of this kiosk first.

    Where none is on, the last one that was held. Raises NotFound.
    """
    on = [lesson for lesson in _open_lessons(kiosk) if class_name in ("", lesson.class_name)]
    if on:
        return on[0]
    query = Lesson.select(Lesson, SchoolClass).join(SchoolClass).order_by(Lesson.opened_at.desc())
    if class_name:
        query = query.where(SchoolClass.name == class_name)
    last = query.first()
    if last is None:
        raise NotFound(N_("No lesson was held yet."))
    return _time_of(last)


def lesson_time(lesson_id: int) -> LessonTime:
    """A lesson by its id, which must exist."""
    return _time_of(Lesson.select(Lesson, SchoolClass).join(SchoolClass).where(Lesson.id == lesson_id).get())


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


def _open_lessons(kiosk: str) -> list[LessonTime]:
    """Those of this kiosk first, then the newest first."""
    query = (
        Lesson.select(Lesson, SchoolClass)
        .join(SchoolClass)
        .where(Lesson.closed_at.is_null())
        .order_by(
            peewee.Case(None, [(Lesson.kiosk == kiosk, 0)], 1), Lesson.opened_at.desc(), Lesson.id.desc()
        )
    )
    return [_time_of(lesson) for lesson in query]


def _time_of(lesson: Lesson) -> LessonTime:
    return LessonTime(
        lesson.id,
        lesson.school_class_id,
        lesson.school_class.name,
        lesson.opened_at,
        lesson.ends_at,
        lesson.closed_at,
    )


def _over(lesson: LessonTime, now: datetime) -> tuple[datetime, ClosedBy] | None:
    """When and why the lesson was over, or None while it goes on."""
    last = (
        Event.select(peewee.fn.MAX(Event.at))
        .join(Patron)
        .where(Event.at >= lesson.opened_at, Event.at <= now, Patron.school_class == lesson.class_id)
        .scalar()
    )
    quiet_at = max(last or lesson.opened_at, lesson.opened_at) + QUIET
    if lesson.ends_at and lesson.ends_at <= min(now, quiet_at):
        return lesson.ends_at, "bell"
    return (quiet_at, "quiet") if quiet_at <= now else None


def _close(lesson: LessonTime, closed_at: datetime, closed_by: ClosedBy, acting: Acting) -> None:
    """Close it unless another kiosk has, and keep its numbers."""
    with database.atomic():
        closed = (
            Lesson.update(closed_at=closed_at, closed_by=closed_by)
            .where(Lesson.id == lesson.lesson_id, Lesson.closed_at.is_null())
            .execute()
        )
        if not closed:
            return
        counted = roster(lesson_time(lesson.lesson_id), acting.now)
        Lesson.update(
            pupils=len(counted.tiles),
            present=counted.present,
            borrowers=counted.borrowers,
            turns=counted.turns,
            loans=counted.loans,
            returns=counted.returns,
            visitors=counted.visitors,
        ).where(Lesson.id == lesson.lesson_id).execute()
        record(acting, "lesson_closed", details={"lesson": lesson.lesson_id, "by": closed_by})
