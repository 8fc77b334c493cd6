"""`kiosk stock list`, `lists`, `drop`, `buy`: lists of titles from outside, and what to buy from them."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.marking import N_
from db.structure.buying import buying
from db.structure.norms import norm_called
from db.title_lists.kept import drop_list, keep_list, kept_lists
from db.title_lists.lines import lines_of_file, must_hold
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.lists.stock.buying import KINDS, order_table, plan_table, sheets_of
from kiosk.lists.stock.structure import name_of
from kiosk.lists.workbook import write_workbook


def add_to(group: Commands) -> argparse.ArgumentParser:
    """Add the commands to the group `stock`; returns `buy`, which takes a profile."""
    _ = group.words
    new = group.add(
        "list",
        read_list,
        purpose=N_("keep a list of titles from outside: a ministry's, a bookseller's"),
        example="kiosk stock list titles.xlsx --name 2026 --kind recommended",
    )
    new.add_argument("file", type=Path, metavar=_("FILE"), help=_("the list, as CSV or .xlsx"))
    new.add_argument("--name", required=True, metavar=_("NAME"), help=_("what it is called from now on"))
    new.add_argument("--kind", choices=("recommended", "bookseller"), default="recommended")
    new.add_argument("--source", default="", metavar=_("TEXT"), help=_("who published it, and when"))
    group.add("lists", show_lists, purpose=N_("the lists from outside that are kept"))
    gone = group.add("drop", drop, purpose=N_("keep a list no longer"), example="kiosk stock drop 2026")
    gone.add_argument("name", metavar=_("NAME"))
    buy = group.add(
        "buy",
        show_buying,
        purpose=N_("what to buy, from gap, use and age, and from which lists"),
        example="kiosk stock buy --xlsx order.xlsx",
    )
    buy.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("the order form as a workbook"))
    return buy


def read_list(console: Console, arguments: argparse.Namespace) -> int:
    """Keep a list; exit 1 where rows of it name no title."""
    read = lines_of_file(arguments.file)
    kept = keep_list(arguments.name, arguments.kind, arguments.source, must_hold(read), console.acting())
    console.say(N_("List {name}: {n} titles."), name=kept.name, n=kept.titles)
    for where, text in read.refused[:10]:
        console.warn(N_("Row {row} names no title: {text}"), row=where, text=text)
    return 1 if read.refused else 0


def show_lists(console: Console, arguments: argparse.Namespace) -> int:
    """Print the lists."""
    _ = console.words
    console.table(
        (_("list"), _("what"), _("titles"), _("source"), _("day")),
        (
            (one.name, _(KINDS[one.kind]), one.titles, one.source, local_day(one.read_at))
            for one in kept_lists()
        ),
    )
    return 0


def drop(console: Console, arguments: argparse.Namespace) -> int:
    """Drop a list."""
    console.say(N_("The list {name} is dropped."), name=drop_list(arguments.name, console.acting()).name)
    return 0


def show_buying(console: Console, arguments: argparse.Namespace) -> int:
    """Print the plan and the order, or write them."""
    words = console.words
    bought = buying(norm_called(arguments.profile), local_day(utc_now()))
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of(bought, words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    else:
        print(name_of(bought.found.norm, words), file=console.out)
        for table in (plan_table(bought, words), order_table(bought.offers, words)):
            console.table(
                table.columns, [["" if cell is None else cell for cell in row] for row in table.rows]
            )
    if bought.spared:
        console.say(N_("No list names titles for {n} copies more."), n=bought.spared)
    return 0
