"""The lessons of a day, and one of them."""

from datetime import date, datetime, timedelta

from db.answers.classes.lesson import Counts, LessonTime
from db.clock import local_day, to_utc
from db.errors import NotFound
from db.lessons.finding import lesson_time
from db.marking import N_
from db.models import Lesson
from db.store.sql import moment, rows


def lessons_of(today: date) -> list[LessonTime]:
    """The lessons that began on this day or are on still, the first one first."""
    midnight = to_utc(datetime(today.year, today.month, today.day))
    found = rows(
        "SELECT id FROM lesson WHERE closed_at IS NULL OR (opened_at >= ? AND opened_at < ?)"
        " ORDER BY opened_at, id",
        midnight,
        midnight + timedelta(days=1),
    )
    return [lesson_time(lesson_id) for (lesson_id,) in found]


def lessons_of_class(class_id: int, most: int) -> list[tuple[int, Counts]]:
    """The last lessons of a class that are over, each with its numbers, the newest first."""
    found = rows(
        "SELECT id, opened_at, pupils, present, borrowers, loans, returns FROM lesson"
        " WHERE school_class_id = ? AND closed_at IS NOT NULL AND pupils IS NOT NULL"
        " ORDER BY opened_at DESC LIMIT ?",
        class_id,
        most,
    )
    return [(id_, Counts(local_day(moment(opened)), *numbers)) for id_, opened, *numbers in found]


def find_held(lesson_id: int) -> LessonTime:
    """A lesson that is pointed at. Raises NotFound."""
    if Lesson.get_or_none(Lesson.id == lesson_id) is None:
        raise NotFound(N_("There is no such lesson."))
    return lesson_time(lesson_id)
