"""The timetable: looked at as a week, all weeks or the odd or even ones, and changed line by line."""

from starlette.responses import Response

from db.clock import local_day
from db.errors import within
from db.lessons.timetable import (
    Period,
    add_period,
    clock_time,
    drop_period,
    find_period,
    move_period,
    periods,
)
from db.lessons.weeks import week_of
from db.library.terms import closed_weekdays, term_of
from db.marking import N_, Sentence
from db.readers.classes import class_names
from db.roles import Act
from kiosk.pages.classes.week import week_grid
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.classes.lesson import WEEKS

_DAYS = range(7)


def show_timetable(ask: Ask) -> Response:
    """The week as a grid; with `period`, the form that moves this line."""
    weeks, chosen = ask.text("weeks"), ask.whole("period", 0)
    today = local_day(ask.now)
    closed, found = closed_weekdays(), periods()
    number = week_of(today)
    say = ask.words
    return page(
        ask,
        "timetable.html",
        week=week_grid(
            [one for one in found if weeks not in ("odd", "even") or one.weeks in ("every", weeks)],
            [day for day in _DAYS if day not in closed] or list(_DAYS),
        ),
        weekday=say.weekday,
        weeks=weeks if weeks in ("odd", "even") else "",
        number=number,
        parity=WEEKS["odd" if number % 2 else "even"],
        in_term=term_of(today) is not None,
        kinds=WEEKS,
        chosen=find_period(chosen) if chosen else None,
        clock_time=clock_time,
        classes=[(name, name) for name in class_names()],
        days=[(day, say.weekday(day)) for day in _DAYS],
        all_weeks=[(own, say(text)) for own, text in WEEKS.items()],
        may_change=ask.post.may(Act.CLASSES),
    )


def save(ask: Ask) -> Response:
    """Add a line, or let the chosen one say what the form says."""
    period_id, weekday = ask.whole("period", 0), ask.whole("weekday")
    within(weekday, 0, 6)
    fields = ask.text("class"), weekday, ask.text("starts"), ask.text("ends"), ask.acting(), ask.text("weeks")
    if period_id:
        was = find_period(period_id)
        _warn(ask, move_period(period_id, *fields))
        undo = Undo("/classes/timetable", (("period", str(period_id)), *_fields(was)))
        return ask.done("/classes/timetable", Sentence(N_("The timetable has been changed.")), undo=undo)
    _warn(ask, add_period(*fields))
    said = Sentence(
        N_("{name} comes on {weekday}, {starts}-{ends}."),
        {
            "name": ask.text("class"),
            "weekday": ask.words.weekday(weekday),
            "starts": ask.text("starts"),
            "ends": ask.text("ends"),
        },
    )
    return ask.done("/classes/timetable", said)


def _warn(ask: Ask, meanwhile: tuple[Period, ...]) -> None:
    for other in meanwhile:
        text = N_("{name} comes at that time too, {hours}: one kiosk serves one class at a time.")
        ask.say(Sentence(text, {"name": other.class_name, "hours": other.hours}), is_trouble=True)


def remove(ask: Ask) -> Response:
    """Take a line out."""
    gone = drop_period(ask.row("period"), ask.acting())
    said = Sentence(
        N_("{name} no longer comes at this time: {hours}."), {"name": gone.class_name, "hours": gone.hours}
    )
    return ask.done("/classes/timetable", said, undo=Undo("/classes/timetable", _fields(gone)))


def _fields(one: Period) -> tuple[tuple[str, str], ...]:
    return (
        ("class", one.class_name),
        ("weekday", str(one.weekday)),
        ("starts", clock_time(one.starts_minute)),
        ("ends", clock_time(one.ends_minute)),
        ("weeks", one.weeks),
    )


PAGES = (
    Page("/classes/timetable", show_timetable, Act.READERS),
    Page("/classes/timetable", save, Act.CLASSES, "POST"),
    Page("/classes/timetable/{period:row}/remove", remove, Act.CLASSES, "POST"),
)
