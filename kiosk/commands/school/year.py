"""`kiosk year`: every class goes up one grade, and back again."""

import argparse
from pathlib import Path

from db.classes.school_year import NewYear, begin_year
from db.classes.year_undo import undo_year
from db.marking import N_
from db.readers.readers import transfer
from kiosk.commands.imported import tell_imported
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    year = commands.group("year", purpose=N_("a new school year"))
    for name, run, purpose in (
        ("preview", preview_year, N_("say what the new year would change; change nothing")),
        ("apply", apply_year, N_("move every class up one grade and let the last grade leave")),
    ):
        one = year.add(name, run, purpose=purpose, example=f"kiosk year {name} --new-pupils first.csv")
        one.add_argument("--new-pupils", type=Path, metavar=_("FILE"), help=_("a list of new first-graders"))
        one.add_argument(
            "--last-grade",
            type=whole_number(_),
            metavar="N",
            help=_("the grade that leaves; by default the highest"),
        )
    year.add("undo", take_back, purpose=N_("undo the last new year"))
    move = year.add(
        "transfer",
        transfer_reader,
        purpose=N_("move one reader to another class"),
        example="kiosk year transfer 6101 3B",
    )
    move.add_argument("number", metavar=_("NUMBER"))
    move.add_argument("class_name", metavar=_("CLASS"))


def preview_year(console: Console, arguments: argparse.Namespace) -> int:
    """Rehearse the new year and print what it would change."""
    return _year(console, arguments, dry_run=True)


def apply_year(console: Console, arguments: argparse.Namespace) -> int:
    """Begin the new year and print what it changed."""
    return _year(console, arguments, dry_run=False)


def take_back(console: Console, _arguments: argparse.Namespace) -> int:
    """Take the new year back."""
    undo_year(console.acting())
    console.say(N_("The new year is undone: all classes and readers are as they were."))
    return 0


def transfer_reader(console: Console, arguments: argparse.Namespace) -> int:
    """Move one reader."""
    was = transfer(arguments.number, arguments.class_name, console.acting())
    console.say(
        N_("Reader {number}: {was} → {name}"),
        number=arguments.number,
        was=was or "-",
        name=arguments.class_name,
    )
    return 0


def _year(console: Console, arguments: argparse.Namespace, *, dry_run: bool) -> int:
    new_year = begin_year(
        console.acting(),
        new_pupils=arguments.new_pupils,
        last_grade=arguments.last_grade,
        dry_run=dry_run,
    )
    _tell(new_year, console)
    if new_year.arrivals and arguments.new_pupils:
        tell_imported(new_year.arrivals, arguments.new_pupils, console)
    if dry_run:
        console.say(N_("Nothing was changed. To do it: kiosk year apply"))
    else:
        console.say(N_("Done. To undo it: kiosk year undo"))
    return 0


def _tell(new_year: NewYear, console: Console) -> None:
    _ = console.words
    console.table(
        (_("class"), _("from now on"), _("pupils")),
        [
            (one.was or _("new"), one.name, one.pupils)
            for one in (*new_year.arriving, *new_year.moved, *new_year.left)
        ],
    )
    console.say(
        N_("Pupils who leave: {n}. They keep their loans and can still return them."),
        n=sum(one.pupils for one in new_year.left),
    )
    if new_year.unmoved:
        console.say(
            N_("Unchanged, as there is no grade in the name: {names}"), names=", ".join(new_year.unmoved)
        )
    if new_year.corners:
        console.say(
            N_("These classes leave, and their book corner is not closed yet: {names}"),
            names=", ".join(new_year.corners),
        )
    if new_year.holding:
        console.say(N_("Leavers still hold:"))
        console.table(
            (_("class"), _("number"), _("name"), _("title"), _("code"), _("due on")),
            [
                (row.class_name, row.number, row.name, row.title, row.code, row.due_on)
                for row in new_year.holding
            ],
        )
