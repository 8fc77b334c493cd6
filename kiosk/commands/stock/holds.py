"""`kiosk holds`: who waits for which title."""

import argparse

from db.circulation import holds
from db.circulation.waiting import holds_waiting
from db.clock import to_local
from db.marking import N_
from kiosk.console import Console


def list_holds(console: Console, arguments: argparse.Namespace) -> int:
    """Print who waits for what, or those for whom a book has come."""
    _ = console.words
    only_come = bool(getattr(arguments, "come", False))
    found = holds_waiting(only_come=only_come)
    if not found:
        console.say(
            N_("No book has come in for anybody.") if only_come else N_("Nobody is waiting for a book.")
        )
        return 0
    console.table(
        (
            *(_("since"), _("number"), _("name"), _("class"), _("title"), _("place in line")),
            *(_("has come"), _("shelf")),
        ),
        (
            (
                *(to_local(row.since).date(), row.number, row.name, row.class_name, row.title, row.position),
                *(row.code, row.place),
            )
            for row in found
        ),
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
