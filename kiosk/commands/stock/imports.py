"""`kiosk import books FILE` and `kiosk import readers FILE`: a school's own lists into the store."""

import argparse
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from db.lists.headers import HEADERS, Kind
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console, Progress

if TYPE_CHECKING:
    pass

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
    """Add the two commands."""
    _ = commands.words
    lists = commands.group("import", purpose=N_("bring a list of books or readers into the library"))
    purposes: dict[Kind, str] = {
        "books": N_("read a list of books: what is new is added, what has changed is updated"),
        "readers": N_("read a list of readers: who is new is added, who has changed is updated"),
    }
    for kind, purpose in purposes.items():
        parser = lists.add(kind, functools.partial(run_import, kind), purpose=purpose)
        parser.set_defaults(makes_store=True)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        fields = (f"  {field:<14} {', '.join(headers)}" for field, headers in HEADERS[kind].items())
        parser.epilog = "\n".join(
            [_(EXAMPLES[kind]), "", _("Fields, and the headers that name them:"), *fields]
        )
        parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the list, as CSV or .xlsx"))
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar=_("COLUMN=FIELD"),
            help=_("take this column of the list as this field; may be given several times"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))


def run_import(kind: Kind, console: Console, arguments: argparse.Namespace) -> int:
    """Import the list and say what happened. Returns 0, or 1 when nothing went in.

    Raises BadList for a file that is no such list and BadValue for a `--map` that makes no sense.
    """
    from db.lists.books import import_books
    from db.lists.readers import import_readers
    from kiosk.commands.imported import tell_imported

    importer = import_books if kind == "books" else import_readers
    progress = Progress(sys.stderr)
    try:
        imported = importer(
            arguments.file,
            acting=console.acting(),
            mapping=arguments.map,
            dry_run=arguments.dry_run,
            on_progress=progress.show,
        )
    finally:
        progress.clear()
    tell_imported(imported, arguments.file, console)
    return 0 if imported.accepted else 1
