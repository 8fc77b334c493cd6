"""`kiosk registers numbers`: the numbers of the school's own register in place of ours."""

import argparse
import contextlib
from pathlib import Path

from db.lists.numbers import bring_numbers
from db.marking import N_
from db.safety.trial import on_a_copy
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.sentences.stock.registers import numbers_said

_SHOWN = 20


def add_to(group: Commands) -> None:
    """Add the command to the group `registers`."""
    _ = group.words
    brought = group.add(
        "numbers",
        bring,
        purpose=N_("import the accession numbers that the school's own register gave its copies"),
        example="kiosk registers numbers numbers.csv --dry-run",
    )
    brought.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("two columns: barcode, accession number")
    )
    brought.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))


def bring(console: Console, arguments: argparse.Namespace) -> int:
    """Import them; exit 1 where a line was refused."""
    with on_a_copy() if arguments.dry_run else contextlib.nullcontext():
        read = bring_numbers(arguments.file, console.acting(), dry_run=arguments.dry_run)
    console.say(numbers_said(read.given.given, read.given.same, len(read.refused)))
    for one in read.refused[:_SHOWN]:
        console.warn(N_("Line {line}: {code}: {reason}"), line=one.line, code=one.code, reason=one.reason)
    if len(read.refused) > _SHOWN:
        console.warn(N_("and {n} more lines"), n=len(read.refused) - _SHOWN)
    return 1 if read.refused else 0
