"""The card of a class: in a teacher's hand it opens the class's lesson, and closes it again."""

import re

from db.answers import CardNeeded, LessonClosed, LessonOpened, Refused, Unknown
from db.events import Acting
from db.lessons import close_lesson, keep_time, open_lesson
from db.models import Lesson, SchoolClass
from db.refusals import Reason
from db.roles import Act
from db.roster import roster
from kiosk.conversation import Conversation

_CLASS_CODE = re.compile("%CLASS-([0-9]{1,9})")


def code_of_class(class_id: int) -> str:
    """The code that is printed on a class's card and class sheet."""
    return f"%CLASS-{class_id}"


def class_of_code(code: str) -> int | None:
    """The class whose card this cleaned code is, if there is such a class."""
    found = _CLASS_CODE.fullmatch(code)
    school_class = SchoolClass.get_or_none(SchoolClass.id == int(found[1])) if found else None
    return school_class.id if school_class else None


def lesson_card(
    class_id: int, conversation: Conversation, acting: Acting
) -> LessonOpened | LessonClosed | CardNeeded | Refused | Unknown:
    """Open this class's lesson, or close it when it is on. Only in a turn of staff."""
    if conversation.turn is None:
        return CardNeeded(of_staff=True)
    post = conversation.turn.post
    if not post.may(Act.LESSON):
        return Refused(Reason.STAFF_ONLY)
    if not post.may(Act.LESSON, class_id):
        return Refused(Reason.NOT_YOUR_CLASS)
    acting = acting.by_staff(post.patron_id)
    keep_time(acting)
    is_on = Lesson.select().where(Lesson.school_class == class_id, Lesson.closed_at.is_null()).exists()
    lesson = open_lesson(class_id, acting, "card")
    if not is_on:
        return LessonOpened(lesson.class_name)
    told = roster(close_lesson(lesson, acting), acting.now)
    return LessonClosed(lesson.class_name, len(told.tiles), told.present, told.loans, told.returns)
