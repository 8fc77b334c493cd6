"""`kiosk reading new`, `take`, `add`, `match`, `since`, `remove`: lists of titles made and changed."""

import argparse
import sys
from pathlib import Path

from db.clock import local_day
from db.errors import BadValue
from db.marking import N_
from db.title_lists import filling, making
from db.title_lists.filling import Filled
from db.title_lists.kept import find_list
from db.title_lists.kept import remove_list as take_away
from db.title_lists.lines import NOTHING, LinesRead, line_of, lines_of_file, title_of_code
from db.title_lists.making import Plan
from db.title_lists.shipped.lists import shipped
from db.title_lists.showing import show_since as shown_since
from kiosk.commands.parsing import Commands, add_days, one_of, typed_day, whole_number
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
    new.add_argument("--force", **one_of(_, FORCES), default="school", help=_("how binding it is"))
    new.add_argument("--source", default="", metavar=_("TEXT"), help=_("where the list comes from"))
    new.add_argument("--grade", default="", metavar=_("GRADES"), help=_("for which grades, such as 3 or 1-2"))
    add_days(new, _)
    group.add("shipped", show_shipped, purpose=N_("the lists that come with the program, as titles only"))
    take = group.add(
        "take",
        take_list,
        purpose=N_("use a list that comes with the program, for this term"),
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
        purpose=N_("check again which titles of a list the library has, or say which book a row is"),
        example=N_('kiosk reading match "Book of the month" 12 9787544270878'),
    )
    since = group.add(
        "since",
        show_since,
        purpose=N_("say from which day pupils see a list, on the idle screen or a poster"),
        example=N_('kiosk reading since "Book of the month" 2026-09-28'),
    )
    remove = group.add("remove", remove_title, purpose=N_("take a title off a list, or the whole list away"))
    for one in (more, match, since, remove):
        one.add_argument("list", metavar=_("LIST"))
    for one in (new, more):
        one.add_argument("--file", type=Path, metavar=_("FILE"), help=_("a spreadsheet with the titles"))
    for one in (match, remove):
        one.add_argument(
            "row", type=whole_number(_), nargs="?", metavar=_("ROW"), help=_("as show numbers them")
        )
    match.add_argument("code", nargs="?", default="", metavar=_("CODE"), help=_("its label, or the ISBN"))
    match.add_argument("--not", dest="is_not", action="store_true", help=_("the row is not this book"))
    since.add_argument("day", type=typed_day(_), nargs="?", metavar=_("DAY"), help=_("without it, today"))
    since.add_argument("--not", dest="is_not", action="store_true", help=_("the list is not shown"))
    remove.add_argument(
        "--all", action="store_true", help=_("the whole list, with everything counted for it")
    )


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
    named = _named(arguments)
    _list_id, filled = making.make_list(plan, named.lines, console.acting())
    return _say_filled(filled, console, named)


def show_shipped(console: Console, _arguments: argparse.Namespace) -> int:
    """Print the names of the lists that come with the program."""
    _ = console.words
    console.table(
        (_("list"), _("grade"), _("titles"), _("how binding it is")),
        ((one.name, grades_said(one.grades, _), len(one.rows), _(FORCES[one.force])) for one in shipped()),
    )
    console.say(N_("To use one: {command}"), command="kiosk reading take NAME")
    return 0


def take_list(console: Console, arguments: argparse.Namespace) -> int:
    """Take one over."""
    from db.reading.figures import list_figures

    making.take_shipped(arguments.name, console.acting())
    figures = list_figures(find_list(arguments.name))
    return _say_filled(Filled(len(figures.titles), figures.held, 0), console)


def add_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Put titles on a list."""
    found = find_list(arguments.list)
    named = _named(arguments)
    return _say_filled(filling.add_lines(found.id, named.lines, console.acting()), console, named)


def match_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Look for all rows, or settle one."""
    found = find_list(arguments.list)
    if arguments.row is None:
        number = filling.match_again(found.id, console.acting())
        console.say(N_("Found in the library now: {n}."), n=number)
        return 0
    line_id = filling.line_numbered(found.id, arguments.row)
    filling.stand_for(line_id, title_of_code(arguments.code), console.acting(), is_so=not arguments.is_not)
    console.say(N_("Noted."))
    return 0


def show_since(console: Console, arguments: argparse.Namespace) -> int:
    """Say since when it is shown."""
    found = find_list(arguments.list)
    acting = console.acting()
    day = None if arguments.is_not else arguments.day or local_day(acting.now)
    shown_since(found.id, day, acting)
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
        take_away(found.id, console.acting())
        console.say(N_("Removed: {name}"), name=found.name)
        return 0
    line_id = filling.line_numbered(found.id, arguments.row)
    console.say(N_("Removed: {name}"), name=filling.remove_line(line_id, console.acting()))
    return 0


def _named(arguments: argparse.Namespace) -> LinesRead:
    if arguments.file:
        return lines_of_file(arguments.file)
    if sys.stdin is None or sys.stdin.isatty():
        return LinesRead(())
    return LinesRead(tuple(line for text in sys.stdin if (line := line_of(text))))


def _say_filled(filled: Filled, console: Console, named: LinesRead = NOTHING) -> int:
    """Say what came of it; exit 1 where rows of the file name no title."""
    console.say(
        N_("Titles put on the list: {added}, in the library: {held}, missing: {missing}."),
        added=filled.added,
        held=filled.held,
        missing=filled.added - filled.held,
    )
    if filled.before:
        console.say(N_("On the list already: {n}."), n=filled.before)
    for where, text in named.refused[:10]:
        console.warn(N_("Row {row} has no title: {text}"), row=where, text=text)
    return 1 if named.refused else 0
