"""`kiosk reading lists`, `rate`, `show`, `buy`, `poster`: what became of lists of titles."""

import argparse
from pathlib import Path

from db.answers.classes.reading_list import ListFigures
from db.answers.table import Table
from db.errors import BadValue
from db.marking import N_
from db.readers.classes import class_id_of
from db.reading.figures import list_figures, lists
from db.title_lists.kept import find_list
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.lists.tables import write_table
from kiosk.paper.reading import BUY_HEAD, poster_paper, sign_paper
from kiosk.sentences.classes.reading import (
    FORCES,
    FOUND_BY,
    KINDS,
    RATE_HEAD,
    grades_said,
    head_of,
    percent,
    rate_rows,
)
from kiosk.words import visible_json


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    every = group.add(
        "lists",
        show_lists,
        purpose=N_("all lists: titles, how many the library has, how many were borrowed, the list rate"),
        example="kiosk reading lists --json",
    )
    rate = group.add(
        "rate",
        show_rate,
        purpose=N_("the share of pupils who borrowed at least one title of a list, by class and grade"),
        example=N_('kiosk reading rate "Book of the month" --class 3A'),
    )
    show = group.add(
        "show", show_list, purpose=N_("the titles of a list, and which of them the library does not have")
    )
    poster = group.add(
        "poster",
        print_poster,
        purpose=N_("print a list as a poster with codes to scan, or as a sign for its shelf"),
        example=N_('kiosk reading poster "Book of the month" --out poster.pdf --qr'),
    )
    buy = group.add(
        "buy",
        show_missing,
        purpose=N_("titles on lists that the library does not have: what to buy"),
        example="kiosk reading buy --file buy.xlsx",
    )
    for one in (rate, show, poster):
        one.add_argument("list", metavar=_("LIST"))
    buy.add_argument("list", metavar=_("LIST"), nargs="?", default="")
    rate.add_argument("--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class"))
    for one in (every, rate):
        one.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    poster.add_argument(
        "--out",
        type=Path,
        metavar=_("FILE"),
        required=True,
        help=_("write it as a file: {endings}", endings=".pdf"),
    )
    poster.add_argument("--qr", action="store_true", help=_("QR codes in place of bars"))
    poster.add_argument("--sign", action="store_true", help=_("as a sign for the shelf, in large type"))
    buy.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))


def show_lists(console: Console, arguments: argparse.Namespace) -> int:
    """Print each list in one line."""
    _ = console.words
    found = [(row, list_figures(row)) for row in lists()]
    if arguments.json:
        print(visible_json([_as_json(figures) for _row, figures in found]), file=console.out)
        return 0
    if not found:
        console.say(
            N_("There is no list yet. Some come with the program: {command}"), command="kiosk reading shipped"
        )
        return 0
    console.table(
        (
            *(_("list"), _("kind"), _("grade"), _("titles"), _("held"), _("borrowed")),
            *(_("list rate"), _("shown since")),
        ),
        (
            (
                *(row.name, _(KINDS[row.kind]), grades_said(row.grades, _)),
                *(len(figures.titles), figures.held, figures.borrowed, percent(figures.total.rate)),
                row.shown_on or "-",
            )
            for row, figures in found
        ),
    )
    return 0


def show_rate(console: Console, arguments: argparse.Namespace) -> int:
    """Print who borrowed of a list."""
    _ = console.words
    figures = list_figures(find_list(arguments.list))
    if arguments.class_name:
        class_id_of(arguments.class_name)
        if not any(one.numbers.class_name == arguments.class_name for one in figures.classes):
            raise BadValue(
                N_("The list {list} is not for class {name}."), list=figures.name, name=arguments.class_name
            )
    if arguments.json:
        print(visible_json(_as_json(figures, arguments.class_name)), file=console.out)
        return 0
    console.say(N_("{list}, {first} to {last}"), list=figures.name, first=figures.first, last=figures.last)
    if figures.shown_on:
        console.say(N_("Shown since {day}"), day=figures.shown_on)
    console.table(head_of(RATE_HEAD, _), rate_rows(figures, _, arguments.class_name))
    console.say(
        N_("Titles {titles}, held {held}, borrowed {borrowed}: {rate}"),
        titles=len(figures.titles),
        held=figures.held,
        borrowed=figures.borrowed,
        rate=percent(figures.coverage),
    )
    return 0


def show_list(console: Console, arguments: argparse.Namespace) -> int:
    """Print the titles of a list."""
    _ = console.words
    row = find_list(arguments.list)
    figures = list_figures(row)
    console.say(
        N_("{list}: {kind}, {grades}. {force}"),
        list=row.name,
        kind=_(KINDS[row.kind]),
        grades=grades_said(row.grades, _),
        force=_(FORCES[row.force]),
    )
    if row.source:
        console.say(N_("Source: {source}"), source=row.source)
    console.table(
        (_("row"), _("title"), _("author"), _("held"), _("on the shelf"), _("times lent"), _("how found")),
        (
            (
                *(one.number, one.title, one.author, one.held, one.on_shelf, one.loans),
                _(", ").join(dict.fromkeys(_(FOUND_BY[by]) for _id, _name, by in one.titles)) or "-",
            )
            for one in figures.titles
        ),
    )
    if figures.missing:
        console.say(
            N_("Not in the library: {n}. See: {command}"), n=len(figures.missing), command="kiosk reading buy"
        )
    return 0


def print_poster(console: Console, arguments: argparse.Namespace) -> int:
    """Write the poster, or the sign. Raises BadValue where the library has nothing of the list."""
    row = find_list(arguments.list)
    figures = list_figures(row)
    if not figures.held:
        raise BadValue(N_("The library has no title on the list {list} yet."), list=row.name)
    if arguments.sign:
        write(arguments.out, sign_paper(figures, console.words), console, fill=True)
    else:
        write(arguments.out, poster_paper(figures, row.grades, console.words), console, qr=arguments.qr)
    return 0


def show_missing(console: Console, arguments: argparse.Namespace) -> int:
    """Print or write what is to be bought."""
    wanted = [find_list(arguments.list)] if arguments.list else lists()
    missing = [
        (row.title, row.author, row.isbn, figures.name)
        for figures in map(list_figures, wanted)
        for row in figures.missing
    ]
    head = head_of(BUY_HEAD, console.words)
    if arguments.file:
        write_table(arguments.file, Table(BUY_HEAD, tuple(missing)), head)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(missing))
    elif missing:
        console.table(head, missing)
    else:
        console.say(N_("The library has every title of its lists."))
    return 0


def _as_json(figures: ListFigures, class_name: str = "") -> dict[str, object]:
    """Numbers as they are; rates from 0 to 1 with four decimals."""
    classes = [one for one in figures.classes if class_name in ("", one.numbers.class_name)]
    total = classes[0].rate if class_name else figures.total
    return {
        "list": figures.name,
        "kind": figures.kind,
        "force": figures.force,
        "source": figures.source,
        "first": str(figures.first),
        "last": str(figures.last),
        "shown_on": str(figures.shown_on) if figures.shown_on else None,
        "titles": len(figures.titles),
        "held": figures.held,
        "copies": sum(row.held for row in figures.titles),
        "on_shelf": sum(row.on_shelf for row in figures.titles),
        "borrowed": figures.borrowed,
        "coverage": round(figures.coverage, 4),
        "pupils": total.pupils,
        "readers": total.readers,
        "rate": round(total.rate, 4),
        "before": total.before,
        "since": total.since,
        "grades": [
            {"grade": grade, "pupils": rate.pupils, "readers": rate.readers, "rate": round(rate.rate, 4)}
            for grade, rate in figures.grades
            if not class_name
        ],
        "classes": [
            {
                "class": one.numbers.class_name,
                "grade": one.grade,
                "pupils": one.numbers.pupils,
                "readers": one.numbers.readers,
                "rate": round(one.rate.rate, 4),
                "before": one.numbers.before,
                "since": one.numbers.since,
                "loans": one.loans,
                "weeks": {str(week): loans for week, loans in one.weeks},
            }
            for one in classes
        ],
        "missing": [row.title for row in figures.missing],
    }
