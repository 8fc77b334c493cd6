"""`kiosk books renumber`: running numbers for titles that have only a class number."""

import argparse

from db.marking import N_
from db.stock import renumbering
from db.stock.choosing import Wanted
from kiosk.commands.left_out import warn_of_left_out
from kiosk.commands.parsing import Commands
from kiosk.console import Console


def add_to(books: Commands) -> None:
    """Add the command to the group `books`."""
    _ = books.words
    parser = books.add(
        "renumber",
        run,
        purpose=N_("give titles with only a class number a running number (种次号)"),
        example="kiosk books renumber --range I287..I287.9 --dry-run",
    )
    parser.add_argument(
        "--range",
        default="",
        metavar=_("CLASS..CLASS"),
        help=_("a class number or several, such as I287..I287.9"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    parser.add_argument("--undo", action="store_true", help=_("undo the last renumbering"))


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Show what would be given, or give it, or undo it."""
    _ = console.words
    if arguments.undo:
        done = renumbering.take_back(console.acting())
        console.say(N_("Call numbers as they were before: {n}."), n=done.titles)
        if done.left:
            console.warn(N_("Changed by somebody since, and left: {n}."), n=done.left)
        return 0
    proposed = renumbering.propose(arguments.range)
    warn_of_left_out(Wanted(classes=arguments.range), console)
    if proposed:
        console.table(
            (_("call number"), _("new"), _("title")), ((one.before, one.after, one.title) for one in proposed)
        )
    if arguments.dry_run:
        console.say(N_("Nothing was changed. Titles that would get a number: {n}."), n=len(proposed))
        return 0
    done = renumbering.renumber(arguments.range, console.acting())
    console.say(N_("Titles with a new number: {n}. To undo it: kiosk books renumber --undo"), n=done.titles)
    labelled = sum(one.labelled for one in proposed)
    if labelled:
        console.warn(
            N_("Copies that carry a label with the old number: {n}. Print theirs again."), n=labelled
        )
    return 0
