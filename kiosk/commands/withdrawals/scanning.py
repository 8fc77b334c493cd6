"""`kiosk weeding scan`, `keep`, `undo`: books withdrawn or kept at the shelf, by scanning them."""

import argparse
import sys

from db.clock import local_day, utc_now
from db.codes import clean
from db.errors import LibraryError
from db.marking import N_
from db.weeding import cases, scanning
from db.weeding.grounds import GROUNDS
from db.weeding.proposing import proposals
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.sentences.stock.weeding import ground_name


def add_to(group: Commands) -> None:
    """Add the commands to the group `weeding`."""
    _ = group.words
    scan = group.add(
        "scan",
        scan_books,
        purpose=N_("withdraw each book that is scanned at the shelf, from standard input"),
        example="kiosk weeding scan --ground worn",
    )
    which_case(scan, group)
    scan.add_argument(
        "--ground",
        choices=GROUNDS,
        metavar=_("GROUND"),
        help=_("why; if not given, what the rules say"),
    )
    group.add("keep", keep_books, purpose=N_("keep each book that is scanned: it is not proposed any more"))
    undo = group.add("undo", undo_one, purpose=N_("undo: remove the last book, or these, from the case"))
    undo.add_argument("codes", nargs="*", metavar=_("CODE"))
    undo.add_argument("--case", dest="name", default="", metavar=_("NAME"), help=_("which case"))


def which_case(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """Add the name of a case; none is the one that is open."""
    _ = commands.words
    parser.add_argument("name", nargs="?", default="", metavar=_("NAME"), help=_("which case"))


def scan_books(console: Console, arguments: argparse.Namespace) -> int:
    """Answer each scan; exit 1 where a book could not be put into the case."""
    case = cases.case_called(arguments.name)
    whys = {one.copy_id: one.whys for one in proposals(local_day(utc_now()))}
    refused = 0
    for code in filter(None, map(clean, sys.stdin)):
        try:
            copy_id = scanning.copy_scanned(code)
            why = whys.get(copy_id, ())
            ground = arguments.ground or (why[0].ground if why else "")
            said = "; ".join(console.words(one.said) for one in why)
            if not ground:
                console.warn(N_("The rules say nothing about {code}: say why, with --ground."), code=code)
                refused += 1
                continue
            taken = scanning.withdraw_copy(case, copy_id, ground, console.acting(), said)
        except LibraryError as error:
            console.warn(error.sentence)
            refused += 1
            continue
        console.say(
            N_("To be withdrawn: “{title}” {call_number}, {ground}"),
            title=taken.title,
            call_number=taken.call_number,
            ground=ground_name(ground, console.words),
        )
    return 1 if refused else 0


def keep_books(console: Console, _arguments: argparse.Namespace) -> int:
    """Answer each scan; exit 1 where a code is no book's."""
    refused = 0
    for code in filter(None, map(clean, sys.stdin)):
        try:
            taken = scanning.keep_here(code, console.acting())
        except LibraryError as error:
            console.warn(error.sentence)
            refused += 1
            continue
        console.say(N_("Kept: “{title}” {call_number}"), title=taken.title, call_number=taken.call_number)
    return 1 if refused else 0


def undo_one(console: Console, arguments: argparse.Namespace) -> int:
    """Take books out of a case."""
    case = cases.case_called(arguments.name)
    for code in arguments.codes or [""]:
        taken = scanning.take_out(case, console.acting(), code)
        console.say(N_("Out of the case again: “{title}”"), title=taken.title)
    return 0
