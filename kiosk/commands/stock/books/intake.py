"""`kiosk books intake`: a box of books by their ISBNs, read from standard input, one a line."""

import argparse
import sys

from db.cataloguing.intake import Batch, take_in, unnamed_titles
from db.cataloguing.naming import own_name
from db.codes import clean, isbn_13
from db.errors import BadValue, NotFound
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.stock.books.options import acquired_of, add_acquired
from kiosk.console import Console, Progress


def add_to(books: Commands) -> None:
    """Add the command to the group `books`."""
    intake = books.add(
        "intake",
        run,
        purpose=N_("add a box of books: their ISBNs are read from standard input, one a line"),
        example="kiosk books intake --place 3 --source Donation < isbns.txt",
    )
    add_acquired(intake, books.words)
    _add_lookup(books)


def _add_lookup(books: Commands) -> None:
    _ = books.words
    lookup = books.add(
        "lookup",
        run_lookup,
        purpose=N_("ask the sources named in the settings about books that wait for a name"),
        example="kiosk books lookup",
    )
    lookup.add_argument("isbn", nargs="*", metavar="ISBN", help=_("without one: all that wait for a name"))


def run_lookup(console: Console, arguments: argparse.Namespace) -> int:
    """Look the waiting titles up; exit 1 where a source gave no answer."""
    from kiosk.lookups.looking import look_up

    sources = console.settings.lookups
    if not sources:
        console.say(N_("No source is named in the settings, so nothing was asked."))
    isbns = [isbn_13(clean(one)) or "" for one in arguments.isbn]
    if "" in isbns:
        raise BadValue(
            N_("{value} is not an ISBN: a digit is wrong or missing."),
            value=arguments.isbn[isbns.index("")],
        )
    progress = Progress(sys.stderr)
    try:
        came = look_up(
            isbns or [one.isbn for one in unnamed_titles()],
            sources,
            console.acting(),
            on_progress=progress.show,
        )
    finally:
        progress.clear()
    for one in came.named:
        console.say(N_("{isbn}: “{title}”, from {source}"), isbn=one.isbn, title=one.title, source=one.source)
    for trouble in came.troubles:
        console.warn(trouble)
    console.say(
        N_("ISBNs asked for: {asked}. Titles found: {named}."), asked=came.asked, named=len(came.named)
    )
    return 1 if came.troubles else 0


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Add each book and say what it became; exit 1 where one could not be added."""
    batch = Batch(arguments.place, arguments.new_place, acquired_of(arguments))
    known = new = refused = 0
    for line in filter(str.strip, sys.stdin):
        try:
            taken = take_in(line.strip(), console.acting(), batch)
        except (BadValue, NotFound) as error:
            console.warn(error.sentence)
            refused += 1
            continue
        new += taken.is_new
        known += not taken.is_new
        if taken.source:
            console.say(
                N_("{isbn}: new, “{title}”, known from {source}"),
                isbn=taken.isbn,
                title=taken.title,
                source=taken.source,
            )
        elif taken.is_new:
            console.say(
                N_("{isbn}: new; give it a name: {command}"),
                isbn=taken.isbn,
                command=f"kiosk books edit {own_name(taken.title_id)} --title …",
            )
        else:
            console.say(
                N_("{isbn}: “{title}”, copies now: {n}"), isbn=taken.isbn, title=taken.title, n=taken.copies
            )
    console.say(N_("Books added: {n}, of them new titles: {new}."), n=known + new, new=new)
    if waiting := len(unnamed_titles()):
        console.say(N_("Titles that wait for a name: {n}"), n=waiting)
    return 1 if refused else 0
