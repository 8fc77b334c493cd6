"""`kiosk books merge`, `part`: two titles made one, and one made two again."""

import argparse

from db.cataloguing import merging
from db.cataloguing.naming import title_meant
from db.marking import N_
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console


def add_to(books: Commands) -> None:
    """Add the commands to the group `books`."""
    _ = books.words
    merge = books.add(
        "merge",
        merge_books,
        purpose=N_("merge two titles that are the same book; loans, holds and history follow"),
        example="kiosk books merge title:12 title:907",
    )
    merge.add_argument("keep", metavar=_("KEEP"), help=_("the title that stays"))
    merge.add_argument("gone", metavar=_("GONE"), help=_("the title that goes"))
    part = books.add(
        "part",
        part_books,
        purpose=N_("undo a merge of two titles"),
        example="kiosk books part 4711",
    )
    part.add_argument(
        "event", metavar=_("NUMBER"), type=whole_number(_), help=_("as kiosk books merge gave it")
    )


def merge_books(console: Console, arguments: argparse.Namespace) -> int:
    """Merge two titles and say how that is undone."""
    merged = merging.merge_titles(title_meant(arguments.keep), title_meant(arguments.gone), console.acting())
    console.say(
        N_("“{title}” has taken over: copies {n}, people waiting {holds}."),
        title=merged.title,
        n=merged.copies,
        holds=merged.holds,
    )
    if merged.isbn_gone:
        console.say(
            N_("Books with the ISBN {isbn} need labels now: that number is not known any more."),
            isbn=merged.isbn_gone,
        )
    console.say(N_("Undo it with: {command}"), command=f"kiosk books part {merged.event_id}")
    return 0


def part_books(console: Console, arguments: argparse.Namespace) -> int:
    """Undo a merging."""
    parted = merging.part_titles(arguments.event, console.acting())
    console.say(
        N_("“{title}” is a title of its own again, copies: {n}."), title=parted.title, n=parted.copies
    )
    return 0
