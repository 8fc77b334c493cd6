"""`kiosk stock`: the structure of the stock against a norm, the lists behind it, class sets."""

import argparse
import json
from pathlib import Path

from db.answers.table import Table
from db.cataloguing.naming import title_meant
from db.clock import local_day, utc_now
from db.marking import N_
from db.structure.class_sets import set_class_set
from db.structure.lists import LISTS, titles_behind
from db.structure.norms import norm_called, norms
from db.structure.report import structure
from kiosk.commands.parsing import Commands
from kiosk.commands.stock import buying, states
from kiosk.console import Console
from kiosk.lists.stock.structure import (
    COLUMNS,
    as_data,
    class_table,
    denominators,
    figures,
    group_table,
    list_row,
    name_of,
    said_list,
    year_table,
)
from kiosk.lists.tables import write_table


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("stock", purpose=N_("what the stock consists of, and what to buy"))
    shown = group.add(
        "structure",
        show_structure,
        purpose=N_("shares, age, use and growth of the stock, against what a rule asks for"),
        example="kiosk stock structure --profile shandong",
    )
    _profile(shown, commands)
    shown.add_argument("--json", action="store_true", help=_("all figures, for another program"))
    listed = group.add(
        "titles",
        show_titles,
        purpose=N_("the titles behind a figure of the structure"),
        example="kiosk stock titles surplus --file surplus.xlsx",
    )
    listed.add_argument("of", choices=LISTS, metavar=_("FIGURE"), help=_(", ").join(LISTS))
    listed.add_argument(
        "value", nargs="?", default="", metavar=_("VALUE"), help=_("the group, class, decade or school year")
    )
    _profile(listed, commands)
    listed.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))
    one = group.add(
        "class-set",
        mark_class_set,
        purpose=N_("say that a title is a class set, whose many copies are no surplus"),
        example="kiosk stock class-set 9787544270878",
    )
    one.add_argument("code", metavar=_("CODE"), help=_("its ISBN, a label, or title:NUMBER"))
    _profile(buying.add_to(group), commands)
    states.add_to(group)
    one.add_argument("--no", dest="is_none", action="store_true", help=_("it is no longer one"))


def _profile(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument(
        "--profile", default="", metavar=commands.words("NAME"), help=commands.words(", ").join(norms())
    )


def show_structure(console: Console, arguments: argparse.Namespace) -> int:
    """Print the structure."""
    found = structure(norm_called(arguments.profile), local_day(utc_now()))
    words = console.words
    if arguments.json:
        print(json.dumps(as_data(found), ensure_ascii=False, indent=2), file=console.out)
        return 0
    print(name_of(found.norm, words), file=console.out)
    console.say(N_("Source: {source}"), source=found.norm.source)
    if found.shares is not found.norm:
        console.say(N_("This standard names no shares; they are from: {source}"), source=found.shares.source)
    if found.unclassified:
        console.say(
            N_("Copies without a class cannot be judged: {n}. Classify them first: {command}"),
            n=found.unclassified,
            command="kiosk stock titles unclassified",
        )
    console.table(("", ""), [(figure.name, figure.value) for figure in figures(found, words)])
    for table in (group_table(found, words), class_table(found, words), year_table(found, words)):
        print(file=console.out)
        console.table(table.columns, [["" if cell is None else cell for cell in row] for row in table.rows])
    print(f"\n{denominators(found, words)}", file=console.out)
    return 0


def show_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Print a list or write it."""
    words = console.words
    found = titles_behind(arguments.of, arguments.value, norm_called(arguments.profile), local_day(utc_now()))
    head = [words.term(column) for column in COLUMNS]
    table = Table(tuple(head), tuple(map(list_row, found)))
    if arguments.file:
        write_table(arguments.file, table, head)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(table.rows))
        return 0
    print(f"{said_list(arguments.of, arguments.value, words)} ({len(table.rows)})", file=console.out)
    console.table(head, [["" if cell is None else cell for cell in row] for row in table.rows])
    return 0


def mark_class_set(console: Console, arguments: argparse.Namespace) -> int:
    """Set the flag or take it away."""
    title = set_class_set(title_meant(arguments.code), not arguments.is_none, console.acting())
    said = N_("“{title}” is no longer a class set.") if arguments.is_none else N_("“{title}” is a class set.")
    console.say(said, title=title)
    return 0
