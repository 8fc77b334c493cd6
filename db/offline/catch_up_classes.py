"""Entering in the store what a kiosk did offline for a class: its lesson, its book corner."""

from typing import cast

from db.answers.alone.conflict import Kind
from db.answers.counter.scans import Refused
from db.corners import closing, filling
from db.events.record import record
from db.lessons.lessons import ClosedBy, extend
from db.models import Lesson
from db.offline.catch_up_notes import CannotReplay, copy_of
from db.offline.journal import Entry


def open_lesson(entry: Entry) -> None:
    """A lesson that is on already, because another kiosk opened it, goes on."""
    lesson, class_id = entry.lesson, _class(entry)
    assert lesson is not None
    is_on = Lesson.select().where(Lesson.school_class == class_id, Lesson.closed_at.is_null()).exists()
    if not is_on:
        lesson_id = Lesson.insert(
            school_class=class_id,
            kiosk=lesson.kiosk,
            opened_at=lesson.opened_at,
            opened_by=lesson.opened_by,
            ends_at=lesson.ends_at,
        ).execute()
        record(entry.acting, "lesson_opened", details={"lesson": int(lesson_id), "by": lesson.opened_by})


def close_lesson(entry: Entry) -> None:
    """It ends when this kiosk saw it end; one that was ended earlier, for lack of news, is counted again."""
    lesson = entry.lesson
    assert lesson is not None and lesson.closed_at is not None
    closed_by = cast(ClosedBy, lesson.closed_by)
    extend(_class(entry), lesson.opened_at, lesson.closed_at, closed_by, entry.acting)


def open_corner(entry: Entry) -> None:
    """Nothing happens where it is open."""
    filling.open_corner(_class(entry), entry.acting)


def fill_corner(entry: Entry) -> None:
    """A book is put into it, or there again. Raises CannotReplay."""
    class_id, copy_id = _class(entry), copy_of(entry)
    if not closing.put_again(class_id, copy_id, entry.acting):
        _done(filling.place(class_id, copy_id, entry.acting))


def take_out_of_corner(entry: Entry) -> None:
    """A book was put into it by mistake. Raises CannotReplay."""
    _done(filling.take_out(_class(entry), copy_of(entry), entry.acting))


def bring_corner_back(entry: Entry) -> None:
    """A book came back from it. Raises CannotReplay."""
    _done(closing.bring_back(_class(entry), copy_of(entry), entry.acting))


def close_corner(entry: Entry) -> None:
    """It is closed with what has come back to whichever kiosk. Raises NotFound where it is closed already."""
    closing.close_corner(_class(entry), entry.acting)


def _done(answer: object) -> None:
    if answer is False or isinstance(answer, Refused):
        raise CannotReplay(Kind.NOT_DONE)


def _class(entry: Entry) -> int:
    assert entry.class_id is not None
    return entry.class_id
