"""`kiosk readers renumber`: other numbers for readers, of whom everything else stays."""

import argparse
from pathlib import Path

from db.classes.new_numbers import numbers_of_list
from db.marking import N_
from db.readers.numbering import renumber
from db.store.batches import rehearsed
from kiosk.commands.parsing import Commands
from kiosk.console import Console


def add_to(readers: Commands) -> None:
    """Add the command to the group `readers`."""
    _ = readers.words
    parser = readers.add(
        "renumber",
        run,
        purpose=N_("give readers new numbers from a list of old and new ones; loans and cards go with them"),
        example="kiosk readers renumber numbers.csv --dry-run",
    )
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("two columns: old number, new number"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Renumber the readers of the list and show both numbers of each."""
    _ = console.words
    new_of = numbers_of_list(arguments.file)
    with rehearsed(arguments.dry_run):
        done = renumber(new_of, console.acting())
    console.table((_("number"), _("from now on")), [(old, new) for _id, old, new in done.numbers])
    if arguments.dry_run:
        console.say(N_("Nothing was changed."))
    else:
        console.say(N_("Readers with a new number: {n}"), n=len(done.numbers))
    return 0
