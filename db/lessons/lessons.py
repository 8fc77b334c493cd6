"""A class comes to borrow: when its lesson begins and ends.

A lesson is a span of time. What happened in it are the events of the class's pupils in that span, at
whichever kiosk: so two kiosks need not know of each other, no scan writes more for it, and a scanner's
memory that is taken in later still counts where it belongs.
"""

from datetime import datetime, timedelta
from typing import Literal

import peewee

from db.answers.classes.lesson import LessonTime
from db.circulation.found import Standing
from db.circulation.standing import standing
from db.clock import local_day
from db.events.record import Acting, record
from db.lessons.finding import lesson_time, open_lessons, time_of
from db.lessons.roster import roster
from db.lessons.timetable import EARLY, periods_now
from db.library.calendar import read_calendar
from db.models import Event, Lesson, Patron, SchoolClass, database
from db.roles import Act, Post
from db.staff.members import has_pupils, post_of

QUIET = timedelta(minutes=10)
"""A lesson ends by itself when none of its pupils did anything for this long."""

OpenedBy = Literal["card", "timetable", "command"]
ClosedBy = Literal["hand", "bell", "quiet"]


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
        return next(lesson for lesson in open_lessons(acting.kiosk) if lesson.class_id == class_id)
    return lesson_time(int(lesson_id))


def open_by_card(who: Standing, acting: Acting) -> LessonTime | None:
    """The lesson that a reader's card opens: staff's, for the class that the timetable brings now.

    Where several come, for the teacher's own; where none comes, for the only class that the teacher has.
    None for pupils, where it is no class of this teacher's or has no pupils (as a staff room), and where
    its lesson is on already.
    """
    post = post_of(who)
    if not post.may(Act.LESSON):
        return None
    coming = [period.class_id for period in periods_now(acting.now, EARLY)]
    theirs = [one for one in coming or post.classes or () if post.may(Act.LESSON, one)]
    if not coming and len(theirs) != 1:
        return None
    class_id = who.class_id if who.class_id in theirs else next(iter(theirs), None)
    if class_id is None or not has_pupils(class_id):
        return None
    if any(lesson.class_id == class_id for lesson in open_lessons(acting.kiosk)):
        return None
    return open_lesson(class_id, acting.by_staff(who.patron_id), "card")


def keep_time(acting: Acting, *, by_timetable: bool = True) -> LessonTime | None:
    """Close what is over, open what the timetable says, and say which lesson is on at this kiosk.

    Cheap enough for every second. It does not matter when or at which kiosk it is asked: a lesson ends
    at its bell, or 10 minutes after its last event, however late that is noticed. A class that is late
    is waited for until the bell. On closed days the timetable brings nobody.
    """
    for lesson in open_lessons(acting.kiosk):
        over = _over(lesson, acting.now)
        if over:
            _close(lesson, *over, acting.by_itself())
    for period in periods_now(acting.now) if by_timetable else ():
        begun = Lesson.select().where(
            Lesson.school_class == period.class_id,
            Lesson.opened_at >= period.starts_at - EARLY,
            Lesson.closed_at.is_null() | (Lesson.closed_at > period.starts_at),
        )
        today = local_day(acting.now)
        if not begun.exists() and read_calendar(today).is_open(today):
            open_lesson(period.class_id, acting.by_itself(), "timetable")
    on = open_lessons(acting.kiosk)
    return on[0] if on else None


def staff_came(lesson: LessonTime) -> bool:
    """Whether somebody who may hold this lesson is there: they opened it, or scanned their card in it."""
    if Lesson.get_by_id(lesson.lesson_id).opened_by != "timetable":
        return True
    cards = (
        Patron.select(Patron.id)
        .distinct()
        .join(Event, on=Event.patron == Patron.id)
        .where(Event.verb == "turn_opened", Event.at >= lesson.opened_at, Patron.category != "pupil")
    )
    return any(post_of(standing(card.id)).may(Act.LESSON, lesson.class_id) for card in cards)


def may_begin_lesson(post: Post, kiosk: str) -> bool:
    """Whether this member of staff could begin a lesson here by a class's code: they may, and none is on."""
    return post.may(Act.LESSON) and not open_lessons(kiosk)


def close_lesson(lesson: LessonTime, acting: Acting) -> LessonTime:
    """End the lesson by hand; nothing changes where it is over already."""
    _close(lesson, acting.now, "hand", acting)
    return lesson_time(lesson.lesson_id)


def extend(
    class_id: int, opened_at: datetime, closed_at: datetime, closed_by: ClosedBy, acting: Acting
) -> None:
    """A kiosk that worked offline saw the class's lesson end; what it did in it is in the store by now.

    A lesson that was closed in the meantime, for lack of news from the class, is counted again.
    """
    with database.atomic():
        found = (
            Lesson.select(Lesson, SchoolClass)
            .join(SchoolClass)
            .where(Lesson.school_class == class_id, Lesson.opened_at <= closed_at)
            .order_by(Lesson.opened_at.desc())
            .first()
        )
        if found is None:
            return
        if found.closed_at is None:
            _close(time_of(found), closed_at, closed_by, acting)
        elif found.closed_at >= opened_at:
            Lesson.update(closed_at=max(found.closed_at, closed_at)).where(Lesson.id == found.id).execute()
            _count(found.id, acting.now)


def _over(lesson: LessonTime, now: datetime) -> tuple[datetime, ClosedBy] | None:
    """When and why the lesson was over, or None while it goes on."""
    last = (
        Event.select(peewee.fn.MAX(Event.at))
        .join(Patron)
        .where(Event.at >= lesson.opened_at, Event.at <= now, Patron.school_class == lesson.class_id)
        .scalar()
    )
    quiet_at = (last or lesson.opened_at) + QUIET
    if last is None and lesson.ends_at:
        quiet_at = lesson.ends_at
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
        _count(lesson.lesson_id, acting.now)
        record(acting, "lesson_closed", details={"lesson": lesson.lesson_id, "by": closed_by})


def _count(lesson_id: int, now: datetime) -> None:
    counted = roster(lesson_time(lesson_id), now)
    Lesson.update(
        pupils=len(counted.tiles),
        present=counted.present,
        borrowers=counted.borrowers,
        turns=counted.turns,
        loans=counted.loans,
        returns=counted.returns,
        visitors=counted.visitors,
    ).where(Lesson.id == lesson_id).execute()
