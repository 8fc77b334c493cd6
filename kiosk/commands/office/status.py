"""`kiosk status`, `kiosk loans`, `kiosk events`: questions that need no screen."""

import argparse
from datetime import timedelta

from db.clock import local_day, to_local, utc_now
from db.errors import BadValue
from db.events import report
from db.marking import N_
from db.readers.classes import class_id_of
from db.reports import loans as reports
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.lists.spreadsheet import mark_as_utf_8, write_csv
from kiosk.sentences.events import ACTORS, verb_of, why_of


def add(commands: Commands) -> None:
    """Add the three commands."""
    commands.add("status", show_status, purpose=N_("the library in numbers"))
    loans = commands.add(
        "loans", show_loans, purpose=N_("who holds what"), example="kiosk loans --overdue --class 3A"
    )
    loans.add_argument("--overdue", action="store_true", help=commands.words("only what is late"))
    loans.add_argument(
        "--class", dest="class_name", metavar=commands.words("NAME"), help=commands.words("only this class")
    )
    loans.add_argument("--csv", action="store_true", help=commands.words("as a table for a spreadsheet"))
    events = commands.add("events", show_events, purpose=N_("what happened, the newest first"))
    events.add_argument(
        "--flagged", action="store_true", help=commands.words("only what the librarian should look at")
    )
    events.add_argument(
        "--days",
        type=whole_number(commands.words),
        default=7,
        metavar="N",
        help=commands.words("how many days back (7)"),
    )
    events.add_argument(
        "--seen",
        action="store_true",
        help=commands.words("tick off what is flagged: it has been looked at"),
    )


def show_status(console: Console, _arguments: argparse.Namespace) -> int:
    """Print the library in numbers."""
    _ = console.words
    now = reports.status(utc_now())
    console.table(
        (_("The library today"), ""),
        (
            (_("titles"), now.titles),
            (_("copies"), now.copies),
            (_("copies with a label"), now.labelled_copies),
            (_("copies in repair"), now.in_repair),
            (_("copies lost"), now.lost),
            (_("readers"), now.readers),
            (_("classes"), now.classes),
            (_("on loan"), now.on_loan),
            (_("overdue"), now.overdue),
            (_("lent today"), now.lent_today),
            (_("returned today"), now.returned_today),
            (_("holds"), now.holds),
            (_("flagged for the librarian"), now.flagged),
        ),
    )
    return 0


def show_loans(console: Console, arguments: argparse.Namespace) -> int:
    """Print the open loans as a table or as CSV."""
    _ = console.words
    wanted = arguments.class_name or ""
    if wanted:
        class_id_of(wanted)
    found = reports.open_loans(local_day(utc_now()), overdue=arguments.overdue, class_name=wanted)
    head = (
        _("class"),
        _("number"),
        _("name"),
        _("title"),
        _("call number"),
        _("code"),
        _("lent on"),
        _("due on"),
        _("days late"),
    )
    body = [
        (
            row.class_name,
            row.number,
            row.name,
            row.title,
            row.call_number,
            row.code,
            row.lent_on,
            row.due_on,
            row.days_overdue or "",
        )
        for row in found
    ]
    if arguments.csv:
        mark_as_utf_8(console.out)
        write_csv(console.out, head, body)
    elif body:
        console.table(head, body)
    else:
        console.say(N_("No loans."))
    return 0


def show_events(console: Console, arguments: argparse.Namespace) -> int:
    """Print what happened in the last days."""
    _ = console.words
    if arguments.days < 0:
        raise BadValue(N_("{value} is not a number of days."), value=arguments.days)
    if arguments.seen:
        report.see_events(console.acting())
        console.say(N_("What was flagged is ticked off."))
        return 0
    found = report.events(since=utc_now() - timedelta(days=arguments.days), flagged=arguments.flagged)
    if not found:
        console.say(N_("Nothing waits to be looked at.") if arguments.flagged else N_("Nothing happened."))
        return 0
    console.table(
        (_("when"), _("kiosk"), _("who"), _("what"), _("number"), _("title"), _("flagged"), _("why")),
        (
            (
                to_local(row.at).strftime("%Y-%m-%d %H:%M:%S"),
                row.kiosk,
                _who(console, row),
                _(verb_of(row.verb, row.details)),
                row.number,
                row.title,
                "!" if row.waits else "",
                why_of(row.verb, row.details, row.flag, _),
            )
            for row in found
        ),
    )
    return 0


def _who(console: Console, row: report.EventRow) -> str:
    who = console.words(ACTORS.get(row.actor, row.actor))
    return f"{who} {row.staff or row.account}".strip()
