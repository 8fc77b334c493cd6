"""`kiosk lesson`: a class comes to borrow."""

import argparse
from datetime import timedelta
from pathlib import Path

from db.clock import utc_now
from db.errors import BadValue, within
from db.lessons import timetable
from db.lessons.finding import find_lesson, lesson_time
from db.lessons.lessons import close_lesson, keep_time, open_lesson
from db.lessons.page import lesson_page
from db.lessons.roster import roster
from db.library.terms import set_term_target
from db.marking import N_
from db.readers.classes import class_id_of
from kiosk.commands.paper import tell, write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.paper.lesson import end_paper, printed_page, roster_paper
from kiosk.paper.pages import print_paper
from kiosk.sentences.classes.lesson import WEEKS
from kiosk.typed import weekday


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    lesson = commands.group("lesson", purpose=N_("a class comes to borrow"))
    start = lesson.add(
        "start", start_lesson, purpose=N_("begin the lesson of a class"), example="kiosk lesson start 3A"
    )
    start.add_argument("class_name", metavar=_("CLASS"))
    start.add_argument(
        "--minutes",
        type=whole_number(_),
        metavar="N",
        help=_("how long, in minutes; by the timetable if left out"),
    )
    for name, run, purpose in (
        ("show", show_lesson, N_("show the lesson that is on: who has come; or the page of the last one")),
        ("end", end_lesson, N_("end the lesson and show its page")),
    ):
        one = lesson.add(name, run, purpose=purpose, example=f"kiosk lesson {name} --pdf lesson.pdf")
        one.add_argument("class_name", metavar=_("CLASS"), nargs="?", default="")
        one.add_argument("--titles", action="store_true", help=_("with the titles that are due, for staff"))
        one.add_argument("--pdf", type=Path, metavar=_("FILE"), help=_("write the page as a PDF"))
        one.add_argument(
            "--print", action="store_true", help=_("print the page on the printer named in the settings")
        )
    table = lesson.add(
        "timetable",
        show_or_change,
        purpose=N_("when each class comes; with a class and times, add a lesson"),
        example=N_("kiosk lesson timetable 3A mon 10:15 10:55"),
    )
    table.add_argument("class_name", metavar=_("CLASS"), nargs="?")
    table.add_argument("weekday", metavar=_("WEEKDAY"), nargs="?")
    table.add_argument("starts", metavar=_("FROM"), nargs="?")
    table.add_argument("ends", metavar=_("TO"), nargs="?")
    table.add_argument(
        "--weeks", choices=("odd", "even"), default="", help=_("only in odd or in even weeks of the term")
    )
    table.add_argument("--remove", action="store_true", help=_("remove this lesson from the timetable"))
    target = lesson.add(
        "target",
        change_target,
        purpose=N_("say how many books each pupil should borrow in a term"),
        example="kiosk lesson target 8",
    )
    target.add_argument("books", metavar=_("BOOKS"), type=whole_number(_))


def start_lesson(console: Console, arguments: argparse.Namespace) -> int:
    """Begin a lesson; the one that is on stays as it is."""
    acting = console.acting()
    if arguments.minutes is not None:
        within(arguments.minutes, 1, 600)
    ends_at = acting.now + timedelta(minutes=arguments.minutes) if arguments.minutes else None
    lesson = open_lesson(class_id_of(arguments.class_name), acting, "command", ends_at)
    tell(roster_paper(roster(lesson, acting.now), console.words), console)
    return 0


def show_lesson(console: Console, arguments: argparse.Namespace) -> int:
    """Print the roster of the lesson that is on, or the page of the last one."""
    keep_time(console.acting())
    lesson = find_lesson(arguments.class_name, console.settings.name)
    if lesson.closed_at is None and not (arguments.pdf or arguments.print or arguments.titles):
        tell(roster_paper(roster(lesson, utc_now()), console.words), console)
        return 0
    return _show_page(lesson.lesson_id, console, arguments)


def end_lesson(console: Console, arguments: argparse.Namespace) -> int:
    """End the lesson; exit 1 when none is on."""
    keep_time(console.acting())
    lesson = find_lesson(arguments.class_name, console.settings.name)
    if lesson.closed_at:
        console.warn(N_("No lesson is on. This is the page of the last one."))
        _show_page(lesson.lesson_id, console, arguments)
        return 1
    return _show_page(close_lesson(lesson, console.acting()).lesson_id, console, arguments)


def _show_page(lesson_id: int, console: Console, arguments: argparse.Namespace) -> int:
    page = lesson_page(lesson_time(lesson_id), utc_now(), with_titles=arguments.titles)
    on_paper = printed_page(page, console.words)
    if arguments.pdf:
        write(arguments.pdf, on_paper, console, fill=True)
    if arguments.print:
        printer = console.settings.paper.printer
        job = print_paper(on_paper, printer, fill=True, fonts=console.settings.font_files)
        console.say(N_("Printed on {printer} as {job}."), printer=printer, job=job)
    if not (arguments.pdf or arguments.print):
        tell(end_paper(page, console.words), console)
    return 0


def show_or_change(console: Console, arguments: argparse.Namespace) -> int:
    """Print the timetable, after a change where one was asked for."""
    _ = console.words
    name, on, starts, ends = (
        arguments.class_name, arguments.weekday, arguments.starts, arguments.ends
    )  # fmt: skip
    if name and not (on and starts and (ends or arguments.remove)):
        raise BadValue(N_("Say class, weekday and times: kiosk lesson timetable 3A mon 10:15 10:55."))
    if name and arguments.remove:
        timetable.remove_period(name, weekday(on), starts, console.acting(), arguments.weeks)
    elif name:
        weeks = arguments.weeks or "every"
        for other in timetable.add_period(name, weekday(on), starts, ends, console.acting(), weeks):
            console.warn(
                N_("{name} comes at that time too, {hours}: one kiosk serves one class at a time."),
                name=other.class_name,
                hours=other.hours,
            )
    found = timetable.periods()
    if not found:
        console.say(N_("The timetable is empty."))
        return 0
    console.table(
        (_("weekday"), _("time"), _("class"), _("weeks")),
        (
            (
                _.weekday(one.weekday),
                one.hours,
                one.class_name,
                _(WEEKS[one.weeks]) if one.weeks != "every" else "",
            )
            for one in found
        ),
    )
    return 0


def change_target(console: Console, arguments: argparse.Namespace) -> int:
    """Set the term's target."""
    set_term_target(arguments.books, console.acting())
    console.say(N_("Each pupil should borrow {n} books in a term."), n=arguments.books)
    return 0
