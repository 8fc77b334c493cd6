"""`kiosk import books FILE` and `kiosk import readers FILE`: a school's own lists into the store."""

import argparse
import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.lists.headers import HEADERS, Kind
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.progress import Progress
from kiosk.words import Words

if TYPE_CHECKING:
    from db.lists.report import Imported

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
    from kiosk.commands.rejects import tell_rejected

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
    for line in summary(imported, console.words):
        print(line, file=console.out)
    tell_rejected(imported, arguments.file, console)
    return 0 if imported.accepted else 1


_DOUBTS = {
    "isbn": N_("Something else stands in place of an ISBN in lines: {lines}"),
    "price": N_("The price cannot be read in lines: {lines}"),
}
_SHOWN = 10
"""So many lines are named."""


def _some(lines: Sequence[int], words: Words) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN]))
    more = len(lines) - _SHOWN
    return f"{shown} {words('and {more} more', more=more)}" if more > 0 else shown


def summary(imported: "Imported", words: Words) -> list[str]:
    """What an import did, in a few lines."""

    def counted(text: str, **numbers: int) -> str:
        return words(text, **{name: f"{number:,}" for name, number in numbers.items()})

    changes = {"added": imported.added, "changed": imported.changed, "same": imported.same}
    lines = [words("Nothing was changed. This is what would happen:")] if imported.dry_run else []
    lines.append(
        counted(
            N_("Rows: {rows}, accepted {accepted}, rejected {rejected}"),
            rows=imported.rows,
            accepted=imported.accepted,
            rejected=len(imported.rejected),
        )
    )
    if imported.kind == "books":
        lines += [
            counted(N_("Titles: {added} added, {changed} changed, {same} as they were"), **changes),
            counted(
                N_("Copies: {listed} in the list, {added} added, {withdrawn} taken away"),
                listed=imported.copies,
                added=imported.copies_added,
                withdrawn=imported.copies_withdrawn,
            ),
            counted(
                N_(
                    "ISBN: {good} good, {recovered} recovered, {damaged} damaged,"
                    " {not_isbn} not an ISBN, {absent} absent"
                ),
                **imported.isbns,
            ),
        ]
        for field, text in _DOUBTS.items():
            if imported.doubts[field]:
                lines.append(words(text, lines=_some(imported.doubts[field], words)))
        if imported.unlabelled:
            text = N_(
                "Books with neither an ISBN nor a label: {n}. They need a label before they can be borrowed."
            )
            lines.append(counted(text, n=imported.unlabelled))
        if imported.copies_over:
            text = N_("Copies beyond the list that stay, since they carry a label or are on loan: {over}")
            lines.append(counted(text, over=imported.copies_over))
    else:
        lines += [
            counted(N_("Readers: {added} added, {changed} changed, {same} as they were"), **changes),
            counted(N_("Classes in the list: {classes}"), classes=imported.classes),
        ]
        if imported.own_limits:
            text = N_("Readers with a limit of their own, which goes over the policy's: {n}")
            lines.append(counted(text, n=imported.own_limits))
    if imported.repeated:
        text = N_("Rows that repeat an earlier row's book or reader, counted with it: {repeated}")
        lines.append(counted(text, repeated=imported.repeated))
    if imported.unused:
        lines.append(words("Columns not used: {columns}", columns=", ".join(imported.unused)))
    return lines
