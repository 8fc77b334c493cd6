"""Building the command line: every command is added the same way, with words in the user's language."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from db.errors import BadValue
from db.marking import N_
from kiosk.console import Console
from kiosk.words import Words

Number = TypeVar("Number", int, float)
_LARGEST = 2**31 - 1
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
                "Do not write a password on the command line, where others can read it. Put it in the "
                "file ~/.pgpass, or put the whole URL in the settings file."
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
        needs_store: bool = True,
    ) -> "Commands":
        """Add a command that has commands below it, and does something by itself only if it has a `run`."""
        parser = self._parser(name, purpose, example)
        if run:
            parser.set_defaults(run=run, needs_store=needs_store)
        return Commands(parser, self.words, required=run is None)

    def _parser(self, name: str, purpose: str, example: str) -> argparse.ArgumentParser:
        told = self.words(purpose)
        made: argparse.ArgumentParser = self._level.add_parser(
            name,
            help=told,
            description=told[:1].upper() + told[1:] + self.words("."),
            epilog=self.words("For example: {example}", example=self.words.term(example))
            if example
            else None,
            allow_abbrev=False,
        )
        return made


def one_of(
    words: Words,
    choices: Mapping[str, str],
    also: Callable[[str], str | None] = lambda typed: None,
    *,
    metavar: str = "",
) -> dict[str, Any]:
    """Options of `add_argument` for one of a few words, each with the marked word that people read.

    Either is understood in any language; `also` knows other words for them. The help and the error name them
    as this user types them. `metavar` names an argument that is no option.
    """
    shown = [own if words.language == "en" else words.term(word) for own, word in choices.items()]

    def typed(text: str) -> str:
        from kiosk.typed import choice  # not on the way to the first screen

        found = choice(text, choices) or also(text)
        if found is None or found not in choices:
            known = words(", ").join(shown)
            raise argparse.ArgumentTypeError(
                words("{value} is not one of: {known}.", value=text, known=known)
            )
        return found

    if metavar:
        return {"type": typed, "metavar": words(metavar), "help": words(", ").join(shown)}
    return {"type": typed, "metavar": f"{{{','.join(shown)}}}"}


def add_listening(parser: argparse.ArgumentParser, words: Words, *, port: int) -> None:
    """Add `--host` and `--port`: empty and None unless they are given. `port` is the usual one."""
    _ = words
    parser.add_argument(
        "--host", default="", metavar=_("ADDRESS"), help=_("the address to listen on (127.0.0.1)")
    )
    parser.add_argument(
        "--port",
        type=whole_number(_),
        default=None,
        metavar="N",
        help=_("the port ({port}); 0 takes a free one and says which", port=port),
    )


def add_days(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add `--from` and `--to`, as `first` and `last`: days, or None."""
    _ = words
    parser.add_argument("--from", dest="first", type=typed_day(_), metavar=_("DAY"), help=_("since this day"))
    parser.add_argument("--to", dest="last", type=typed_day(_), metavar=_("DAY"), help=_("up to this day"))


def typed_lines() -> list[str]:
    """The lines of standard input; none where a person sits at it, who was not asked."""
    return [] if sys.stdin is None or sys.stdin.isatty() else list(sys.stdin)


def typed_day(words: Words) -> Callable[[str], date]:
    """The `type` of an argument that is a day."""

    def typed(text: str) -> date:
        try:
            from kiosk.typed import day

            return day(text)
        except BadValue as error:
            raise argparse.ArgumentTypeError(words(error.sentence)) from error

    return typed


def whole_number(words: Words) -> Callable[[str], int]:
    """The `type` of an argument that is a whole number, of at most 32 bits: the database's own."""
    return _number(words, int, N_("{text} is not a whole number."))


def any_number(words: Words) -> Callable[[str], float]:
    """The `type` of an argument that may have a fraction."""
    return _number(words, float, N_("{text} is not a number."))


def _number(words: Words, kind: Callable[[str], Number], sentence: str) -> Callable[[str], Number]:
    def typed(text: str) -> Number:
        try:
            from kiosk.typed import plain

            number = kind(plain(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(words(sentence, text=text)) from error
        if not -_LARGEST <= number <= _LARGEST:  # nor what is no number at all, such as nan
            raise argparse.ArgumentTypeError(words(N_("{text} is too large a number."), text=text))
        return number

    return typed
