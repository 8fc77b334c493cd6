"""`kiosk shelf returns`: books that came back, in the order of the shelf, and confirmed by scanning."""

import argparse
import sys

from db.clock import to_local
from db.codes import clean
from db.marking import N_
from db.shelf.faces import Room, face_of_code
from db.shelf.returns import put_back, to_shelve
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.sentences.shelves.shelf import place_of


def add_to(shelf: Commands) -> None:
    """Add the command to the group `shelf`."""
    returns = shelf.add(
        "returns",
        show_returns,
        purpose=N_("what came back since yesterday and is to be shelved, in shelf order"),
        example="kiosk shelf returns --scan < codes.txt",
    )
    returns.add_argument(
        "--scan",
        action="store_true",
        help=shelf.words(
            "put books back: shelf labels and books from standard input, which are then on the shelf again"
        ),
    )


def show_returns(console: Console, arguments: argparse.Namespace) -> int:
    """Print what is to be shelved, or confirm what is scanned; exit 1 where a book went to a wrong board."""
    _ = console.words
    if arguments.scan:
        return _confirm(console)
    waiting = to_shelve(console.acting().now)
    if not waiting:
        console.say(N_("Nothing waits to be shelved."))
        return 0
    console.table(
        (_("place"), _("call number"), _("title"), _("code"), _("came back")),
        (
            (
                place_of(book.place, _) if book.place else "",
                *(book.call_number, book.title, book.code),
                f"{to_local(book.returned_at):%Y-%m-%d %H:%M}",
            )
            for book in waiting
        ),
    )
    return 0


def _confirm(console: Console) -> int:
    room, face, wrong, done = Room(), None, 0, 0
    for code in filter(None, map(clean, sys.stdin)):
        face_id = face_of_code(code)
        if face_id is not None:
            face = room.face(face_id)
            continue
        answer = put_back(code, face, console.acting())
        if answer is None:
            wrong += 1
            console.warn(N_("Unknown codes: {books}"), books=code)
        elif answer.belongs:
            wrong += 1
            console.warn(
                N_("“{title}” belongs elsewhere: {place}."),
                title=answer.title,
                place=place_of(answer.belongs, console.words),
            )
        else:
            done += 1
    console.say(N_("On the shelf again: {n}."), n=done)
    return 1 if wrong else 0
