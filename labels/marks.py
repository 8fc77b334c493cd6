"""What is on a label, in millimetres from its top left corner. Whoever draws needs to know nothing else."""

from dataclasses import dataclass

from labels.bars import Symbol, Symbology


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode; its quiet zones are empty paper that the layout has left.

    Attributes:
        x, y: top left of the first module.
        symbol: the modules.
        dots: whole printer dots that one module is wide.
        height: of bars; a matrix is as high as it is wide.
    """

    x: float
    y: float
    symbol: Symbol
    dots: int
    height: float


@dataclass(frozen=True, slots=True)
class Text:
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


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle: a rule, a tick, the side of a frame."""

    x: float
    y: float
    width: float
    height: float


Mark = Bars | Text | Area


@dataclass(frozen=True, slots=True)
class Label:
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A label on its page: top left corner, and row and column for sentences about it."""

    x: float
    y: float
    label: Label
    row: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of paper, in millimetres, numbered from 1."""

    number: int
    width: float
    height: float
    placed: tuple[Placed, ...]
