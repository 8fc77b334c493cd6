"""The options that all commands share which print: what on, where to, how."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import BadValue
from db.identity import identity
from db.marking import N_
from db.print_jobs import Sheet, last_stock, next_sheet
from db.shelving import Wanted, codes_of_lines, codes_of_list
from kiosk.console import Console
from kiosk.settings import default_path
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.print_wish import Wish

USUAL_STOCK = {"cards": "zweckform-32015", "commands": "zweckform-32015", "signs": "L7165"}
"""What is printed on where nobody says otherwise and nothing was printed before."""

_OTHER_STOCK = "L7160"
_SYMBOLOGIES = ("code128", "code39", "codabar", "qr")
_DPI, _DPI_OF_LABEL_PRINTERS = 300, 203


def add_printing(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add stock, start, target and looks."""
    _ = words
    parser.add_argument("--stock", metavar="NAME", help=_("the sheets or roll; as last time when left out"))
    parser.add_argument(
        "--start", metavar=_("ROW,COLUMN"), help=_("the first free cell; as the last print left it")
    )
    parser.add_argument("--by", choices=("rows", "columns"), help=_("fill the sheet by rows or by columns"))
    add_target(parser, words)
    parser.add_argument("--code", choices=_SYMBOLOGIES, default="code128", help=_("the kind of barcode"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would be printed, change nothing"))


def add_target(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add where it goes and at what resolution: for pages that are no labels, too."""
    _ = words
    parser.add_argument(
        "--out",
        type=Path,
        metavar=_("FILE"),
        help=_("labels.pdf to print, labels.zpl for a label printer, labels.png or .svg to look at"),
    )
    parser.add_argument("--printer", default="", metavar="NAME", help=_("print at once, through CUPS"))
    parser.add_argument(
        "--address", default="", metavar="HOST[:9100]", help=_("send to a label printer that speaks ZPL")
    )
    parser.add_argument("--dpi", type=int, metavar="N", help=_("the printer's dots per inch (300; ZPL 203)"))
    parser.add_argument("--no-proof", action="store_true", help=_("do not read the labels back"))
    parser.add_argument(
        "--stocks",
        type=Path,
        metavar=_("FILE"),
        help=_("label stock of your own (TOML); stocks.toml beside the settings is found by itself"),
    )


def add_choice(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the choice of copies."""
    _ = words
    parser.add_argument(
        "--range", default="", metavar=_("CLASS..CLASS"), help=_("a class or several, as I287..I287.9")
    )
    parser.add_argument("--shelf", default="", metavar="NAME", help=_("what stands on this shelf"))
    parser.add_argument("--title", default="", metavar=_("TEXT"), help=_("whose title contains this"))
    parser.add_argument(
        "--list",
        metavar=_("FILE"),
        help=_("labels or ISBNs, one a line; - takes them from the scanner until an empty line"),
    )
    parser.add_argument("--without-label", action="store_true", help=_("only copies that have no code yet"))
    parser.add_argument("--all", action="store_true", help=_("the whole stock"))


def wanted_of(arguments: argparse.Namespace, *, whole_stock: bool = False) -> Wanted:
    """The choice of copies. Raises BadValue when nothing was chosen, BadList for a list that is none."""
    wanted = Wanted(
        classes=arguments.range,
        shelf=arguments.shelf,
        title=arguments.title,
        codes=listed(arguments.list),
        without_label=arguments.without_label,
    )
    if wanted == Wanted() and not (whole_stock or arguments.all):
        raise BadValue(
            N_("Say which books: --range, --shelf, --title, --list, --without-label, --all, or --again.")
        )
    return wanted


def listed(name: str | None) -> tuple[str, ...] | None:
    """The codes of a list, or of what is scanned until an empty line; None when no list is named."""
    if name is None:
        return None
    if name != "-":
        return codes_of_list(Path(name))
    lines: list[str] = []
    while True:
        try:
            line = input().strip()
        except EOFError:
            line = ""
        if not line:
            return codes_of_lines(lines)
        lines.append(line)


def start_of(text: str) -> tuple[int, int]:
    """Row and column, both from 1. Raises BadValue."""
    found = re.fullmatch(r"(\d{1,3})[,x](\d{1,3})", text)
    if not found:
        raise BadValue(N_("{text} is no row and column. Write it like 3,2."), text=text)
    return int(found[1]), int(found[2])


def wish_of(arguments: argparse.Namespace, kind: str, console: Console, *, new_sheet: bool = False) -> "Wish":
    """How the labels of this kind are wanted, with what the store remembers and what is usual.

    With `new_sheet` they begin on one unless it is said where they do, not where the last print ended.
    Raises BadValue, and PrintFailed for a stock that there is not, or that has no such cell.
    """
    from kiosk.print_wish import Wish, told_as_sentences
    from labels.bars import Symbology
    from labels.design import Design
    from labels.job import Start
    from labels.stock import choose, read_stocks
    from labels.typeface import find_typeface

    given = {"stock": None, "start": None, "by": None, "code": "code128", "dry_run": False} | vars(arguments)
    library, out = identity(), arguments.out
    if out is not None and out.suffix.lower() not in (".pdf", ".zpl", ".svg", ".png"):
        raise BadValue(N_("{file}: the name must end in .pdf, .zpl, .svg or .png."), file=out.name)
    label_printer = bool(arguments.address) or (out is not None and out.suffix.lower() == ".zpl")
    dpi = arguments.dpi or (_DPI_OF_LABEL_PRINTERS if label_printer else _DPI)
    if not 100 <= dpi <= 2400:
        raise BadValue(
            N_("{value} is not possible here: choose a number from {least} to {most}."),
            value=dpi,
            least=100,
            most=2400,
        )
    with told_as_sentences(console):
        own = arguments.stocks or default_path().with_name("stocks.toml")
        stocks = read_stocks(own if arguments.stocks or own.exists() else None)
        last = last_stock(kind)
        usual = last if last in stocks else USUAL_STOCK.get(kind, _OTHER_STOCK)
        stock = choose(stocks, given["stock"] or usual)
        start = _start(
            Sheet(stock.name) if new_sheet else next_sheet(stock.name), given["start"], given["by"]
        )
        stock.number(start.row, start.column, "columns" if start.by_columns else "rows")
        design = Design(
            find_typeface(),
            dpi=dpi,
            symbology=Symbology(given["code"]),
            scheme=library.scheme.kind,
            library=library.name,
        )
    return Wish(
        stock=stock,
        start=Start(start.row, start.column, "columns" if start.by_columns else "rows"),
        design=design,
        out=out,
        printer=arguments.printer,
        address=arguments.address,
        proof=not arguments.no_proof,
        dry_run=given["dry_run"],
    )


def _start(free: Sheet, written: str | None, by: str | None) -> Sheet:
    """Where to begin: where it is written, else on the part-used sheet, which is filled as it was begun."""
    by_columns = free.by_columns if by is None else by == "columns"
    if written:
        row, column = start_of(written)
        return Sheet(free.stock, row, column, by_columns)
    return free if by_columns == free.by_columns else Sheet(free.stock, by_columns=by_columns)
