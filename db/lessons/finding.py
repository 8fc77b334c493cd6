"""Which lesson is meant: the one that is on, the last one, or one by its id."""

import peewee

from db.answers.classes.lesson import LessonTime
from db.errors import NotFound
from db.marking import N_
from db.models import Lesson, SchoolClass


def is_on(class_id: int) -> bool:
    """Whether a lesson of this class has begun, at whichever kiosk, and is not over."""
    return bool(Lesson.select().where(Lesson.school_class == class_id, Lesson.closed_at.is_null()).exists())


def find_lesson(class_name: str = "", kiosk: str = "") -> LessonTime:
    """The lesson that is on: of this class, or the newest one, those of this kiosk first.

    Where none is on, the last one that anybody came to. Raises NotFound.
    """
    on = [lesson for lesson in open_lessons(kiosk) if class_name in ("", lesson.class_name)]
    if on:
        return on[0]
    query = (
        Lesson.select(Lesson, SchoolClass)
        .join(SchoolClass)
        .where((Lesson.present > 0) | (Lesson.opened_by == "command"))
        .order_by(Lesson.opened_at.desc())
    )
    if class_name:
        query = query.where(SchoolClass.name == class_name)
    last = query.first()
    if last is None:
        raise NotFound(N_("No lesson has been held yet."))
    return time_of(last)


def lesson_time(lesson_id: int) -> LessonTime:
    """A lesson by its id, which must exist."""
    return time_of(Lesson.select(Lesson, SchoolClass).join(SchoolClass).where(Lesson.id == lesson_id).get())


def open_lessons(kiosk: str) -> list[LessonTime]:
    """The lessons that are on: those of this kiosk first, then the newest first."""
    query = (
        Lesson.select(Lesson, SchoolClass)
        .join(SchoolClass)
        .where(Lesson.closed_at.is_null())
        .order_by(
            peewee.Case(None, [(Lesson.kiosk == kiosk, 0)], 1), Lesson.opened_at.desc(), Lesson.id.desc()
        )
    )
    return [time_of(lesson) for lesson in query]


def time_of(lesson: Lesson) -> LessonTime:
    """A row of the table, read with its class."""
    return LessonTime(
        lesson.id,
        lesson.school_class_id,
        lesson.school_class.name,
        lesson.opened_at,
        lesson.ends_at,
        lesson.closed_at,
    )
