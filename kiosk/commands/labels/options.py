"""The options that all printing commands share: what on, where to, how."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.lists.files.codes import codes_of_lines, codes_of_list
from db.marking import N_
from db.stock.choosing import Wanted
from kiosk.commands.parsing import one_of, whole_number
from kiosk.console import Console
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.label_printing.order import PrintOrder

DIRECTIONS = {"rows": N_("by rows"), "columns": N_("by columns")}
_SPINE_SYMBOLS = {"ladder": N_("ladder"), "matrix": N_("matrix")}
_SYMBOLOGIES = ("code128", "code39", "codabar", "qr")


def add_printing(parser: argparse.ArgumentParser, words: Words, *, symbol: bool = False) -> None:
    """Add stock, start, target and looks; with `symbol` also the code on the spine."""
    _ = words
    parser.add_argument("--stock", metavar=_("NAME"), help=_("the sheets or roll (default: as last time)"))
    parser.add_argument(
        "--start",
        metavar=_("ROW,COLUMN"),
        help=_("the first free cell (default: where the last print ended)"),
    )
    parser.add_argument("--by", **one_of(_, DIRECTIONS), help=_("fill the sheet by rows or by columns"))
    add_target(parser, words)
    parser.add_argument("--code", choices=_SYMBOLOGIES, default="code128", help=_("the kind of barcode"))
    if symbol:
        parser.add_argument(
            "--symbol",
            **one_of(_, _SPINE_SYMBOLS),
            help=_("below the call number, a code that a camera can read on the shelf: ladder or matrix"),
        )
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
    parser.add_argument("--printer", default="", metavar=_("NAME"), help=_("print at once, through CUPS"))
    parser.add_argument(
        "--address", default="", metavar="HOST[:9100]", help=_("send to a label printer that speaks ZPL")
    )
    parser.add_argument(
        "--dpi", type=whole_number(_), metavar="N", help=_("the printer's dots per inch (300; ZPL 203)")
    )
    parser.add_argument(
        "--no-proof", action="store_true", help=_("do not read the labels back before printing")
    )
    parser.add_argument(
        "--stocks",
        type=Path,
        metavar=_("FILE"),
        help=_("label stock of your own (TOML); stocks.toml beside the settings is read automatically"),
    )


def add_choice(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the choice of copies."""
    _ = words
    parser.add_argument(
        "--range",
        default="",
        metavar=_("CLASS..CLASS"),
        help=_("a class number or several, such as I287..I287.9"),
    )
    parser.add_argument("--shelf", default="", metavar=_("NAME"), help=_("what is on this shelf"))
    parser.add_argument("--title", default="", metavar=_("TEXT"), help=_("whose title contains this"))
    parser.add_argument(
        "--list",
        metavar=_("FILE"),
        help=_("labels or ISBNs, one per line; - takes them from the scanner until an empty line"),
    )
    parser.add_argument("--without-label", action="store_true", help=_("only copies that have no code yet"))
    parser.add_argument("--all", action="store_true", help=_("the whole stock"))


def wanted_of(arguments: argparse.Namespace, *, whole_stock: bool = False) -> Wanted:
    """The choice of copies. Raises BadValue when nothing was chosen, BadList for a file without a list."""
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


def order_of(
    arguments: argparse.Namespace, kind: str, console: Console, *, new_sheet: bool = False, symbol: str = ""
) -> "PrintOrder":
    """How the labels of this kind are wanted, by the command line; see `kiosk.label_printing.order.order`.

    `symbol`: what stands on the spine where nobody says otherwise.
    """
    from kiosk.label_printing.order import order

    usual: dict[str, Any] = {"stock": None, "start": None, "by": None, "code": "code128", "dry_run": False}
    given = {"symbol": None} | usual | vars(arguments)
    return order(
        kind,
        stock=given["stock"],
        start=given["start"],
        by=given["by"],
        code=given["code"],
        symbol=given["symbol"] or symbol or None,
        dry_run=given["dry_run"],
        out=arguments.out,
        printer=arguments.printer,
        address=arguments.address,
        dpi=arguments.dpi,
        proof=not arguments.no_proof,
        own_stocks=arguments.stocks,
        new_sheet=new_sheet,
        fonts=console.settings.font_files,
    )
