"""`kiosk reading passport`, `stamp`, `passports`, `stages`: reading passports that pupils wish to keep."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.codes import clean
from db.errors import BadValue, NotFound
from db.marking import N_
from db.readers.classes import class_id_of
from db.reading import passports
from db.title_lists.making import grades_of
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.paper.passport import passport_paper, passport_strip, print_strip
from kiosk.sentences.classes.passport import HEAD, heading, rows_of, standing_lines


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    one = group.add(
        "passport",
        show_passport,
        purpose=N_(
            "a reading passport, for a pupil who wants one or whose family does; --on begins it, "
            "--off ends it"
        ),
        example="kiosk reading passport 6101 --on",
    )
    one.add_argument("number", metavar=_("NUMBER"))
    way = one.add_mutually_exclusive_group()
    way.add_argument("--on", action="store_true", help=_("begin it"))
    way.add_argument("--off", action="store_true", help=_("end it; its stamps are deleted"))
    way.add_argument("--out", type=Path, metavar=_("FILE"), help=_("write it as a PDF"))
    way.add_argument("--receipt", action="store_true", help=_("print it as a strip on the receipt printer"))
    mark = group.add(
        "stamp",
        stamp,
        purpose=N_(
            "stamp books in a passport, by their numbers in it; without a number, all not stamped yet"
        ),
        example="kiosk reading stamp 6101 1 2 --as Li",
    )
    mark.add_argument("number", metavar=_("NUMBER"))
    mark.add_argument("rows", type=whole_number(_), nargs="*", metavar=_("ROW"))
    mark.add_argument("--as", dest="checker", required=True, metavar=_("NAME"), help=_("who has checked it"))
    several = group.add(
        "passports", show_class, purpose=N_("the passports of a class; as a booklet with --out")
    )
    several.add_argument("class_name", metavar=_("CLASS"))
    several.add_argument(
        "--on",
        nargs="*",
        metavar=_("NUMBER"),
        help=_("begin those of these pupils, or without a number of the whole class"),
    )
    several.add_argument("--out", type=Path, metavar=_("FILE"), help=_("write them as a PDF"))
    goals = group.add(
        "stages",
        show_stages,
        purpose=N_("how many books in a term the three stages need, by grade; with numbers, set them"),
        example="kiosk reading stages 1-2 5 10 20",
    )
    goals.add_argument("grades", nargs="?", default="", metavar=_("GRADES"))
    goals.add_argument("books", type=whole_number(_), nargs="*", metavar=_("BOOKS"))


def show_passport(console: Console, arguments: argparse.Namespace) -> int:
    """Begin it, end it, print it or say what stands in it."""
    if arguments.on or arguments.off:
        passports.wish(arguments.number, arguments.on, console.acting())
        console.say(
            N_("The reading passport has begun.") if arguments.on else N_("The reading passport has ended.")
        )
        return 0
    words = console.words
    page = passports.passport_of(arguments.number, local_day(utc_now()))
    if arguments.out:
        write(arguments.out, passport_paper([page], words), console, paper="A5")
    elif arguments.receipt:
        print_strip(passport_strip(page, words), console.settings)
        console.say(N_("Printed."))
    else:
        print(heading(page, words), *standing_lines(page, words), sep="\n", file=console.out)
        console.table(tuple(map(words, HEAD)), rows_of(page))
    return 0


def stamp(console: Console, arguments: argparse.Namespace) -> int:
    """Stamp them."""
    page = passports.passport_of(arguments.number, local_day(utc_now()))
    wanted = arguments.rows or range(1, len(page.lines) + 1)
    if not all(0 < row <= len(page.lines) for row in wanted):
        raise NotFound(N_("This book is not in the passport any more."))
    chosen = [page.lines[row - 1].loan_id for row in wanted]
    number = passports.stamp(arguments.number, chosen, arguments.checker, console.acting())
    console.say(N_("New stamps: {n}."), n=number)
    return 0


def show_class(console: Console, arguments: argparse.Namespace) -> int:
    """Begin them, or print or write those of a class."""
    words = console.words
    if arguments.on is not None:
        numbers = [clean(number) for number in arguments.on] or None
        begun = passports.begin_in_class(class_id_of(arguments.class_name), console.acting(), numbers)
        console.say(N_("Reading passports begun: {n}."), n=begun)
        return 0
    found = passports.passports_of_class(arguments.class_name, local_day(utc_now()))
    if not found:
        raise NotFound(N_("Nobody in {name} keeps a reading passport."), name=arguments.class_name)
    if arguments.out:
        write(arguments.out, passport_paper(found, words), console, paper="A5")
        return 0
    for page in found:
        print(heading(page, words), *standing_lines(page, words), sep="\n", file=console.out)
    return 0


def show_stages(console: Console, arguments: argparse.Namespace) -> int:
    """Set the goals, or print them."""
    _ = console.words
    if arguments.grades:
        grades = [int(one) for one in grades_of(arguments.grades).split(",") if one]
        passports.set_stages(grades, arguments.books, console.acting())
    elif arguments.books:
        raise BadValue(N_("Give the grades first."))
    known = passports.stages()
    console.table(
        (_("grade"), _("bronze"), _("silver"), _("gold")),
        [("*", *passports.goals_of("")), *((grade, *of) for grade, of in sorted(known.items()))],
    )
    return 0
