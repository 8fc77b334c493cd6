"""`kiosk report list`, `words`, `edit`, `sign`, `unsign`: what is behind a report and what becomes of it."""

import argparse
from decimal import Decimal

from db.clock import local_day, utc_now
from db.errors import BadValue
from db.marking import N_
from db.structure.norms import norms
from db.term_report.kept import sign, standing, unsign, write_words
from db.term_report.lists import listed
from kiosk.commands.parsing import Commands
from kiosk.commands.reading.report_periods import add_period, period_meant
from kiosk.console import Console
from kiosk.term_report.bound import with_names
from kiosk.term_report.labels import FIGURES
from kiosk.term_report.said import wordings
from kiosk.term_report.tables import said_list
from kiosk.typed import choice
from kiosk.words import visible, visible_json


def add_to(group: Commands) -> None:
    """Add the commands to the group `report`."""
    _ = group.words
    rows = group.add(
        "list",
        show_list,
        purpose=N_("the rows behind a figure of a report; no child is named"),
        example="kiosk report list loans --month 2026-10",
    )
    rows.add_argument("figure", metavar=_("FIGURE"), help=_("its name in --json, or what it is called"))
    rows.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    shown = group.add(
        "words",
        show_words,
        purpose=N_("the paragraphs of a report with their names, as they can be edited"),
        example="kiosk report words",
    )
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    edit = group.add(
        "edit",
        edit_words,
        purpose=N_("replace a paragraph with the school's own words"),
        example='kiosk report edit loans "{loans} books were lent this term."',
    )
    edit.add_argument("paragraph", metavar=_("PARAGRAPH"), help=_("its name in kiosk report words"))
    edit.add_argument(
        "text",
        nargs="?",
        metavar=_("TEXT"),
        help=_("figures written as {example} stay up to date", example="{loans}"),
    )
    edit.add_argument("--ours", action="store_true", help=_("use the words of the program again"))
    edit.add_argument("--leave-out", action="store_true", help=_("leave the paragraph out"))
    signed = group.add(
        "sign",
        sign_report,
        purpose=N_("sign a report: it stays as it is, whatever becomes of the loans"),
        example="kiosk report sign --by 王老师",
    )
    signed.add_argument("--by", required=True, metavar=_("NAME"), help=_("who signs"))
    undone = group.add("unsign", unsign_report, purpose=N_("undo the signature: the report is a draft again"))
    for parser in (rows, shown, edit, signed, undone):
        add_period(parser, _)
    for parser in (rows, signed):
        parser.add_argument("--profile", default="", metavar=_("NAME"), help=_(", ").join(norms()))


def show_list(console: Console, arguments: argparse.Namespace) -> int:
    """Print the rows behind a figure."""
    name = choice(arguments.figure, FIGURES) or arguments.figure
    found = listed(name, period_meant(arguments), local_day(utc_now()), arguments.profile)
    if arguments.json:
        told = {"columns": found.columns, "rows": [[_plain(cell) for cell in row] for row in found.rows]}
        print(visible_json(told), file=console.out)
        return 0
    shown = said_list(found, console.words)
    console.table(shown.columns, shown.rows)
    return 0


def _plain(cell: object) -> object:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell if isinstance(cell, int | float | None) else str(cell)


def show_words(console: Console, arguments: argparse.Namespace) -> int:
    """Print the paragraphs."""
    found = wordings(standing(period_meant(arguments), local_day(utc_now())), console.words)
    if arguments.json:
        print(visible_json([vars(one) for one in found]), file=console.out)
        return 0
    for one in found:
        print(f"{one.name}{' *' if one.own else ''}: {visible(one.text)}", file=console.out)
    console.say(N_("* the school's own words"))
    return 0


def edit_words(console: Console, arguments: argparse.Namespace) -> int:
    """Keep words for a paragraph, or no longer."""
    period = period_meant(arguments)
    if (arguments.text is not None) + arguments.ours + arguments.leave_out != 1:
        raise BadValue(N_("Give the words, or --ours, or --leave-out: one of the three."))
    known = [one.name for one in wordings(standing(period, local_day(utc_now())), console.words)]
    if arguments.paragraph not in known:
        raise BadValue(
            N_("There is no paragraph {value}. The paragraphs are: {known}."),
            value=arguments.paragraph,
            known=", ".join(known),
        )
    words = None if arguments.ours else "" if arguments.leave_out else with_names(arguments.text)
    write_words(period, arguments.paragraph, words, console.acting())
    console.say(N_("Saved."))
    return 0


def sign_report(console: Console, arguments: argparse.Namespace) -> int:
    """Sign."""
    sign(period_meant(arguments), arguments.by, local_day(utc_now()), console.acting(), arguments.profile)
    console.say(N_("Signed. It stays as it is; to undo that: {command}"), command="kiosk report unsign")
    return 0


def unsign_report(console: Console, arguments: argparse.Namespace) -> int:
    """Undo the signature."""
    unsign(period_meant(arguments), console.acting())
    console.say(N_("It is a draft again, and is counted afresh whenever it is shown."))
    return 0
