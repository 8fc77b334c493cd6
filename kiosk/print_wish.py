"""How labels are wanted, and what is said of that before they are made, or where they cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.errors import LibraryError
from db.print_jobs import Sheet
from kiosk.console import Console
from labels.design import Design
from labels.errors import LabelError
from labels.job import Plan, Start, plan
from labels.stock import Stock


class PrintFailed(LibraryError):
    """A label cannot be made as it was asked for; nothing was printed."""


@dataclass(frozen=True)
class Wish:
    """How labels are wanted.

    Attributes:
        stock, start: what they are printed on, and where on its first sheet they begin.
        design: letters, resolution, kind of barcode.
        out: the file; None when they go to a printer only.
        printer: a queue of CUPS, or empty.
        address: of a label printer that speaks ZPL, or empty.
        proof: read every label back before the file gets its name.
        dry_run: say what would be printed, and change nothing.
    """

    stock: Stock
    start: Start
    design: Design
    out: Path | None = None
    printer: str = ""
    address: str = ""
    proof: bool = True
    dry_run: bool = False

    @property
    def zpl(self) -> bool:
        """Whether the printer's own language is wanted, not a PDF."""
        return bool(self.address) or (self.out is not None and self.out.suffix.lower() == ".zpl")

    @property
    def is_preview(self) -> bool:
        """Whether a picture is wanted: nothing of it is printed or recorded."""
        return self.out is not None and self.out.suffix.lower() in (".svg", ".png")

    @property
    def sheet(self) -> Sheet:
        """Stock and start, as the store keeps them."""
        return Sheet(self.stock.name, self.start.row, self.start.column, self.start.order == "columns")


@contextmanager
def told_as_sentences(console: Console) -> Iterator[None]:
    """What `labels` refuses becomes an error of ours, with the words in its places translated."""
    try:
        yield
    except LabelError as error:
        values = {
            name: console.words.term(str(value)) if name in ("extent", "allowed") else value
            for name, value in error.values.items()
        }
        raise PrintFailed(error.sentence, **values) from error


def say_plan(count: int, wish: Wish, console: Console) -> Plan:
    """Say “42 labels, 1 sheet, starts at row 3 column 2”, before anything is written."""
    with told_as_sentences(console):
        planned = plan(count, wish.stock, wish.start)
    catalogue = console.words.catalogue
    print(f"{planned.say(catalogue)} ({wish.stock.say(catalogue)})", file=console.out)
    return planned
