"""A print order: how labels are wanted, and what was usual where nobody says otherwise."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from db.errors import BadValue, LibraryError, within
from db.labelling.jobs import Sheet, last_stock, next_sheet
from db.library.identity import identity
from db.marking import N_, Sentence
from db.plain_files import refuse_odd
from kiosk.settings_file import default_path
from labels.content.design import Design
from labels.errors import LabelError
from labels.ink.bars import Symbology
from labels.ink.typeface import find_typeface
from labels.job import Plan, Start, plan
from labels.stock import Stock
from labels.stock_file import choose, read_stocks

USUAL_STOCK = {
    "cards": "a4-cards",
    "commands": "a4-cards",
    "signs": "L7165",
    "shelves": "L7165",
}
"""What is printed on where nobody says otherwise and nothing was printed before."""

SPINE_SYMBOLS = {"ladder": Symbology.LADDER, "matrix": Symbology.DATA_MATRIX}
"""What a camera reads on the shelf, by the word of the command line."""

_MOST_BYTES = 1024 * 1024
_OTHER_STOCK = "L7160"
_DPI, _DPI_OF_LABEL_PRINTERS = 300, 203
_OF_A_ROLL = 20
"""Labels printed at once where no sheet says how many."""


class PrintFailed(LibraryError):
    """A label cannot be made as it was asked for; nothing was printed."""


@dataclass(frozen=True)
class PrintOrder:
    """How labels are wanted.

    Attributes:
        stock: what they are printed on.
        sheet: where on it they begin.
        design: letters, resolution, kind of barcode.
        out: the file; None when they go to a printer only.
        printer: a queue of CUPS, or empty.
        address: of a label printer that speaks ZPL, or empty.
        proof: read every label back before the file gets its name.
        dry_run: say what would be printed, and change nothing.
    """

    stock: Stock
    sheet: Sheet
    design: Design
    out: Path | None = None
    printer: str = ""
    address: str = ""
    proof: bool = True
    dry_run: bool = False

    @property
    def symbol(self) -> str:
        """The code on the spine by its word, empty for none."""
        return next((word for word, it in SPINE_SYMBOLS.items() if it is self.design.spine_symbol), "")

    @property
    def zpl(self) -> bool:
        """Whether the printer's own language is wanted, not a PDF."""
        return bool(self.address) or (self.out is not None and self.out.suffix.lower() == ".zpl")

    @property
    def is_preview(self) -> bool:
        """Whether a picture is wanted: nothing of it is printed or recorded."""
        return self.out is not None and self.out.suffix.lower() in (".svg", ".png")

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing is to be printed or recorded."""
        return self.dry_run or self.is_preview

    @property
    def start(self) -> Start:
        """Where the first sheet begins, as `labels` counts it."""
        return Start(self.sheet.row, self.sheet.column, "columns" if self.sheet.by_columns else "rows")

    @property
    def sheetful(self) -> int:
        """How many labels the sheet in the printer still has room for; a handful of a roll."""
        stock, start = self.stock, self.start
        if stock.cells == 1:
            return _OF_A_ROLL
        return stock.cells - stock.number(start.row, start.column, start.order)

    def for_file(self, usual: Path) -> "PrintOrder":
        """The order itself where it names a target, else with this file as one."""
        return self if self.out or self.printer or self.address else replace(self, out=usual)

    def planned(self, count: int) -> Plan:
        """What `count` labels will use. Raises PrintFailed when they cannot begin where they are to."""
        with as_library_error():
            return plan(count, self.stock, self.start)

    def following(self, planned: Plan) -> Sheet:
        """Where the next print on this stock begins."""
        after = planned.next_start
        return Sheet(self.stock.name, after.row, after.column, after.order == "columns")


@contextmanager
def as_library_error() -> Iterator[None]:
    """What `labels` refuses becomes an error of ours; marked words in its places are translated with it."""
    try:
        yield
    except LabelError as error:
        raise PrintFailed(error.sentence, **values_of(error)) from error


def values_of(error: LabelError) -> dict[str, object]:
    """The values of an error of `labels`, those that are words of ours marked as such."""
    return {
        name: Sentence(str(value)) if name in ("extent", "allowed", "meaning") else value
        for name, value in error.values.items()
    }


def start_of(text: str) -> tuple[int, int]:
    """Row and column, both from 1. Raises BadValue."""
    found = re.fullmatch(r"(\d{1,3})[,x](\d{1,3})", text)
    if not found:
        raise BadValue(N_("{text} is not a row and column. Write it like 3,2."), text=text)
    return int(found[1]), int(found[2])


def order(
    kind: str,
    *,
    stock: str | None = None,
    start: str | None = None,
    by: str | None = None,
    code: str = "code128",
    symbol: str | None = None,
    dpi: int | None = None,
    out: Path | None = None,
    printer: str = "",
    address: str = "",
    proof: bool = True,
    own_stocks: Path | None = None,
    dry_run: bool = False,
    new_sheet: bool = False,
    fonts: Sequence[Path] = (),
) -> PrintOrder:
    """How the labels of this kind are wanted, with what the store remembers and what is usual.

    `symbol` is one of `SPINE_SYMBOLS`.
    With `new_sheet` they begin on one unless it is said where they do, not where the last print ended.
    Raises BadValue, and PrintFailed for a stock that there is not, or that has no such cell.
    """
    library = identity()
    if out is not None and out.suffix.lower() not in (".pdf", ".zpl", ".svg", ".png"):
        raise BadValue(N_("{file}: the name must end in .pdf, .zpl, .svg or .png."), file=out.name)
    label_printer = bool(address) or (out is not None and out.suffix.lower() == ".zpl")
    dpi = dpi or (_DPI_OF_LABEL_PRINTERS if label_printer else _DPI)
    within(dpi, 100, 2400)
    stocks = known_stocks(own_stocks)
    with as_library_error():
        last = last_stock(kind)
        usual = last if last in stocks else USUAL_STOCK.get(kind, _OTHER_STOCK)
        chosen = choose(stocks, stock or usual)
        sheet = _sheet(Sheet(chosen.name) if new_sheet else next_sheet(chosen.name), start, by)
        design = Design(
            find_typeface(fonts),
            dpi=dpi,
            symbology=Symbology(code),
            scheme=library.scheme.kind,
            library=library.name,
            spine_symbol=SPINE_SYMBOLS[symbol] if symbol else None,
        )
    wanted = PrintOrder(chosen, sheet, design, out, printer, address, proof, dry_run)
    wanted.planned(0)  # the sheet has such a cell
    return wanted


def known_stocks(own_stocks: Path | None = None) -> dict[str, Stock]:
    """All label stock by name: ours, and the school's own, of that file or of the one beside the settings.

    Raises PrintFailed, and BadValue for a file that cannot be such a list.
    """
    own = own_stocks or default_path().with_name("stocks.toml")
    with as_library_error():
        if own.exists():
            refuse_odd(own, _MOST_BYTES)
        return read_stocks(own if own_stocks or own.exists() else None)


def _sheet(free: Sheet, written: str | None, by: str | None) -> Sheet:
    """Where to begin: where it is written, else on the part-used sheet, which is filled as it was begun."""
    by_columns = free.by_columns if by is None else by == "columns"
    if written:
        row, column = start_of(written)
        return Sheet(free.stock, row, column, by_columns)
    return free if by_columns == free.by_columns else Sheet(free.stock, by_columns=by_columns)
