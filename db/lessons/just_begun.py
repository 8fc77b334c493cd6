"""A lesson that has just begun: the class's code, which ends one, is then meant to begin it."""

from datetime import datetime, timedelta

import peewee

from db.answers.classes.lesson import LessonTime
from db.lessons.roster import roster
from db.models import Event, Patron

JUST_BEGUN = timedelta(minutes=2)
"""The class's code ends no lesson so soon after it began while nobody has come."""


def is_just_begun(lesson: LessonTime, now: datetime) -> bool:
    """Whether nobody of the class has come, and the lesson began less than two minutes ago.

    A lesson that began by itself begins, for its teacher, with their card: the class's code after it is meant
    to begin it.
    """
    so_far = roster(lesson, now)
    if so_far.present or so_far.loans or so_far.returns:
        return False
    came = (
        Event.select(peewee.fn.MIN(Event.at))
        .join(Patron)
        .where(
            Event.verb == "turn_opened", Event.at.between(lesson.opened_at, now), Patron.category != "pupil"
        )
        .scalar()
    )
    return now - (came or lesson.opened_at) < JUST_BEGUN
