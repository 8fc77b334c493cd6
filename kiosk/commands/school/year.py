"""`kiosk year`: every class goes up one grade, and back again."""

import argparse
import shlex
from pathlib import Path

from db.classes.new_year import NewYear
from db.classes.renaming import merge_classes, rename_class
from db.classes.school_year import begin_year
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
        one.add_argument(
            "--move-numbers",
            action="store_true",
            help=_("the numbers begin with the grade: 5101 becomes 6101, and the card with it"),
        )
        one.add_argument(
            "--numbers", type=Path, metavar=_("FILE"), help=_("a list of numbers: old number, new number")
        )
        one.add_argument("--again", action="store_true", help=_("a second time within half a year"))
    year.add("undo", take_back, purpose=N_("undo the last new year"))
    move = year.add(
        "transfer",
        transfer_reader,
        purpose=N_("move one reader to another class"),
        example="kiosk year transfer 6101 3B",
    )
    move.add_argument("number", metavar=_("NUMBER"))
    move.add_argument("class_name", metavar=_("CLASS"))
    other = year.add(
        "rename", rename, purpose=N_("rename a class"), example="kiosk year rename 三甲 三年级1班"
    )
    other.add_argument("old", metavar=_("CLASS"))
    other.add_argument("new", metavar=_("NAME"))
    both = year.add(
        "merge",
        merge,
        purpose=N_("move all readers of a class into another"),
        example="kiosk year merge 3B 3A",
    )
    both.add_argument("gone", metavar=_("CLASS"))
    both.add_argument("into", metavar=_("CLASS"))


def rename(console: Console, arguments: argparse.Namespace) -> int:
    """Rename one class."""
    rename_class(arguments.old, arguments.new, console.acting())
    console.say(N_("The class {old} is called {new} now."), old=arguments.old, new=arguments.new)
    return 0


def merge(console: Console, arguments: argparse.Namespace) -> int:
    """Put two classes together."""
    moved = merge_classes(arguments.gone, arguments.into, console.acting())
    console.say(
        N_("The class {gone} is part of {into} now. Readers moved: {n}."),
        gone=arguments.gone,
        into=arguments.into,
        n=moved,
    )
    return 0


def preview_year(console: Console, arguments: argparse.Namespace) -> int:
    """Rehearse the new year and print what it would change."""
    return _year(console, arguments, dry_run=True)


def apply_year(console: Console, arguments: argparse.Namespace) -> int:
    """Begin the new year and print what it changed."""
    return _year(console, arguments, dry_run=False)


def take_back(console: Console, _arguments: argparse.Namespace) -> int:
    """Undo the new year."""
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
        numbers=arguments.numbers,
        move_numbers=arguments.move_numbers,
        again=arguments.again,
        dry_run=dry_run,
    )
    _tell(new_year, console)
    if new_year.arrivals and arguments.new_pupils:
        tell_imported(new_year.arrivals, arguments.new_pupils, console)
    if dry_run:
        of_machine = [
            *(["--store", str(arguments.store)] if arguments.store else []),
            *(["--settings", str(arguments.settings)] if arguments.settings else []),
        ]
        options = [
            *(["--new-pupils", str(arguments.new_pupils)] if arguments.new_pupils else []),
            *(["--last-grade", str(arguments.last_grade)] if arguments.last_grade else []),
            *(["--numbers", str(arguments.numbers)] if arguments.numbers else []),
            *(["--move-numbers"] if arguments.move_numbers else []),
            *(["--again"] if arguments.again else []),
        ]
        console.say(
            N_("Nothing was changed. To do it: {command}"),
            command=shlex.join(["kiosk", *of_machine, "year", "apply", *options]),
        )
    else:
        console.say(N_("Done. To undo it: kiosk year undo"))
    return 0


def _tell(new_year: NewYear, console: Console) -> None:
    _ = console.words
    console.table(
        (_("class"), _("from now on"), _("pupils")),
        [
            (one.was or _("new class"), one.name, one.pupils)
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
    if new_year.renumbered:
        console.say(N_("Readers with a new number: {n}"), n=len(new_year.renumbered))
        console.table((_("number"), _("from now on")), new_year.renumbered)
    if new_year.waits:
        console.say(N_("Holds of leavers that were cancelled: {n}"), n=new_year.waits)
    if new_year.periods:
        console.say(N_("Lines of the timetable that end with their classes: {n}"), n=new_year.periods)
    if new_year.teachers:
        console.say(N_("Teachers of the classes that leave, now without a class: {n}"), n=new_year.teachers)
    if new_year.corners:
        console.say(
            N_("These classes leave, and their book corners are not closed yet: {names}"),
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
