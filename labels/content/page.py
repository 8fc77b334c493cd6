"""Pages of text: blocks flow down the paper, and what is printed as a code is proved to scan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from labels.content.blocks import Block, Grid, Heading, Line, Slip, Together
from labels.content.design import LINE, Design
from labels.errors import CodeError, FitError
from labels.ink.bars import Symbology
from labels.ink.marks import Area, Label, Mark, Page, Placed
from labels.ink.typeface import find_typeface
from labels.stock import PAPERS
from labels.writing import write_pages

_MARGIN = 15.0
"""Free along each edge, in mm: what every office printer can reach, and room for a hole punch."""

_HEADING, _TEXT, _NAME = 5.2, 3.4, 6.0
"""Em of headings, of text, and of the name on a slip, in mm."""

_LARGER = (1.6, 1.4, 1.2)
"""How many times as large type may be that is to fill its page."""

_STRIP = 36.0
"""Millimetres that a slip is high at least: less cannot be cut off and folded over by hand."""

_CODE_ROW, _SQUARE_ROW = 14.0, 24.0
"""Millimetres that a row with a barcode, or with a QR code, is high at least."""

_HAIRLINE = 0.15
_PAD = 1.0


@dataclass(frozen=True)
class _Piece:
    """What is not cut by the end of a page. `head` goes in front of it where a page begins with it.

    `together` is how high what begins with it is, which is to stand on one page, or if it `is_apart`
    on a new one.
    """

    label: Label
    head: Label | None = None
    keep_with_next: bool = False
    together: float = 0.0
    is_apart: bool = False


def write_blocks(
    target: Path,
    blocks: Sequence[Block],
    paper: str = "A4",
    *,
    fill: bool = False,
    fonts: Sequence[Path] = (),
    landscape: bool = False,
    qr: bool = False,
) -> int:
    """Write the blocks as a PDF and return how many pages it has. Raises LabelError.

    With `fill` the type is as large as a single page has room for, and never smaller than usual; with `qr`
    codes are QR codes.
    """
    symbology = Symbology.QR if qr else Symbology.CODE_128
    design = Design(find_typeface(fonts), symbology=symbology, inset=0.0)
    sheets = list(pages(blocks, design, paper, landscape=landscape))
    for larger in _LARGER if fill else ():
        magnified = list(pages(blocks, design, paper, larger, landscape=landscape))
        if len(magnified) == 1:
            sheets = magnified
            break
    has_codes = any(placed.label.codes for page in sheets for placed in page.placed)
    write_pages(target, sheets, design.typeface, design.dpi, proof=has_codes)
    return len(sheets)


def pages(
    blocks: Sequence[Block],
    design: Design,
    paper: str = "A4",
    larger: float = 1.0,
    *,
    landscape: bool = False,
) -> Iterator[Page]:
    """The blocks on sheets of this paper (a name of `labels.stock.PAPERS`), in larger type if need be."""
    width, height = PAPERS[paper][:: -1 if landscape else 1]
    pieces = [piece for block in blocks for piece in _pieces(block, design, width - 2 * _MARGIN, larger)]
    bottom = height - _MARGIN
    number, top = 1, _MARGIN
    placed: list[Placed] = []
    for position, piece in enumerate(pieces):
        needed = piece.label.height
        if piece.keep_with_next and position + 1 < len(pieces):
            needed += pieces[position + 1].label.height
        if piece.together <= bottom - _MARGIN:
            needed = max(needed, piece.together)
        if placed and (piece.is_apart or top + needed > bottom):
            yield Page(number, width, height, tuple(placed))
            number, top, placed = number + 1, _MARGIN, []
            if piece.head:
                placed.append(Placed(_MARGIN, top, piece.head))
                top += piece.head.height
        placed.append(Placed(_MARGIN, top, piece.label, row=len(placed) + 1))
        top += piece.label.height
    if placed:
        yield Page(number, width, height, tuple(placed))


def _pieces(block: Block, design: Design, width: float, larger: float) -> Iterator[_Piece]:
    """`larger` is for running text; the type of tables and slips stays as it is."""
    em, title = _TEXT * larger, _HEADING * larger
    match block:
        case Heading(text, scale):
            title *= scale
            marks = _left(design, text, title, 0, 2.0, width, bold=True)
            yield _Piece(Label("", width, 2.0 + LINE * title + 1, (marks,)), keep_with_next=True)
        case Line(text):
            for line in design.fold(text, width / em, 1000) or [""]:
                yield _Piece(Label("", width, LINE * em + 0.4, (_left(design, line, em, 0, 0, width),)))
        case Together(blocks, is_apart):
            first, *rest = (piece for inner in blocks for piece in _pieces(inner, design, width, larger))
            height = sum(piece.label.height for piece in (first, *rest))
            yield replace(first, together=max(first.together, height), is_apart=is_apart)
            yield from rest
        case Slip():
            yield _Piece(_slip(block, design, width))
        case Grid():
            yield from _grid(block, design, width)


def _grid(grid: Grid, design: Design, width: float) -> Iterator[_Piece]:
    whole = sum(grid.shares)
    columns = [share / whole * width for share in grid.shares]
    head = _row(grid, grid.head, columns, design, is_head=True)
    yield _Piece(head, keep_with_next=True)
    for cells in grid.rows:
        yield _Piece(_row(grid, cells, columns, design), head)


def _row(
    grid: Grid, cells: Sequence[str], columns: Sequence[float], design: Design, *, is_head: bool = False
) -> Label:
    high = 0.0 if is_head and grid.code_height else grid.height  # a poster's rows are high, not its head
    height, em = max(high, LINE * grid.size + _PAD), grid.size
    marks: list[Mark] = []
    codes: tuple[str, ...] = ()
    x = 0.0
    for number, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if number in grid.codes and cell and not is_head:
            try:
                high = max(_SQUARE_ROW if design.symbology is Symbology.QR else _CODE_ROW, grid.code_height)
                marks += design.code_block(cell, cell, x, 0.5, column, high - 1.0)
                height, codes, cell = max(height, high), (*codes, cell), ""
            except (CodeError, FitError):  # a code of the school's own that has no bars: as text
                pass
        top = _PAD / 2
        for line in design.fold(cell, (column - _PAD) / em, grid.lines):
            place = design.line if number in (*grid.codes, *grid.centred) else partial(_left, design)
            marks.append(place(line, em, x + _PAD / 2, top, column - _PAD, bold=is_head))
            top += LINE * em
        height = max(height, top + _PAD / 2)
        x += column
    if grid.ruled or is_head:
        marks.append(Area(0, height - _HAIRLINE, x, _HAIRLINE))
    if grid.ruled:
        if is_head:
            marks.append(Area(0, 0, x, _HAIRLINE))
        edges = [sum(columns[:number]) for number in range(len(columns) + 1)]
        marks += [Area(edge, 0, _HAIRLINE, height) for edge in edges]
    scanned = tuple((design.symbology, code) for code in codes)
    return Label(codes[0] if codes else "", x, height, tuple(marks), scanned)


def _slip(slip: Slip, design: Design, width: float) -> Label:
    """The name, a line of dashes to fold at, what is inside, and a line to cut along."""
    fold = _STRIP / 2
    marks: list[Mark] = [_left(design, slip.name, _NAME, 0, 4.0, width, bold=True)]
    marks += [Area(x * 6.0, fold, 3.0, _HAIRLINE) for x in range(int(width / 6.0))]
    top = fold + 2.0
    for line in (folded for text in slip.lines for folded in design.fold(text, width / _TEXT, 4)):
        marks.append(_left(design, line, _TEXT, 0, top, width))
        top += LINE * _TEXT + 0.4
    # The inside is not lower than the name, or it would show below it.
    height = min(max(top + 2.0, _STRIP), 250.0)
    marks.append(Area(0, height - _HAIRLINE, width, _HAIRLINE))
    return Label("", width, height, tuple(marks))


def _left(
    design: Design, text: str, size: float, x: float, top: float, width: float, *, bold: bool = False
) -> Mark:
    """A line that begins at `x`."""
    return msgspec.structs.replace(design.line(text, size, x, top, width, bold), x=x)
