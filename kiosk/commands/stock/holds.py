"""`kiosk holds`: who waits for which title."""

import argparse

from db.circulation import holds
from db.clock import to_local
from db.marking import N_
from kiosk.console import Console


def list_holds(console: Console, _arguments: argparse.Namespace) -> int:
    """Print who waits for what."""
    _ = console.words
    found = holds.open_holds()
    if not found:
        console.say(N_("Nobody is waiting for a book."))
        return 0
    console.table(
        (_("since"), _("number"), _("name"), _("title")),
        ((to_local(at).date(), number, name, title) for at, number, name, title in found),
    )
    return 0


def add_hold(console: Console, arguments: argparse.Namespace) -> int:
    """Let a reader wait for a title."""
    holds.place_hold(arguments.number, arguments.isbn, console.acting())
    return list_holds(console, arguments)


def cancel_hold(console: Console, arguments: argparse.Namespace) -> int:
    """Let a reader wait no longer."""
    holds.cancel_hold(arguments.number, arguments.isbn, console.acting())
    return list_holds(console, arguments)
