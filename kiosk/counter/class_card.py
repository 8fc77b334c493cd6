"""The card of a class: in a teacher's hand it opens the class's lesson, and closes it again."""

from db.answers.counter.asking import CardNeeded
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused, Unknown
from db.answers.counter.turn import LessonClosed, LessonOpened
from db.events.record import Acting
from db.lessons.finding import is_on
from db.lessons.just_begun import is_just_begun
from db.lessons.lessons import close_lesson, keep_time, open_lesson
from db.lessons.roster import roster
from db.roles import Act
from kiosk.counter.conversation import Conversation


def lesson_card(
    class_id: int, conversation: Conversation, acting: Acting
) -> LessonOpened | LessonClosed | CardNeeded | Refused | Unknown:
    """Open this class's lesson, or close it when it is on. Only in a turn of staff.

    A lesson that has just begun, by itself or by the card before, is not ended before anybody has come.
    """
    if conversation.turn is None:
        return CardNeeded(of_staff=True)
    post = conversation.turn.post
    if not post.may(Act.LESSON):
        return Refused(Reason.STAFF_ONLY)
    if not post.may(Act.LESSON, class_id):
        return Refused(Reason.NOT_YOUR_CLASS)
    acting = acting.by_staff(post.patron_id)
    keep_time(acting)
    was_on = is_on(class_id)
    lesson = open_lesson(class_id, acting, "card")
    if not was_on or is_just_begun(lesson, acting.now):
        return LessonOpened(lesson.class_name)
    told = roster(close_lesson(lesson, acting), acting.now)
    return LessonClosed(lesson.class_name, len(told.tiles), told.present, told.loans, told.returns)
