"""What is on a label, in millimetres from its top left corner. Whoever draws needs to know nothing else."""

import re

import msgspec

from labels.ink.bars import Symbol, Symbology

_DARK = re.compile("1+")


class Bars(msgspec.Struct, frozen=True):
    """A barcode; its quiet zones are empty paper that the layout has left.

    Attributes:
        x, y: top left of the first module.
        symbol: the modules.
        dots: whole printer dots that one module is wide.
        height: of bars; a matrix is as high as it is wide.
        is_ladder: the bars lie across, the first one at the top; `height` is how long they are.
    """

    x: float
    y: float
    symbol: Symbol
    dots: int
    height: float
    is_ladder: bool = False

    def rectangles(self, per_mm: float) -> list[tuple[int, int, int, int]]:
        """The dark parts in whole dots: left, top, width, height; `per_mm` dots make a millimetre."""
        left, top, wide = round(self.x * per_mm), round(self.y * per_mm), self.dots
        if self.is_ladder:
            long = round(self.height * per_mm)
            return [
                (left, top + start * wide, long, (end - start) * wide)
                for start, end in [run.span() for run in _DARK.finditer(self.symbol.rows[0])]
            ]
        high = wide if self.symbol.is_matrix else round(self.height * per_mm)
        return [
            (left + start * wide, top + row * wide, (end - start) * wide, high)
            for row, modules in enumerate(self.symbol.rows)
            for start, end in [run.span() for run in _DARK.finditer(modules)]
        ]


class Text(msgspec.Struct, frozen=True):
    """One line.

    Attributes:
        x, y: left end of the baseline.
        size: the em.
        width: how long the line is.
        bold: drawn with a thickened outline.
    """

    x: float
    y: float
    text: str
    size: float
    width: float
    bold: bool = False


class Area(msgspec.Struct, frozen=True):
    """A filled rectangle: a rule, a tick, the side of a frame."""

    x: float
    y: float
    width: float
    height: float

    def rectangles(self, per_mm: float) -> list[tuple[int, int, int, int]]:
        """The same in whole dots, never thinner than one."""
        width, height = max(1, round(self.width * per_mm)), max(1, round(self.height * per_mm))
        return [(round(self.x * per_mm), round(self.y * per_mm), width, height)]


Mark = Bars | Text | Area


class Label(msgspec.Struct, frozen=True):
    """One finished label, not yet on paper.

    Attributes:
        name: what a sentence about this label calls it; never a child's name.
        width, height: the label's size.
        marks: everything to draw.
        codes: what a scanner must read on it.
        warnings: sentences (marked for translation) on what had no room or no letters.
    """

    name: str
    width: float
    height: float
    marks: tuple[Mark, ...]
    codes: tuple[tuple[Symbology, str], ...] = ()
    warnings: tuple[str, ...] = ()


class Placed(msgspec.Struct, frozen=True):
    """A label on its page: top left corner, and row and column for sentences about it."""

    x: float
    y: float
    label: Label
    row: int = 1
    column: int = 1


class Page(msgspec.Struct, frozen=True):
    """One sheet of paper, in millimetres, numbered from 1."""

    number: int
    width: float
    height: float
    placed: tuple[Placed, ...]
