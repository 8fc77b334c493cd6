"""Building the command line: every command is added the same way, with words in the user's language."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.marking import N_
from kiosk.console import Console
from kiosk.words import Words

Run = Callable[[Console, argparse.Namespace], int]

if TYPE_CHECKING:
    from db.store.opening import Store


def typed_store(text: str) -> "Store":
    """The store that somebody typed on a command line, which others can read.

    Raises BadValue for one with a password in it.
    """
    from db.store.opening import store_at  # not on the way to the first screen

    store = store_at(text)
    if getattr(store, "password", ""):
        raise BadValue(
            N_(
                "Do not write a password on the command line, where others can read it. Write it "
                "into the file ~/.pgpass, or the whole URL into the settings file."
            )
        )
    return store


class Commands:
    """A level of commands (`kiosk ...`, `kiosk books ...`) to which command modules add theirs."""

    def __init__(self, parser: argparse.ArgumentParser, words: Words, *, required: bool = True) -> None:
        self.words = words
        self._level: Any = parser.add_subparsers(
            title=words("commands"),
            metavar=words("COMMAND"),
            dest="command",
            required=required,
        )

    def add(
        self, name: str, run: Run, *, purpose: str, example: str = "", needs_store: bool = True
    ) -> argparse.ArgumentParser:
        """Add a command. `run` gets the console and the arguments and returns the exit code.

        The store is open and connected while it runs, unless it says that it needs none.
        """
        parser = self._parser(name, purpose, example)
        parser.set_defaults(run=run, needs_store=needs_store)
        return parser

    def group(
        self,
        name: str,
        *,
        purpose: str,
        example: str = "",
        run: Run | None = None,
    ) -> "Commands":
        """Add a command that has commands below it, and does something by itself only if it has a `run`."""
        parser = self._parser(name, purpose, example)
        if run:
            parser.set_defaults(run=run, needs_store=True)
        return Commands(parser, self.words, required=run is None)

    def _parser(self, name: str, purpose: str, example: str) -> argparse.ArgumentParser:
        told = self.words(purpose)
        made: argparse.ArgumentParser = self._level.add_parser(
            name,
            help=told,
            description=told[:1].upper() + told[1:] + self.words("."),
            epilog=self.words("For example: {example}", example=example) if example else None,
            allow_abbrev=False,
        )
        return made


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
