"""`kiosk reading lesson`, `lessons`, `visit`, `visits`, `activity`, `activities`, `slip`, `slips`."""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue, LibraryError
from db.library.terms import term_of
from db.marking import N_
from db.reading import activities, lessons, slips, visits
from db.reading.activities import Told
from db.reading.lessons import Held
from db.title_lists.kept import find_list
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, one_of, typed_day, whole_number
from kiosk.console import Console
from kiosk.paper.reading import activity_paper, slip_paper
from kiosk.sentences.classes.reading import ACTIVITY_KINDS, COUNTED_BY, FORMS, PARTS


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    lesson = group.add(
        "lesson",
        log_lesson,
        purpose=N_("log a lesson in the reading room; cards of those present and books used are scanned"),
        example="kiosk reading lesson 3A --teacher Li --form free --present 34",
    )
    lesson.add_argument("class_name", metavar=_("CLASS"))
    lesson.add_argument("--day", type=typed_day(_), metavar=_("DAY"), help=_("the day, else today"))
    lesson.add_argument("--teacher", default="", metavar=_("NAME"), help=_("who held it"))
    lesson.add_argument("--form", **one_of(_, FORMS), default="guide", help=_("in which form"))
    lesson.add_argument("--books", default="", metavar=_("TEXT"), help=_("with which books"))
    lesson.add_argument("--present", type=whole_number(_), metavar=_("N"), help=_("how many were there"))
    logged = group.add(
        "lessons",
        show_lessons,
        purpose=N_("the lessons in the reading room, and whom the timetable brings today without one"),
    )
    logged.add_argument(
        "--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class")
    )
    logged.add_argument(
        "--remove", type=whole_number(_), metavar=_("NUMBER"), help=_("take one out of the log")
    )
    visit = group.add(
        "visit",
        count_visits,
        purpose=N_("count visits: cards from standard input, an empty line for a key; or a class by heads"),
        example="kiosk reading visit --class 3A --count 34 --room Hall",
    )
    visit.add_argument("--class", dest="class_name", metavar=_("NAME"), default="", help=_("which class"))
    visit.add_argument("--count", type=whole_number(_), metavar=_("N"), help=_("how many came"))
    visit.add_argument("--room", default="", metavar=_("NAME"), help=_("into which room"))
    came = group.add(
        "visits", show_visits, purpose=N_("who came on which day, at noon or else, into which room")
    )
    activity = group.add(
        "activity",
        change_activity,
        purpose=N_("plan an activity, count a class's entries for it, or write its sheet"),
        example=N_('kiosk reading activity "Essay 2026" --kind essay --from 2026-11-01 --to 2026-11-30'),
    )
    activity.add_argument("name", metavar=_("NAME"))
    activity.add_argument("--kind", **one_of(_, ACTIVITY_KINDS), help=_("what it is: plans it"))
    activity.add_argument("--list", dest="list_name", metavar=_("LIST"), default="", help=_("of which list"))
    activity.add_argument("--class", dest="class_name", metavar=_("NAME"), default="", help=_("which class"))
    activity.add_argument("--entries", type=whole_number(_), metavar=_("N"), help=_("how many it handed in"))
    for name, told in (
        ("results", _("what came of it")),
        ("prizes", _("which prizes there were")),
        ("photographs", _("the names of photographs")),
    ):
        activity.add_argument(f"--{name}", metavar=_("TEXT"), help=told)
    activity.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("write it as a file: {endings}", endings=".pdf")
    )
    group.add("activities", show_activities, purpose=N_("all activities with their entries"))
    slip = group.add(
        "slip",
        print_slip,
        purpose=N_("print a review slip for the book that came back last with this code"),
        example="kiosk reading slip 31234000000018 --out slip.pdf",
    )
    slip.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN"))
    slip.add_argument(
        "--out",
        type=Path,
        metavar=_("FILE"),
        required=True,
        help=_("write it as a file: {endings}", endings=".pdf"),
    )
    handed = group.add(
        "slips",
        hand_in,
        purpose=N_("count review slips that are handed in: their codes from standard input"),
        example=N_('kiosk reading slips --activity "Essay 2026"'),
    )
    handed.add_argument("--activity", default="", metavar=_("NAME"), help=_("for which activity"))
    for one in (logged, came, activity):
        one.add_argument(
            "--from", dest="first", type=typed_day(_), metavar=_("DAY"), help=_("since this day")
        )
        one.add_argument("--to", dest="last", type=typed_day(_), metavar=_("DAY"), help=_("up to this day"))


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
    logged = lessons.log_lesson(held, _lines(), console.acting())
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
            (_("number"), _("day"), _("class"), _("teacher"), _("form"), _("present"), "", _("books used")),
            (
                (
                    *(one.lesson_id, one.day, one.class_name, one.teacher, _(FORMS[one.form])),
                    *(one.present, _(COUNTED_BY[one.counted_by]), one.books),
                )
                for one in found
            ),
        )
    else:
        console.say(N_("No lesson is logged in these days."))
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
    for line in _lines():
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
        console.say(N_("No visit was counted in these days."))
        return 0
    console.table(
        (_("day"), _("when"), _("room"), _("class"), _("visits")),
        ((one.day, _(PARTS[one.part]), one.room or "-", one.class_name or "-", one.visits) for one in found),
    )
    console.say(N_("Visits counted: {n}."), n=sum(one.visits for one in found))
    return 0


def change_activity(console: Console, arguments: argparse.Namespace) -> int:
    """Plan it, count for it, tell of it; then print it, or write its sheet."""
    _ = console.words
    if arguments.kind:
        first = arguments.first or local_day(utc_now())
        list_id = find_list(arguments.list_name).id if arguments.list_name else None
        activities.add_activity(
            arguments.name, arguments.kind, first, arguments.last or first, console.acting(), list_id
        )
    found = activities.find_activity(arguments.name)
    if arguments.entries is not None:
        if not arguments.class_name:
            raise BadValue(N_("Of which class are the entries? Give its name with --class."))
        activities.count_entries(found.id, arguments.class_name, arguments.entries, console.acting())
    said = {"results": arguments.results, "prizes": arguments.prizes, "photographs": arguments.photographs}
    if any(text is not None for text in said.values()):
        was = {"results": found.results, "prizes": found.prizes, "photographs": found.photographs}
        kept = {name: text if text is not None else was[name] for name, text in said.items()}
        activities.tell(found.id, Told(**kept), console.acting())
    figures = activities.activity_figures(activities.activity_at(found.id))
    if arguments.out:
        write(arguments.out, activity_paper(figures, _), console)
        return 0
    console.say(
        N_("{name}: {kind}, {first} to {last}, entries {n}"),
        name=figures.name,
        kind=_(ACTIVITY_KINDS[figures.kind]),
        first=figures.first,
        last=figures.last,
        n=figures.entries,
    )
    if figures.classes:
        console.table(
            (_("class"), _("entries"), _("review slips"), _("all")),
            ((one.class_name, one.entries, one.slips, one.all) for one in figures.classes),
        )
    return 0


def show_activities(console: Console, _arguments: argparse.Namespace) -> int:
    """Print them in a line each."""
    _ = console.words
    found = activities.activities()
    if not found:
        console.say(N_("There is no activity yet."))
        return 0
    console.table(
        (_("activity"), _("kind"), _("first day"), _("last day"), _("entries")),
        ((one.name, _(ACTIVITY_KINDS[one.kind]), one.first, one.last, one.entries) for one in found),
    )
    return 0


def print_slip(console: Console, arguments: argparse.Namespace) -> int:
    """Write the slip as a page of A5."""
    slip = slips.slip_for(arguments.code, console.acting())
    write(arguments.out, slip_paper(slip, console.words), console, paper="A5")
    return 0


def hand_in(console: Console, arguments: argparse.Namespace) -> int:
    """Count the slips; exit 1 where a code is that of none, or was counted before."""
    activity_id = activities.find_activity(arguments.activity).id if arguments.activity else None
    counted = failed = 0
    for line in filter(None, map(str.strip, _lines())):
        try:
            slips.hand_in(line, console.acting(), activity_id)
            counted += 1
        except LibraryError as error:
            failed += 1
            console.warn(error.sentence)
    console.say(N_("Slips counted: {n}."), n=counted)
    return 1 if failed else 0


def _lines() -> list[str]:
    return [] if sys.stdin is None or sys.stdin.isatty() else list(sys.stdin)


def _days(arguments: argparse.Namespace) -> tuple[date, date]:
    today = local_day(utc_now())
    term = term_of(today)
    first = arguments.first or (term.starts_on if term else today - timedelta(days=182))
    last = arguments.last or today
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    return first, last
