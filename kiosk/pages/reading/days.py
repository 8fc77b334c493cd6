"""Lessons in the reading room, and visits counted at the door."""

from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from db.clock import local_day
from db.errors import NotFound
from db.library.terms import term_of
from db.marking import N_, Sentence
from db.readers.classes import class_id_of, class_names
from db.reading import lessons, visits
from db.reading.lessons import Held, Logged
from db.reading.visits import Visits
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.classes.reading import COUNTED_BY, FORMS, PARTS
from kiosk.typed import day


def show_lessons(ask: Ask) -> Response:
    """The log of this term, and whom the timetable brings today without a lesson in it."""
    _, own = ask.words, ask.classes(Act.LESSON)
    today = local_day(ask.now)
    return table_answer(
        ask,
        "reading-lessons.html",
        [
            Column[Logged](N_("day"), lambda one: one.day),
            Column[Logged](N_("class"), lambda one: one.class_name),
            Column[Logged](N_("teacher"), lambda one: one.teacher),
            Column[Logged](N_("kind of lesson"), lambda one: _(FORMS[one.form])),
            Column[Logged](N_("present"), lambda one: one.present, is_number=True),
            Column[Logged](N_("counted"), lambda one: _(COUNTED_BY[one.counted_by])),
            Column[Logged](N_("books used"), lambda one: one.books),
        ],
        lessons.lessons(_first(today), today),
        waiting=[one for one in lessons.still_to_log(today) if own is None or one.class_id in own],
        classes=[(name, name) for name in class_names() if own is None or class_id_of(name) in own],
        forms=[(own_name, _(name)) for own_name, name in FORMS.items()],
        today=today,
    )


def log_lesson(ask: Ask) -> Response:
    """Log a lesson."""
    ask.require_of(Act.LESSON, class_id_of(ask.text("class")))
    held = Held(
        ask.text("class"),
        ask.text("form") or "guide",
        ask.text("teacher"),
        ask.text("books"),
        ask.whole("present") if ask.text("present") else None,
        day(ask.text("day")) if ask.text("day") else None,
    )
    logged = lessons.log_lesson(held, ask.long_text("codes").split("\n"), ask.acting())
    said = {"name": logged.class_name, "day": logged.day, "n": logged.present}
    return ask.done("/reading/lessons", Sentence(N_("Logged: {name}, {day}, present {n}."), said))


def show_visits(ask: Ask) -> Response:
    """What was counted this term, and the field for the door."""
    _, today = ask.words, local_day(ask.now)
    found = visits.visits(_first(today), today)
    return table_answer(
        ask,
        "reading-visits.html",
        [
            Column[Visits](N_("day"), lambda one: one.day),
            Column[Visits](N_("when"), lambda one: _(PARTS[one.part])),
            Column[Visits](N_("room"), lambda one: one.room),
            Column[Visits](N_("class"), lambda one: one.class_name),
            Column[Visits](N_("visits"), lambda one: one.visits, is_number=True),
        ],
        found,
        today=sum(one.visits for one in found if one.day == today),
        classes=[("", ""), *((name, name) for name in class_names())],
        rooms=visits.rooms(),
        room=ask.text("room"),
    )


def count_visit(ask: Ask) -> Response:
    """Count a card or a key, or a class by heads."""
    room = ask.text("room")
    back = f"/reading/visits?{urlencode({'room': room})}"
    if ask.text("count"):
        visits.count_class(ask.text("class"), ask.whole("count"), room, ask.acting())
    else:
        try:
            visits.count_card(ask.text("code"), room, ask.acting())
        except NotFound as error:  # said where the next card is scanned
            return ask.done(back, error.sentence, is_trouble=True)
    return ask.done(back, Sentence(N_("Visits counted: {n}."), {"n": ask.text("count") or 1}))


def _first(today: date) -> date:
    term = term_of(today)
    return term.starts_on if term else today - timedelta(days=182)


PAGES = (
    Page("/reading/lessons", show_lessons, Act.LESSON, is_table=True),
    Page("/reading/lessons", log_lesson, Act.LESSON, "POST"),
    Page("/reading/visits", show_visits, Act.LESSON, is_table=True),
    Page("/reading/visits", count_visit, Act.LESSON, "POST"),
)
