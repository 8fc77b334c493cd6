"""`kiosk shelf read`, `kiosk shelf settle`: a shelf read book by book, and what is done about its books."""

import argparse
import sys

from db.answers.shelves.shelf import ShelfRead, Verdict
from db.codes import clean
from db.errors import BadValue, NotFound
from db.marking import N_
from db.shelf.reading import ReadingShelves, read_shelves
from db.shelf.settling import settle_here, take_back
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.console import Console
from kiosk.machine.terminal import is_plain_console, tone_of
from kiosk.sentences.shelves.shelf import read_lines, scan_line
from kiosk.words import visible_json

ACTS = {"found": N_("found"), "here": N_("stands here"), "returned": N_("returned")}
"""What a librarian says of a book that stands where the record does not have it."""


def add_to(shelf: Commands) -> None:
    """Add the commands to the group `shelf`."""
    _ = shelf.words
    read = shelf.add(
        "read",
        read_shelf,
        purpose=N_("check the order of a shelf: its label and its books from standard input, as they stand"),
        example="kiosk shelf read --json < codes.txt",
    )
    read.add_argument("--shelf", default="", metavar=_("NAME"), help=_("the shelf, where it has no label"))
    shown = read.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    shown.add_argument(
        "--live",
        action="store_true",
        help=_("answer each scan at once, as at a terminal; what is wrong beeps"),
    )
    screen = shelf.add(
        "screen",
        read_on_screen,
        purpose=N_("read shelves on a full screen: one large word for each scan"),
    )
    screen.add_argument("--shelf", default="", metavar=_("NAME"), help=_("the shelf, where it has no label"))
    settle = shelf.add(
        "settle",
        settle_books,
        purpose=N_("say what became of books at the shelf: found again, kept here from now on, returned"),
        example=N_("kiosk shelf settle found 31234000000018"),
    )
    settle.add_argument("act", **one_of(_, ACTS, metavar=N_("ACT")))
    settle.add_argument("codes", nargs="+", metavar=_("CODE"))
    settle.add_argument("--shelf", default="", metavar=_("NAME"), help=_("where they stand, for “here”"))
    undo = shelf.add(
        "undo",
        undo_settling,
        purpose=N_("undo what was settled, by the number that was given then"),
        example="kiosk shelf undo 4711",
    )
    undo.add_argument("numbers", nargs="+", type=whole_number(_), metavar=_("NUMBER"))


def read_shelf(console: Console, arguments: argparse.Namespace) -> int:
    """Say what is to be put right; at a terminal each scan is answered at once."""
    if arguments.live or (sys.stdin.isatty() and not arguments.json):
        read = _read_live(console, arguments.shelf)
    else:
        codes = [code for line in sys.stdin if (code := clean(line))]
        read = read_shelves(codes, console.acting().now, shelf=arguments.shelf)
    if arguments.json:
        print(visible_json(as_json(read)), file=console.out)
        return 0
    for line in read_lines(read, console.words):
        print(line, file=console.out)
    return 0


def _read_live(console: Console, shelf: str) -> ShelfRead:
    """Answer scan by scan; a label of a shelf that is gone is said, and the reading goes on."""
    reading = ReadingShelves(console.acting().now, shelf=shelf)
    for code in filter(None, map(clean, sys.stdin)):
        try:
            heard = reading.hear(code)
        except NotFound as error:
            console.warn(error.sentence)
            continue
        if heard:
            is_right = heard.verdict is Verdict.RIGHT
            sound = tone_of(is_right=is_right, is_console=is_plain_console()) if heard.verdict else ""
            print(scan_line(heard, console.words) + sound, file=console.out, flush=True)
    print(file=console.out)
    return reading.result()


def read_on_screen(console: Console, arguments: argparse.Namespace) -> int:
    """Open the full screen; what is to be done is printed at its end."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        console.warn(N_("The full screen needs a terminal. See kiosk --help for what works without one."))
        return 1
    from kiosk.shelf_screen.app import ShelfScreen

    reading = ReadingShelves(console.acting().now, shelf=arguments.shelf)
    read = ShelfScreen(reading, console.acting, console.words).run() or reading.result()
    for line in read_lines(read, console.words):
        print(line, file=console.out)
    return 0


def as_json(read: ShelfRead) -> dict[str, object]:
    """The moves, and the codes of each list under its own name."""
    lists = [verdict for verdict in Verdict if verdict not in (Verdict.RIGHT, Verdict.MOVE)]
    return {
        "moves": [{"code": move.code, "after": move.after, "before": move.before} for move in read.moves],
        **{verdict.value: [one.code for one in read.found.get(verdict, ())] for verdict in lists},
        "missing": [one.code for one in read.missing],
        "handfuls": [list(one.codes) for one in read.handfuls],
        "scanned": read.scanned,
        "right": read.right,
    }


def settle_books(console: Console, arguments: argparse.Namespace) -> int:
    """Settle each book and say by which number it is undone."""
    if arguments.act == "here" and not arguments.shelf:
        raise BadValue(N_("Say which shelf the books stand on: --shelf NAME."))
    acting = console.acting()
    for code in arguments.codes:
        settled = settle_here(arguments.act, code, acting, shelf=arguments.shelf)
        if settled.events:
            console.say(
                N_("“{title}”: done. To undo it: kiosk shelf undo {numbers}"),
                title=settled.title,
                numbers=" ".join(map(str, settled.events)),
            )
        else:
            console.say(N_("“{title}”: nothing had to be changed."), title=settled.title)
    return 0


def undo_settling(console: Console, arguments: argparse.Namespace) -> int:
    """Undo events; exit 1 where something has changed since."""
    if take_back(arguments.numbers, console.acting()):
        console.say(N_("Undone."))
        return 0
    console.say(N_("This cannot be undone: something has changed since."))
    return 1
