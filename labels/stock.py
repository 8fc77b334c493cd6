"""Label sheets and rolls: where on the paper each label lies, in millimetres from the top left."""

import gettext
from dataclasses import dataclass
from math import inf
from typing import Literal

import msgspec

from labels.errors import N_, StockError

Order = Literal["rows", "columns"]
"""Whether a sheet is filled row by row or column by column."""

PAPERS = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "Letter": (215.9, 279.4)}

NOTES = (
    N_("cards"),
    N_("marker cards, to be cut"),
    N_("no gaps"),
    N_("plastic card"),
    N_("roll"),
    N_("spine labels"),
    N_("to be cut"),
    N_("to the paper's edge"),
)


def medium_of(width: float, height: float) -> str:
    """What CUPS calls paper of this size in mm: `A4`, `Custom.50x30mm`.

    A service that is not told turns the page, or puts it in the middle of whatever it takes to be loaded.
    """
    for name, size in PAPERS.items():
        if max(abs(width - size[0]), abs(height - size[1])) < 0.5:
            return name
    return f"Custom.{width:g}x{height:g}mm"


_HAIR = 0.005
"""Millimetres that two rounded measures may disagree by."""


class Stock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of sheet, or one label of a roll (a page of a single cell).

    Attributes:
        name: what it is called on the command line.
        page: `A4`, `A5`, `Letter`, or width and height.
        label: width and height of one label.
        grid: how many columns and rows.
        first: left and top of the first label.
        pitch: from the left (top) of one label to the left (top) of the next.
        title: what is printed on the packet.
        note: what is to be known beside that, one of `NOTES`.
        check: the measures are uncertain; print on plain paper first.
        cut: the labels are cut out by hand: lines to cut along are printed.
    """

    name: str
    page: str | tuple[float, float]
    label: tuple[float, float]
    grid: tuple[int, int] = (1, 1)
    first: tuple[float, float] = (0.0, 0.0)
    pitch: tuple[float, float] = (0.0, 0.0)
    title: str = ""
    note: str = ""
    check: bool = False
    cut: bool = False

    def say(self, language: gettext.NullTranslations) -> str:
        """What it is called, in this language."""
        name = self.title or self.name
        return f"{name}, {language.gettext(self.note)}" if self.note else name

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the page."""
        return PAPERS[self.page] if isinstance(self.page, str) else self.page

    @property
    def cells(self) -> int:
        """How many labels one page holds."""
        return self.grid[0] * self.grid[1]

    def place(self, number: int, order: Order = "rows") -> tuple[int, int]:
        """Row and column, both from 1, of the cell with this number (from 0) on its sheet."""
        columns, rows = self.grid
        row, column = divmod(number, columns) if order == "rows" else divmod(number, rows)[::-1]
        return row + 1, column + 1

    def number(self, row: int, column: int, order: Order = "rows") -> int:
        """The number (from 0) of the cell at this row and column. Raises StockError when there is none."""
        columns, rows = self.grid
        if not (1 <= row <= rows and 1 <= column <= columns):
            raise StockError(
                N_("{stock} has {rows} rows and {columns} columns; there is no row {row} column {column}."),
                stock=self.name,
                rows=rows,
                columns=columns,
                row=row,
                column=column,
            )
        return (row - 1) * columns + column - 1 if order == "rows" else (column - 1) * rows + row - 1

    def corner(self, row: int, column: int) -> tuple[float, float]:
        """Left and top of the cell at this row and column (from 1)."""
        return (
            self.first[0] + (column - 1) * self.pitch[0],
            self.first[1] + (row - 1) * self.pitch[1],
        )


@dataclass(frozen=True)
class Calibration:
    """How one printer misplaces ink, measured on its test page.

    A mark wanted at `x` is printed at `offset + scale * x`; so that it lands right it is asked for elsewhere.

    Attributes:
        offset: millimetres to the right and down that everything is shifted.
        scale: how much longer a length comes out, across and down (1.01 is one per cent too long).
    """

    offset: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def ask_for(self, x: float, y: float) -> tuple[float, float]:
        """Where to draw so that it is printed at (`x`, `y`)."""
        return (x - self.offset[0]) / self.scale[0], (y - self.offset[1]) / self.scale[1]


def calibrate(
    drawn: tuple[tuple[float, float], tuple[float, float]],
    measured: tuple[tuple[float, float], tuple[float, float]],
) -> Calibration:
    """The calibration from two crosses of the test page: where they were drawn, and where a ruler finds them.

    Points are (across, down) from the paper's left and top edge. Raises StockError when the measures cannot
    be of this page (the crosses out of order, or more than a tenth from where they were drawn apart).
    """
    (x0, y0), (x1, y1) = drawn
    (u0, v0), (u1, v1) = measured
    scale = ((u1 - u0) / (x1 - x0), (v1 - v0) / (y1 - y0))
    if not all(0.9 <= s <= 1.1 for s in scale):
        raise StockError(
            N_(
                "The measured crosses are {across:.1f} mm apart across and {down:.1f} mm down; the test page "
                "has them {drawn_across:.1f} and {drawn_down:.1f} mm apart. Print it without “fit to page” "
                "and measure again."
            ),
            across=u1 - u0,
            down=v1 - v0,
            drawn_across=x1 - x0,
            drawn_down=y1 - y0,
        )
    return Calibration(offset=(u0 - scale[0] * x0, v0 - scale[1] * y0), scale=scale)


def check(stock: Stock) -> Stock:
    """The stock itself, when its labels fit the page and do not overlap; StockError says what is wrong."""
    if isinstance(stock.page, str) and stock.page not in PAPERS:
        raise StockError(
            N_("{stock}: the page “{page}” is not one of {papers}; give width and height in mm instead."),
            stock=stock.name,
            page=stock.page,
            papers=", ".join(PAPERS),
        )
    for axis, extent in enumerate((N_("wide"), N_("high"))):
        size, count, first, pitch = stock.label[axis], stock.grid[axis], stock.first[axis], stock.pitch[axis]
        if not (0 < size < inf and count >= 1 and 0 <= first < inf and 0 < stock.paper[axis] < inf):
            raise StockError(
                N_(
                    "{stock}: page, label and grid must be greater than zero, and first must not be negative."
                ),
                stock=stock.name,
            )
        if count > 1 and not pitch >= size - _HAIR:
            raise StockError(
                N_("{stock}: labels {size:.2f} mm {extent} overlap at a pitch of {pitch:.2f} mm."),
                stock=stock.name,
                size=size,
                extent=extent,
                pitch=pitch,
            )
        end = first + (count - 1) * pitch + size
        if end > stock.paper[axis] + _HAIR:
            raise StockError(
                N_("{stock}: the labels end at {end:.2f} mm; the page is only {paper:.2f} mm {extent}."),
                stock=stock.name,
                end=end,
                paper=stock.paper[axis],
                extent=extent,
            )
    return stock
