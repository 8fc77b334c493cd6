"""`kiosk export books|readers|loans|marc FILE`: lists and records that the import reads again."""

import argparse
from pathlib import Path

from db.exporting import lists
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.stock import export_profiles
from kiosk.commands.stock.describing import marc
from kiosk.console import Console
from kiosk.lists.tables import write_table
from kiosk.sentences.columns import header_of

_LISTS = {
    "books": N_("the stock, a row for each title and shelf, as kiosk import books reads it"),
    "readers": N_("the readers, as kiosk import readers reads them"),
    "loans": N_("the open loans"),
}


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("export", purpose=N_("write the stock, the readers or the loans as a list"))
    export_profiles.add_to(group)
    for kind, purpose in _LISTS.items():
        one = group.add(kind, run, purpose=purpose, example=f"kiosk export {kind} {kind}.xlsx")
        one.set_defaults(kind=kind)
        one.add_argument("file", type=Path, metavar=_("FILE"), help=_("its name ends in .csv or .xlsx"))
        if kind == "loans":
            one.add_argument("--all", action="store_true", help=_("also loans that are over"))
    marc.add_export(group)


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Write the list and say how many rows it has."""
    match arguments.kind:
        case "books":
            table = lists.books()
        case "readers":
            table = lists.readers()
        case _:
            table = lists.loans(closed=arguments.all)
    head = [header_of(arguments.kind, column, console.words) for column in table.columns]
    write_table(arguments.file, table, head)
    console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(table.rows))
    return 0
