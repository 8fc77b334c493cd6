"""`kiosk report`: the report of a term, a school year or a month, counted, worded and signed."""

import argparse

from db.clock import local_day, utc_now
from db.marking import N_
from db.structure.norms import norms
from db.term_report.kept import Standing, standing
from db.term_report.periods import month_period, term_period, year_period
from db.term_report.values import Period
from kiosk.commands.parsing import Commands, whole_number
from kiosk.commands.reading import report_files, report_words
from kiosk.commands.reading.report_periods import typed_month
from kiosk.console import Console
from kiosk.term_report.as_data import as_data
from kiosk.term_report.rendered import lines_of
from kiosk.term_report.said import said
from kiosk.words import visible_json


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group(
        "report", purpose=N_("the report of a term, a school year or a month, with every figure")
    )
    term = group.add(
        "term",
        show_term,
        purpose=N_("the report of a term (default: the current one)"),
        example="kiosk report term",
    )
    term.add_argument("name", nargs="?", default="", metavar=_("NAME"))
    year = group.add("year", show_year, purpose=N_("the report of a school year, 1 September to 31 August"))
    year.add_argument(
        "year",
        nargs="?",
        type=whole_number(_),
        metavar=_("YEAR"),
        help=_("the year in which the school year began (default: the current one)"),
    )
    month = group.add(
        "month", show_month, purpose=N_("the report of a month"), example="kiosk report month 2026-10"
    )
    month.add_argument("month", nargs="?", type=typed_month(_), metavar=_("MONTH"))
    for parser in (term, year, month):
        parser.add_argument("--profile", default="", metavar=_("NAME"), help=_(", ").join(norms()))
        parser.add_argument("--json", action="store_true", help=_("the answer as JSON"))
        report_files.add_options(parser, _)
    report_words.add_to(group)
    report_files.add_to(group)


def show_term(console: Console, arguments: argparse.Namespace) -> int:
    """The report of a term."""
    return _show(term_period(arguments.name, local_day(utc_now())), console, arguments)


def show_year(console: Console, arguments: argparse.Namespace) -> int:
    """The report of a school year."""
    return _show(year_period(arguments.year, local_day(utc_now())), console, arguments)


def show_month(console: Console, arguments: argparse.Namespace) -> int:
    """The report of a month."""
    return _show(month_period(arguments.month or local_day(utc_now())), console, arguments)


def _show(period: Period, console: Console, arguments: argparse.Namespace) -> int:
    report_files.refuse_targets(arguments)
    found = standing(period, local_day(utc_now()), arguments.profile)
    report_files.write_files(found, console, arguments)
    if arguments.json:
        print(visible_json(as_data(found, console.words)), file=console.out)
    elif not report_files.wanted(arguments):
        _print(found, console)
    return 0


def _print(found: Standing, console: Console) -> None:
    if not any(section.figures for section in found.report.sections):
        console.warn(N_("There is nothing on record for these days."))
    for line in lines_of(said(found, console.words), console.words):
        print(line, file=console.out)
