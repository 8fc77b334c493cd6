"""`kiosk import books|readers|marc FILE`: a school's own lists and records into the store."""

import argparse
import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.lists.cells.header_names import HEADERS, Kind
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.stock.describing import classing, marc
from kiosk.console import Console, Progress, confirmed
from kiosk.lists.imported.changes import MOST_SHOWN

if TYPE_CHECKING:
    from db.lists.report import Imported

    Importer = Callable[..., Imported]
    """Takes the file, who acts, and what the options say; see `db.lists.books.import_books`."""

EXAMPLES: dict[Kind, str] = {
    "books": N_(
        "Examples:\n"
        "  kiosk import books stock.csv --dry-run   look first, change nothing\n"
        "  kiosk import books stock.csv             again after a correction, nothing goes in twice\n"
        "  kiosk import books stock.xlsx --map 'Shelf mark=call_number' --map Stock=copies\n\n"
        "The count of a title is all its copies. Rows that cannot go in are written to\n"
        "stock.rejected.csv beside the list, with the reasons: correct them and import that file."
    ),
    "readers": N_(
        "Examples:\n"
        "  kiosk import readers classes.csv --dry-run   look first, change nothing\n"
        "  kiosk import readers classes.xlsx            again after a correction\n"
        "  kiosk import readers classes.csv --map 'Pupil No=number' --map Form=class\n\n"
        "Readers who are not in the list stay as they are. Rows that cannot go in are written to\n"
        "classes.rejected.csv beside the list, with the reasons: correct them and import that file."
    ),
}


def add(commands: Commands) -> None:
    """Add the commands."""
    _ = commands.words
    lists = commands.group("import", purpose=N_("import a list of books or readers"))
    purposes: dict[Kind, str] = {
        "books": N_("read a list of books: what is new is added, what has changed is updated"),
        "readers": N_("read a list of readers: who is new is added, who has changed is updated"),
    }
    for kind, purpose in purposes.items():
        parser = lists.add(kind, functools.partial(_run_list, kind), purpose=purpose)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        fields = (f"  {field:<14} {', '.join(headers)}" for field, headers in HEADERS[kind].items())
        parser.epilog = "\n".join(
            [_(EXAMPLES[kind]), "", _("Fields, and the headers that name them:"), *fields]
        )
        add_file(parser, commands, _("the list, as CSV or .xlsx"))
        _add_map(parser, commands)
    marc.add_to(lists)
    classing.add_import(lists)
    known = lists.add(
        "known",
        _run_known,
        purpose=N_(
            "make the books of a list or of MARC records known: intake then does not ask for their titles"
        ),
        example="kiosk import known bookseller.xlsx",
    )
    add_file(known, commands, _("a list with ISBN and title, or MARC records"))
    _add_map(known, commands)


def _add_map(parser: argparse.ArgumentParser, commands: Commands) -> None:
    _ = commands.words
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("COLUMN=FIELD"),
        help=_("take this column of the list as this field; may be given several times"),
    )


def add_file(parser: argparse.ArgumentParser, commands: Commands, what: str) -> None:
    """The options of every list that is imported."""
    _ = commands.words
    parser.set_defaults(makes_store=True)
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=what)
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    parser.add_argument("--all", action="store_true", help=_("show every change, not only the first ones"))
    parser.add_argument(
        "--yes",
        action="store_true",
        help=_("also withdraw copies and give a number to another person, without asking"),
    )


def _run_list(kind: Kind, console: Console, arguments: argparse.Namespace) -> int:
    from db.lists.books import import_books
    from db.lists.people.readers import import_readers

    importer = import_books if kind == "books" else import_readers
    return run_import(functools.partial(importer, mapping=arguments.map), console, arguments)


def _run_known(console: Console, arguments: argparse.Namespace) -> int:
    from db.known.importing import import_known

    return run_import(functools.partial(import_known, mapping=arguments.map), console, arguments)


def run_import(importer: "Importer", console: Console, arguments: argparse.Namespace) -> int:
    """Import the list, say what changed, and ask about what takes something away.

    Returns 0, or 1 when nothing went in or something waits for a yes. Raises BadList for a file that is no
    such list and BadValue for a `--map` that makes no sense.
    """
    imported = _import(importer, console, arguments, confirmed=arguments.yes)
    _tell(imported, console, arguments)
    may_ask = imported.held and not imported.dry_run and sys.stdin.isatty()
    if may_ask and confirmed(console, N_("Do this too? Type yes: ")):
        imported = _import(importer, console, arguments, confirmed=True)
        _tell(imported, console, arguments)
    return 0 if imported.accepted and not (imported.held and not imported.dry_run) else 1


def _import(
    importer: "Importer", console: Console, arguments: argparse.Namespace, *, confirmed: bool
) -> "Imported":
    from db.safety.trial import on_a_copy

    progress = Progress(sys.stderr)
    try:
        with on_a_copy() if arguments.dry_run else contextlib.nullcontext():
            return importer(
                arguments.file,
                acting=console.acting(),
                confirmed=confirmed,
                dry_run=arguments.dry_run,
                on_progress=progress.show,
            )
    finally:
        progress.clear()


def _tell(imported: "Imported", console: Console, arguments: argparse.Namespace) -> None:
    from kiosk.commands.imported import tell_imported

    tell_imported(imported, arguments.file, console, None if arguments.all else MOST_SHOWN)
