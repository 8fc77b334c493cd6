"""`kiosk status`, `kiosk loans`, `kiosk events`: questions that need no screen."""

import argparse
from datetime import timedelta

from db.answers.refusals import WHY, Reason, Why
from db.clock import local_day, to_local, utc_now
from db.errors import BadValue
from db.events import report
from db.marking import N_
from db.readers.classes import class_id_of
from db.reports import loans as reports
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.lists.spreadsheet import mark_as_utf_8, write_csv
from kiosk.sentences.counter import for_librarian


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
        "--flagged", action="store_true", help=commands.words("only what waits for the librarian's eye")
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
        console.say(N_("Nothing happened."))
        return 0
    console.table(
        (_("when"), _("kiosk"), _("who"), _("what"), _("number"), _("title"), _("flagged"), _("why")),
        (
            (
                to_local(row.at).strftime("%Y-%m-%d %H:%M:%S"),
                row.kiosk,
                _who(console, row),
                _verb(console, row.verb),
                row.number,
                row.title,
                "!" if row.flagged else "",
                _why(console, row),
            )
            for row in found
        ),
    )
    return 0


VERBS = {
    "lent": N_("lent"),
    "returned": N_("returned"),
    "renewed": N_("renewed"),
    "undone": N_("undone"),
    "refused": N_("refused"),
    "turn_opened": N_("turn opened"),
    "language": N_("language changed"),
    "events_seen": N_("flagged events looked at"),
    "policy": N_("policy changed"),
    "calendar": N_("calendar changed"),
    "reader_marked": N_("reader marked"),
    "copy_marked": N_("copy marked"),
    "import": N_("list imported"),
    "hold_placed": N_("hold placed"),
    "hold_cancelled": N_("hold cancelled"),
    "timetable": N_("timetable changed"),
    "lesson_opened": N_("lesson begun"),
    "corner_opened": N_("corner opened"),
    "corner_changed": N_("corner changed"),
    "corner_filled": N_("put into a corner"),
    "corner_taken_out": N_("taken out of a corner"),
    "corner_back": N_("back from a corner"),
    "corner_not_ours": N_("in a corner by mistake"),
    "corner_still_lent": N_("on loan when its corner closed"),
    "corner_missing": N_("missing when its corner closed"),
    "corner_swapped": N_("swapped between corners"),
    "corner_closed": N_("corner closed"),
    "class_librarian": N_("class librarian changed"),
    "year_begun": N_("new school year"),
    "transferred": N_("class changed"),
    "term_target": N_("target of a term changed"),
    "lesson_closed": N_("lesson ended"),
    "library": N_("library changed"),
    "print_job": N_("labels printed"),
    "printer": N_("printer measured"),
    "renumbered": N_("titles numbered"),
    "relabel_opened": N_("relabelling opened"),
    "relabel_ended": N_("relabelling ended"),
    "relabel_undone": N_("relabelling undone"),
    "label_closed": N_("new label scanned"),
    "loan_moved": N_("loan by ISBN moved to its copy"),
    "label_queued": N_("label requested"),
    "not_found": N_("book not found"),
    "reader_left": N_("reader has left"),
    "privacy": N_("children's data"),
    "return_unclear": N_("return unclear"),
    "return_clear": N_("return cleared up"),
    "copy_added": N_("copy added"),
    "which_copy": N_("one copy more than the list says"),
    "day_confirmed": N_("clock confirmed"),
    "shown": N_("shown"),
    "turn_lost": N_("turn broken off: what was scanned next may not be lent"),
    "conflict": N_("conflict"),
    "conflict_settled": N_("settled"),
    "overridden": N_("lent anyway"),
    "staff_mode": N_("staff mode opened"),
    "staff_changed": N_("staff changed"),
    "pin_changed": N_("PIN changed"),
    "pin_wrong": N_("wrong PIN"),
    "kiosk_closed": N_("kiosk closed"),
    "kiosk_opened": N_("kiosk opened again"),
    "kiosk_left": N_("full screen left"),
    "copy_damaged": N_("a kiosk's own copy was damaged"),
    "clock_differs": N_("a kiosk's clock is wrong"),
    "restored": N_("backup restored"),
    "replayed": N_("scans read in from a file"),
}


ACTORS = {"reader": N_("reader"), "staff": N_("staff"), "command": N_("command"), "system": N_("system")}


def _who(console: Console, row: report.EventRow) -> str:
    who = console.words(ACTORS.get(row.actor, row.actor))
    return f"{who} {row.staff or row.account}".strip()


def _why(console: Console, row: report.EventRow) -> str:
    """Why something was refused, in the librarian's words, and why it was done anyway."""
    found = [reason for reason in Reason if reason.value == row.details.get("reason")]
    known = {key: value for key, value in row.details.items() if key != "reason"}
    try:
        told = [for_librarian(reason, known, console.words) for reason in found]
    except KeyError:  # an older event, which kept only the reason
        told = [found[0].value]
    own = str(row.details.get("words", ""))  # these stand for themselves, without the menu's word for them
    told += [console.words(WHY[why]) for why in Why if why.value == row.details.get("why") and not own]
    if row.verb == "clock_differs":
        minutes = round(int(row.details.get("seconds", 0)) / 60)
        told.append(console.words(N_("It differs from the server's by {minutes} min."), minutes=minutes))
    if row.verb == "copy_damaged":
        told.append(console.words(N_("Recovered from it: {told}. Others may be lost."), **row.details))
    return " ".join([*told, own]).strip()


def _verb(console: Console, verb: str) -> str:
    return console.words(VERBS.get(verb, verb))
