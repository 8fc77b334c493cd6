"""What stands on a page of text: strings only, which `labels/page.py` draws."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A title in large letters; `scale` times as large on a poster."""

    text: str
    scale: float = 1.0


@dataclass(frozen=True)
class Line:
    """A paragraph; it is folded where it is longer than the page is wide."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        head: the titles of the columns, repeated on each page.
        rows: the cells, as many in each row as in the head.
        shares: how wide each column is, in parts of the whole.
        codes: the numbers of the columns that are printed as barcodes.
        centred: the numbers of the columns whose text stands in the middle.
        ruled: lines between rows and columns, for a table that is written into by hand.
        height: millimetres a row is high at least.
        lines: into how many lines a long text is folded; what is longer still is shortened.
        size: em of the type, in mm.
        code_height: millimetres a row with a code is high, where that is more than usual.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    codes: tuple[int, ...] = ()
    centred: tuple[int, ...] = ()
    ruled: bool = False
    height: float = 5.0
    lines: int = 3
    size: float = 3.4
    code_height: float = 0.0


@dataclass(frozen=True)
class Slip:
    """A strip to cut off and fold over: outside only the name, inside the lines."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """Blocks that belong together: they begin a new page rather than be torn, where one page holds them.

    With `is_apart` they begin a new page in any case.
    """

    blocks: tuple["Block", ...]
    is_apart: bool = False


Block = Heading | Line | Grid | Slip | Together
