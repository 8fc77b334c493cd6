"""The lessons of today: who comes when, what is on, begun and ended, and the page at the end of one."""

from datetime import timedelta

from starlette.responses import Response

from db.clock import local_day
from db.errors import within
from db.lessons.held import find_held, lessons_of
from db.lessons.lessons import close_lesson, keep_time, open_lesson
from db.lessons.page import lesson_page
from db.lessons.roster import roster
from db.lessons.timetable import periods_on
from db.lessons.weeks import week_of
from db.marking import N_, Sentence
from db.readers.classes import class_names, name_of
from db.roles import Act
from kiosk.pages.classes.classes import asked_class
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.lesson import printed_page


def show_lessons(ask: Ask) -> Response:
    """Today by the timetable, and what was and is held; a teacher sees their own classes."""
    keep_time(ask.acting(), by_timetable=False)
    today, own = local_day(ask.now), ask.classes(Act.LESSON)
    held = [one for one in lessons_of(today) if own is None or one.class_id in own]
    coming = [one for one in periods_on(today) if own is None or one.class_id in own]
    on = [roster(one, ask.now) for one in held if one.closed_at is None]
    names = class_names() if own is None else sorted(name_of(one) for one in own)
    return page(
        ask,
        "lessons.html",
        today=ask.words.dated(today),
        week=week_of(today),
        coming=[one for one in coming if one.class_id not in {held_one.class_id for held_one in held}],
        on=on,
        over=[one for one in held if one.closed_at is not None],
        classes=[(name, name) for name in names],
        may_change=ask.post.may(Act.CLASSES),
    )


def begin(ask: Ask) -> Response:
    """Begin the lesson of a class now; the bell rings after this many minutes, else by the timetable."""
    class_id, _ = asked_class(ask, Act.LESSON)
    minutes = ask.whole("minutes", 0)
    if minutes:
        within(minutes, 1, 600)
    ends_at = ask.now + timedelta(minutes=minutes) if minutes else None
    lesson = open_lesson(class_id, ask.acting(), "command", ends_at)
    return ask.done(f"/classes/lessons/{lesson.lesson_id}")


def show_lesson(ask: Ask) -> Response:
    """The lesson as it stands, or the page at its end."""
    keep_time(ask.acting(), by_timetable=False)
    lesson = find_held(ask.row("lesson"))
    ask.require_of(Act.LESSON, lesson.class_id)
    found = lesson_page(lesson, ask.now, with_titles=True)
    return page(ask, "lesson.html", lesson=found.roster.lesson, end=found, roster=found.roster)


def print_lesson(ask: Ask) -> Response:
    """The page at the end as a PDF, as it is filed."""
    lesson = find_held(ask.row("lesson"))
    ask.require_of(Act.LESSON, lesson.class_id)
    found = lesson_page(lesson, ask.now, with_titles=bool(ask.text("titles")))
    return paper_answer(ask, printed_page(found, ask.words), "lesson", fill=True)


def end(ask: Ask) -> Response:
    """End the lesson and show its page."""
    lesson = find_held(ask.row("lesson"))
    ask.require_of(Act.LESSON, lesson.class_id)
    close_lesson(lesson, ask.acting())
    said = Sentence(N_("The lesson of {name} is over."), {"name": lesson.class_name})
    return ask.done(f"/classes/lessons/{lesson.lesson_id}", said)


PAGES = (
    Page("/classes/lessons", show_lessons, Act.LESSON),
    Page("/classes/{class:row}/lesson", begin, Act.LESSON, "POST"),
    Page("/classes/lessons/{lesson:row}", show_lesson, Act.LESSON),
    Page("/classes/lessons/{lesson:row}/paper", print_lesson, Act.LESSON),
    Page("/classes/lessons/{lesson:row}/end", end, Act.LESSON, "POST"),
)
