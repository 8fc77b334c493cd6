"""`kiosk reading new`, `take`, `add`, `match`, `since`, `remove`: lists of titles made and changed."""

import argparse
import sys
from pathlib import Path

from db.clock import local_day
from db.errors import BadValue, NotFound
from db.marking import N_
from db.reading import lists
from db.reading.lists import Filled, Plan, find_list, wish_of, wishes_of_file
from db.reading.shipped.lists import shipped
from kiosk.commands.parsing import Commands, one_of, typed_day, whole_number
from kiosk.console import Console
from kiosk.sentences.classes.reading import FORCES, KINDS, grades_said


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    new = group.add(
        "new",
        make_list,
        purpose=N_("make a list; its titles come from a file, or from standard input line by line"),
        example=N_('kiosk reading new "Book of the month" --kind month --grade 3-4 --file titles.xlsx'),
    )
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument("--kind", **one_of(_, KINDS), default="recommended", help=_("what kind of list"))
    new.add_argument("--force", **one_of(_, FORCES), default="school", help=_("what stands behind it"))
    new.add_argument("--source", default="", metavar=_("TEXT"), help=_("where the list comes from"))
    new.add_argument("--grade", default="", metavar=_("GRADES"), help=_("for which grades, such as 3 or 1-2"))
    new.add_argument("--from", dest="first", type=typed_day(_), metavar=_("DAY"), help=_("since this day"))
    new.add_argument("--to", dest="last", type=typed_day(_), metavar=_("DAY"), help=_("up to this day"))
    group.add("shipped", show_shipped, purpose=N_("the lists that come with the program, as titles only"))
    take = group.add(
        "take",
        take_list,
        purpose=N_("take over a list that comes with the program, for this term"),
        example="kiosk reading take 快乐读书吧三年级上册",
    )
    take.add_argument("name", metavar=_("NAME"))
    more = group.add(
        "add",
        add_titles,
        purpose=N_("put titles on a list: scanned, typed or pasted line by line, or from a file"),
        example=N_('kiosk reading add "Book of the month" --file titles.xlsx'),
    )
    match = group.add(
        "match",
        match_titles,
        purpose=N_("look once more which titles of a list the library has, or say it of one row"),
        example=N_('kiosk reading match "Book of the month" 12 9787544270878'),
    )
    since = group.add(
        "since",
        show_since,
        purpose=N_("say since which day pupils see a list: on the idle screen, on a poster"),
        example=N_('kiosk reading since "Book of the month" 2026-09-28'),
    )
    remove = group.add("remove", remove_title, purpose=N_("take a title off a list, or the whole list away"))
    for one in (more, match, since, remove):
        one.add_argument("list", metavar=_("LIST"))
    for one in (new, more):
        one.add_argument("--file", type=Path, metavar=_("FILE"), help=_("titles of a spreadsheet"))
    for one in (match, remove):
        one.add_argument(
            "row", type=whole_number(_), nargs="?", metavar=_("ROW"), help=_("as show numbers them")
        )
    match.add_argument("code", nargs="?", default="", metavar=_("CODE"), help=_("its label, or the ISBN"))
    match.add_argument("--not", dest="is_not", action="store_true", help=_("the row is not this book"))
    since.add_argument("day", type=typed_day(_), nargs="?", metavar=_("DAY"), help=_("without it, today"))
    since.add_argument("--not", dest="is_not", action="store_true", help=_("it is not shown"))
    remove.add_argument("--all", action="store_true", help=_("the whole list, with what was counted of it"))


def make_list(console: Console, arguments: argparse.Namespace) -> int:
    """Make a list and fill it."""
    plan = Plan(
        arguments.name,
        arguments.kind,
        arguments.force,
        arguments.source,
        arguments.grade,
        arguments.first,
        arguments.last,
    )
    wishes = _wishes(arguments)
    list_id = lists.add_list(plan, console.acting())
    return _say_filled(lists.add_rows(list_id, wishes, console.acting()), console)


def show_shipped(console: Console, _arguments: argparse.Namespace) -> int:
    """Print the names of the lists that come with the program."""
    _ = console.words
    console.table(
        (_("list"), _("grade"), _("titles"), _("what stands behind it")),
        ((one.name, grades_said(one.grades, _), len(one.rows), _(FORCES[one.force])) for one in shipped()),
    )
    console.say(N_("To use one: {command}"), command="kiosk reading take NAME")
    return 0


def take_list(console: Console, arguments: argparse.Namespace) -> int:
    """Take one over."""
    from db.reading.figures import list_figures

    lists.take_shipped(arguments.name, console.acting())
    figures = list_figures(find_list(arguments.name))
    return _say_filled(Filled(len(figures.titles), figures.held, 0), console)


def add_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Put titles on a list."""
    found = find_list(arguments.list)
    return _say_filled(lists.add_rows(found.id, _wishes(arguments), console.acting()), console)


def match_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Look for all rows, or settle one."""
    found = find_list(arguments.list)
    if arguments.row is None:
        number = lists.match_again(found.id, console.acting())
        console.say(N_("Found in the library now: {n}."), n=number)
        return 0
    if lists.find_row(arguments.row).reading_list_id != found.id:
        raise NotFound(N_("This title is not on the list any more."))
    lists.stand_for(
        arguments.row, lists.title_of_code(arguments.code), console.acting(), is_so=not arguments.is_not
    )
    console.say(N_("Noted."))
    return 0


def show_since(console: Console, arguments: argparse.Namespace) -> int:
    """Say since when it is shown."""
    found = find_list(arguments.list)
    acting = console.acting()
    day = None if arguments.is_not else arguments.day or local_day(acting.now)
    lists.show_since(found.id, day, acting)
    if day:
        console.say(N_("{list}: shown since {day}."), list=found.name, day=day)
    else:
        console.say(N_("{list}: not shown."), list=found.name)
    return 0


def remove_title(console: Console, arguments: argparse.Namespace) -> int:
    """Take a title off, or the list away."""
    found = find_list(arguments.list)
    if arguments.all == (arguments.row is not None):
        raise BadValue(N_("Give the number of a row, or the whole list with --all."))
    if arguments.all:
        lists.remove_list(found.id, console.acting())
        console.say(N_("Removed: {name}"), name=found.name)
        return 0
    if lists.find_row(arguments.row).reading_list_id != found.id:
        raise NotFound(N_("This title is not on the list any more."))
    console.say(N_("Removed: {name}"), name=lists.remove_row(arguments.row, console.acting()))
    return 0


def _wishes(arguments: argparse.Namespace) -> list[lists.Wish]:
    if arguments.file:
        return list(wishes_of_file(arguments.file))
    if sys.stdin is None or sys.stdin.isatty():
        return []
    return [wish for line in sys.stdin if (wish := wish_of(line))]


def _say_filled(filled: Filled, console: Console) -> int:
    console.say(
        N_("Titles put on the list: {added}, in the library: {held}, missing: {missing}."),
        added=filled.added,
        held=filled.held,
        missing=filled.added - filled.held,
    )
    if filled.before:
        console.say(N_("On the list already: {n}."), n=filled.before)
    return 0
