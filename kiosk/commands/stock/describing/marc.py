"""`kiosk import marc FILE` and `kiosk export marc FILE`: the records of other library systems."""

import argparse
import functools
from pathlib import Path

from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.stock import imports
from kiosk.console import Console


def add_to(lists: Commands) -> None:
    """Add the command to the group `import`."""
    _ = lists.words
    parser = lists.add(
        "marc",
        run_import,
        purpose=N_("read catalogue records: MARC 21 or CNMARC, as ISO 2709 or MARCXML"),
        example="kiosk import marc catalogue.iso --dry-run",
    )
    imports.add_file(parser, lists, _("the records, in UTF-8 or GB18030"))
    parser.add_argument(
        "--profile",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that says in which fields the copies are; without it, the usual ones are tried"),
    )


def add_export(lists: Commands) -> None:
    """Add the command to the group `export`."""
    _ = lists.words
    parser = lists.add(
        "marc",
        run_export,
        purpose=N_("the stock as catalogue records, as kiosk import marc reads them"),
        example="kiosk export marc stock.iso --format cnmarc --encoding gb18030",
    )
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("where they are written"))
    parser.add_argument(
        "--format", choices=("cnmarc", "marc21"), default="cnmarc", help=_("without it: cnmarc")
    )
    parser.add_argument(
        "--encoding",
        choices=("utf-8", "gb18030"),
        default="utf-8",
        help=_("gb18030 is what old systems read; without it: utf-8"),
    )
    parser.add_argument("--xml", action="store_true", help=_("MARCXML instead of ISO 2709"))


def run_export(console: Console, arguments: argparse.Namespace) -> int:
    """Write the records, whole or not at all, and say how many. Raises WriteError."""
    from db.clock import local_day
    from db.exporting.marc.stock import write_stock
    from labels.ink.files import replacing

    with replacing(arguments.file) as (file, _):
        written = write_stock(
            file.write,
            dialect=arguments.format,
            encoding=arguments.encoding,
            xml=arguments.xml,
            today=local_day(console.acting().now),
        )
    console.say(N_("Written: {file}, records: {n}."), file=arguments.file, n=written.records)
    if written.shortened:
        console.warn(
            N_("Fields too long for ISO 2709 that were cut: {n}. --xml keeps them."), n=written.shortened
        )
    return 0


def run_import(console: Console, arguments: argparse.Namespace) -> int:
    """Import the records as a list is imported. Raises BadList for a file without records."""
    from db.lists.marc.holdings import profile_of
    from db.lists.marc.importing import import_marc

    importer = functools.partial(import_marc, places=profile_of(arguments.profile))
    return imports.run_import(importer, console, arguments)
