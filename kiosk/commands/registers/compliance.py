"""`kiosk compliance`: what a rule asks for beside what there is; the yearly statistical form."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.compliance.lines import compliance, set_opening_hours
from db.compliance.year_form import year_form
from db.marking import N_
from db.structure.growth import school_year
from db.structure.norms import norm_called, norms
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.lists.stock.structure import name_of
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stock.compliance import HEAD, as_data, form_data, form_rows, form_sheet, line_cells
from kiosk.words import visible_json


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("compliance", purpose=N_("what the rules ask of the library, and what it has"))
    shown = group.add(
        "show",
        show_lines,
        purpose=N_("every figure that a rule asks for, ours beside it, met or not"),
        example="kiosk compliance show --profile shandong",
    )
    shown.add_argument("--profile", default="", metavar=_("NAME"), help=_(", ").join(norms()))
    form = group.add(
        "form",
        show_form,
        purpose=N_("the figures of the yearly statistical form, 1 September to 31 August"),
        example="kiosk compliance form 2025 --xlsx form.xlsx",
    )
    form.add_argument(
        "year",
        nargs="?",
        type=whole_number(_),
        metavar=_("YEAR"),
        help=_("the year in which the school year began (default: the last one completed)"),
    )
    form.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("write it as a workbook"))
    for parser in (shown, form):
        parser.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    hours = group.add(
        "hours", keep_hours, purpose=N_("say how many hours a week the library is open in teaching weeks")
    )
    hours.add_argument("hours", type=whole_number(_), metavar="N")


def show_lines(console: Console, arguments: argparse.Namespace) -> int:
    """Print each figure."""
    _ = console.words
    norm = norm_called(arguments.profile)
    found = compliance(norm, local_day(utc_now()))
    if arguments.json:
        print(visible_json(as_data(found)), file=console.out)
        return 0
    print(name_of(norm, _), file=console.out)
    console.say(N_("Source: {source}"), source=norm.source)
    console.say(N_("Copies: {copies}; pupils: {pupils}."), copies=found.copies, pupils=found.pupils)
    if found.shares is not norm:
        console.say(N_("This standard names no shares; they are from: {source}"), source=found.shares.source)
    if found.unpriced:
        console.say(N_("New copies without a paid price: {n}"), n=found.unpriced)
    console.table([_.term(name) for name in HEAD], [line_cells(line, _) for line in found.lines])
    return 0


def show_form(console: Console, arguments: argparse.Namespace) -> int:
    """Print or write the form."""
    _ = console.words
    year = arguments.year or school_year(local_day(utc_now())) - 1
    form = year_form(year)
    if arguments.xlsx:
        write_workbook(arguments.xlsx, [form_sheet(form, _)])
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    elif arguments.json:
        print(visible_json(form_data(form)), file=console.out)
    else:
        console.table((_("what"), _("how many")), form_rows(form, _))
    return 0


def keep_hours(console: Console, arguments: argparse.Namespace) -> int:
    """Keep the hours."""
    set_opening_hours(arguments.hours, console.acting())
    console.say(N_("Open {n} hours a week."), n=arguments.hours)
    return 0
