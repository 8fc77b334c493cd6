"""`kiosk stocktake`: opened over any part of the stock, scanned by many, settled list by list, signed."""

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from db.answers.shelves.stocktake import Counted, Listed
from db.clock import to_local, utc_now
from db.codes import clean
from db.errors import BadValue
from db.marking import N_
from db.stock.choosing import Wanted
from db.stocktake import opening, settling
from db.stocktake.board import board
from db.stocktake.opening import Found, find_stocktake
from db.stocktake.scanning import read_memory
from db.stocktake.statement import close
from db.store.opening import store_in_use
from kiosk.commands.parsing import Commands, one_of
from kiosk.commands.shelf import stocktake_papers
from kiosk.connection.stocktake_notes import NotedStation
from kiosk.console import Console
from kiosk.lists.memories.scan_memory import scans_of_file
from kiosk.sentences.shelves.stocktake import AREA_STATES, COUNTED, NAMES, area_name, figures_of, heard_line

_CLOCKS_DIFFER = timedelta(days=1)
"""How far a scanner's clock may run ahead of the machine's."""


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("stocktake", purpose=N_("count the stock while the library goes on lending"))
    new = group.add(
        "open",
        open_one,
        purpose=N_("begin a stocktake of the whole stock or part of it; several may be open"),
        example="kiosk stocktake open 2026 --range I287",
    )
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument("--range", default="", metavar=_("CLASS..CLASS"), help=_("only these classes"))
    new.add_argument("--shelf", default="", metavar=_("NAME"), help=_("what stands on this shelf"))
    scan = group.add(
        "scan",
        scan_books,
        purpose=N_("count books: work cards, shelf labels and books from standard input"),
        example="kiosk stocktake scan --person Li",
    )
    _which(scan, commands)
    scan.add_argument("--person", default="", metavar=_("WHO"), help=_("who scans"))
    scan.add_argument(
        "--memory",
        type=Path,
        metavar=_("FILE"),
        help=_("a scanner's memory, lines of at,code; each scan counts once"),
    )
    scan.add_argument("--station", default="", metavar=_("NAME"), help=_("the scanner (this machine)"))
    for name, run, purpose in (
        ("board", show_board, N_("how far a stocktake has got: done, running, left, speed, loss so far")),
        ("undo", undo_last, N_("undo what was settled last")),
    ):
        _which(group.add(name, run, purpose=purpose), commands)
    settle = group.add(
        "settle",
        settle_list,
        purpose=N_("settle a list of a stocktake, whole or for some codes"),
        example=N_("kiosk stocktake settle missing"),
    )
    settle.add_argument("list", **one_of(_, NAMES, metavar=N_("LIST")))
    settle.add_argument("codes", nargs="*", metavar=_("CODE"))
    settle.add_argument("--name", default="", metavar=_("NAME"), help=_("which stocktake"))
    end = group.add("close", close_one, purpose=N_("close a stocktake and keep its figures for good"))
    _which(end, commands)
    end.add_argument("--anyway", action="store_true", help=_("even if lists are not settled"))
    stocktake_papers.add_to(group)


def _which(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument(
        "name", nargs="?", default="", metavar=commands.words("NAME"), help=commands.words("which stocktake")
    )


def open_one(console: Console, arguments: argparse.Namespace) -> int:
    """Open one and say what to do next."""
    wanted = Wanted(classes=arguments.range, shelf=arguments.shelf)
    opened = opening.open_stocktake(arguments.name, wanted, console.acting())
    console.say(
        N_("Stocktake {name}: {copies} books at {areas} shelves. Lending goes on."),
        name=arguments.name.strip(),
        copies=opened.copies,
        areas=opened.areas,
    )
    console.say(N_("Print the work cards: {command}"), command="kiosk stocktake cards --out cards.pdf")
    return 0


def scan_books(console: Console, arguments: argparse.Namespace) -> int:
    """Answer each scan; exit 1 where lines of a memory cannot be read, or scans wait for the store."""
    stocktake = find_stocktake(arguments.name)
    station = arguments.station or console.settings.name
    if arguments.memory:
        return _read_memory(stocktake, station, console, arguments)
    here = NotedStation(store_in_use(), stocktake, station, arguments.person)
    for code in filter(None, map(clean, sys.stdin)):
        heard = here.hear(code, utc_now())
        if heard:
            print(heard_line(heard, console.words), file=console.out, flush=True)
        else:
            console.warn(N_("Noted: {code}. The store cannot be reached; go on scanning."), code=code)
    here.close()
    if here.waiting:
        console.warn(
            N_("Scans that wait on this machine: {n}. They count with the next: {command}"),
            n=here.waiting,
            command="kiosk stocktake scan",
        )
    return 1 if here.waiting else 0


def _read_memory(stocktake: Found, station: str, console: Console, arguments: argparse.Namespace) -> int:
    scans, bad = scans_of_file(arguments.memory)
    for number, text in bad[:10]:
        console.warn(N_("Line {number}: {text} is not a time and a code."), number=number, text=text[:80])
    if bad and not scans:
        raise BadValue(
            N_("No line of {path} is a time and a code; nothing was read in."), path=arguments.memory
        )
    late = [scan.at for scan in scans if scan.at > utc_now() + _CLOCKS_DIFFER]
    if late:
        raise BadValue(
            N_("Scans later than this machine's clock: {n}, the first at {at}. Set the scanner's clock."),
            n=len(late),
            at=to_local(min(late)).isoformat(" ", "seconds"),
        )
    found = [(scan.at, scan.code) for scan in scans if scan.code]
    read = read_memory(stocktake, found, station, arguments.person)
    console.say(N_("Scans counted now: {n}; read in earlier: {before}."), n=read.new, before=read.before)
    if read.too_old:
        console.warn(N_("Older than the stocktake, and left out: {n}."), n=read.too_old)
    return 1 if bad else 0


def show_board(console: Console, arguments: argparse.Namespace) -> int:
    """Print the board."""
    _ = console.words
    shown = board(find_stocktake(arguments.name), utc_now())
    console.say(N_("Stocktake {name}"), name=shown.name)
    console.table(
        (_("place"), _("books"), _("accounted for"), _("state"), _("who")),
        (
            (
                area_name(area.name, _),
                area.expected,
                area.accounted,
                _(AREA_STATES[area.state]),
                _(", ").join(area.stations),
            )
            for area in shown.areas
        ),
    )
    counts = (f"{_(COUNTED[kind])} {count}" for kind, count in shown.counts.items())
    print(_(", ").join(counts), file=console.out)
    console.say(
        N_("Scans: {n}; in the last ten minutes {rate} a minute."),
        n=shown.scans,
        rate=f"{shown.per_minute:.1f}",
    )
    if shown.days_left is not None and shown.counts[Counted.NOT_SEEN]:
        console.say(N_("Days left at this rate: {n}"), n=shown.days_left)
    if shown.loss is not None:
        console.say(
            N_("Not found on the shelves that were scanned in full: {rate} %"), rate=f"{shown.loss / 10:.1f}"
        )
    return 0


def settle_list(console: Console, arguments: argparse.Namespace) -> int:
    """Settle; exit 1 where some books need a second look first."""
    stocktake = find_stocktake(arguments.name)
    settled = settling.settle(stocktake, Listed(arguments.list), console.acting(), arguments.codes or None)
    console.say(N_("Settled: {n}. To undo it: kiosk stocktake undo"), n=settled.settled)
    if settled.waiting:
        console.warn(
            N_("Books that need a second look first: {n}. See: {command}"),
            n=settled.waiting,
            command="kiosk stocktake lists --second-look look.pdf",
        )
    return 1 if settled.waiting else 0


def undo_last(console: Console, arguments: argparse.Namespace) -> int:
    """Undo the last batch; exit 1 where some lines have changed since."""
    undone = settling.undo_settling(find_stocktake(arguments.name), console.acting())
    console.say(N_("Undone: {n}."), n=undone.settled)
    if undone.waiting:
        console.warn(N_("Changed since, and left as they are: {n}."), n=undone.waiting)
    return 1 if undone.waiting else 0


def close_one(console: Console, arguments: argparse.Namespace) -> int:
    """Close and print the figures."""
    signed = close(find_stocktake(arguments.name), console.acting(), although=arguments.anyway)
    console.table(("", ""), figures_of(signed.figures, console.words))
    console.say(
        N_("Closed. The page to sign: {command}"),
        command=f"kiosk stocktake statement {signed.name} --out statement.pdf",
    )
    return 0
