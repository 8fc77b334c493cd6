"""`kiosk reading lesson`, `lessons`, `visit`, `visits`: who was in the reading room, and when."""

import argparse
from datetime import date, timedelta

from db.clock import local_day, utc_now
from db.errors import BadValue, LibraryError
from db.library.terms import term_of
from db.marking import N_
from db.reading import lessons, visits
from db.reading.lessons import Held
from kiosk.commands.parsing import Commands, add_days, one_of, typed_day, typed_lines, whole_number
from kiosk.console import Console
from kiosk.sentences.classes.reading import COUNTED_BY, FORMS, PARTS


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    lesson = group.add(
        "lesson",
        log_lesson,
        purpose=N_("log a lesson in the reading room; cards of those present and books used can be scanned"),
        example="kiosk reading lesson 3A --teacher Li --form free --present 34",
    )
    lesson.add_argument("class_name", metavar=_("CLASS"))
    lesson.add_argument("--day", type=typed_day(_), metavar=_("DAY"), help=_("the day, else today"))
    lesson.add_argument("--teacher", default="", metavar=_("NAME"), help=_("who taught it"))
    lesson.add_argument("--form", **one_of(_, FORMS), default="guide", help=_("what kind of lesson"))
    lesson.add_argument("--books", default="", metavar=_("TEXT"), help=_("with which books"))
    lesson.add_argument("--present", type=whole_number(_), metavar=_("N"), help=_("how many were there"))
    logged = group.add(
        "lessons",
        show_lessons,
        purpose=N_(
            "the lessons logged in the reading room, and classes on today's timetable that have none yet"
        ),
    )
    logged.add_argument(
        "--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class")
    )
    logged.add_argument(
        "--remove", type=whole_number(_), metavar=_("NUMBER"), help=_("remove a lesson from the log")
    )
    visit = group.add(
        "visit",
        count_visits,
        purpose=N_(
            "count visits: cards from standard input, an empty line for somebody without a card; "
            "or a class, by its number"
        ),
        example="kiosk reading visit --class 3A --count 34 --room Hall",
    )
    visit.add_argument("--class", dest="class_name", metavar=_("NAME"), default="", help=_("which class"))
    visit.add_argument("--count", type=whole_number(_), metavar=_("N"), help=_("how many came"))
    visit.add_argument("--room", default="", metavar=_("NAME"), help=_("into which room"))
    came = group.add(
        "visits", show_visits, purpose=N_("the visits by day, time of day (at noon or else) and room")
    )
    add_days(logged, _)
    add_days(came, _)


def log_lesson(console: Console, arguments: argparse.Namespace) -> int:
    """Log it and say how many were there."""
    held = Held(
        arguments.class_name,
        arguments.form,
        arguments.teacher,
        arguments.books,
        arguments.present,
        arguments.day,
    )
    logged = lessons.log_lesson(held, typed_lines(), console.acting())
    console.say(
        N_("Logged: {name}, {day}, present {n}."), name=logged.class_name, day=logged.day, n=logged.present
    )
    return 0


def show_lessons(console: Console, arguments: argparse.Namespace) -> int:
    """Print the log of these days, this term's where none are given."""
    _ = console.words
    if arguments.remove is not None:
        lessons.remove_lesson(arguments.remove, console.acting())
        console.say(N_("Removed: {name}"), name=arguments.remove)
        return 0
    first, last = _days(arguments)
    found = lessons.lessons(first, last, arguments.class_name)
    if found:
        console.table(
            (
                _("no."),
                _("day"),
                _("class"),
                _("teacher"),
                _("kind of lesson"),
                _("present"),
                "",
                _("books used"),
            ),
            (
                (
                    *(one.lesson_id, one.day, one.class_name, one.teacher, _(FORMS[one.form])),
                    *(one.present, _(COUNTED_BY[one.counted_by]), one.books),
                )
                for one in found
            ),
        )
    else:
        console.say(N_("No lesson is logged for these days."))
    waiting = lessons.still_to_log(local_day(utc_now()))
    if waiting:
        names = _(", ").join(f"{one.class_name} {one.hours}" for one in waiting)
        console.say(N_("On the timetable today, without a lesson logged: {names}"), names=names)
    return 0


def count_visits(console: Console, arguments: argparse.Namespace) -> int:
    """Count a class, or each line of standard input; exit 1 where a code is nobody's."""
    if arguments.count is not None:
        visits.count_class(arguments.class_name, arguments.count, arguments.room, console.acting())
        console.say(N_("Visits counted: {n}."), n=arguments.count)
        return 0
    if arguments.class_name:
        raise BadValue(N_("How many of the class came? Give their number with --count."))
    counted = failed = 0
    for line in typed_lines():
        try:
            visits.count_card(line.strip(), arguments.room, console.acting())
            counted += 1
        except LibraryError as error:
            failed += 1
            console.warn(error.sentence)
    console.say(N_("Visits counted: {n}."), n=counted)
    return 1 if failed else 0


def show_visits(console: Console, arguments: argparse.Namespace) -> int:
    """Print who came."""
    _ = console.words
    found = visits.visits(*_days(arguments))
    if not found:
        console.say(N_("No visit was counted on these days."))
        return 0
    console.table(
        (_("day"), _("when"), _("room"), _("class"), _("visits")),
        ((one.day, _(PARTS[one.part]), one.room or "-", one.class_name or "-", one.visits) for one in found),
    )
    console.say(N_("Visits counted: {n}."), n=sum(one.visits for one in found))
    return 0


def _days(arguments: argparse.Namespace) -> tuple[date, date]:
    today = local_day(utc_now())
    term = term_of(today)
    first = arguments.first or (term.starts_on if term else today - timedelta(days=182))
    last = arguments.last or today
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    return first, last
