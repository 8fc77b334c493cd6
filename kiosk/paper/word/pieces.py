"""Pieces of a Word document as its own XML: text with references in it, whole tables. Text is data.

A template puts them in with `{{r paragraph.runs }}` and `{{p table.whole }}`. They name no style, so
that they look alike in a template of ours and in a school's own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from kiosk.paper.word.widths import widths
from kiosk.words import visible

_TWIPS = 56.693
"""In a millimetre: the unit of the format."""
SMALL, SMALLER = 10.5, 9.0
"""The size of a table's letters in points: 五号, and for many columns 小五."""
_MANY = 7


@dataclass(frozen=True)
class To:
    """A text that leads to another place of the document."""

    place: str
    said: str


@dataclass(frozen=True)
class At:
    """A text that `To` leads to. `number` is the place's own within the document."""

    place: str
    number: int
    said: str


_SPACE = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
"""After a table, which has no space of its own below it."""

Piece = str | To | At


class Raw:
    """XML of a document: a template takes it as it is."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        return self._xml

    def __str__(self) -> str:
        return self._xml


def runs(pieces: Sequence[Piece]) -> Raw:
    """Text with its references, in the letters of the paragraph that it stands in."""
    return Raw("".join(_run(piece) for piece in pieces))


def plain(pieces: Sequence[Piece]) -> str:
    """The same without its references."""
    return "".join(piece if isinstance(piece, str) else piece.said for piece in pieces)


@dataclass(frozen=True)
class Room:
    """How much room a table has: millimetres between the margins, and how far a narrow one is stretched.

    `side`: where one stands that is narrower than the page, `center` or `left`. `points`: the size of its
    letters; 0 for one that goes by the number of columns.
    """

    page: float
    stretch: float = math.inf
    side: str = "center"
    points: float = 0.0


def whole_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Sequence[Piece]]],
    room: Room,
    numbers: Sequence[int] = (),
) -> Raw:
    """A ruled table, its head repeated on each page and no row torn; `numbers` to the right."""
    size = room.points or (SMALLER if len(columns) > _MANY else SMALL)
    lines = [columns, *([plain(cell) for cell in row] for row in rows)]
    found = [round(width * _TWIPS) for width in widths(lines, room.page, size, room.stretch)]
    parts = [
        "<w:tbl><w:tblPr>",
        f'<w:tblW w:w="{sum(found)}" w:type="dxa"/><w:jc w:val="{room.side}"/><w:tblBorders>',
        *(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{width}"/>' for width in found),
        "</w:tblGrid>",
    ]
    named = zip(columns, found, strict=True)
    head = [_cell([name], width, "center", size, bold=True) for name, width in named]
    parts += ["<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", *head, "</w:tr>"]
    for row in rows:
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        for place, (cell, width) in enumerate(zip(row, found, strict=True)):
            parts.append(_cell(cell, width, "right" if place in numbers else "left", size))
        parts.append("</w:tr>")
    return Raw("".join([*parts, "</w:tbl>", _SPACE]))


def _cell(pieces: Sequence[Piece], width: int, side: str, size: float, *, bold: bool = False) -> str:
    text = "".join(_run(piece, size, bold=bold) for piece in pieces)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/>'
        f'<w:rPr><w:sz w:val="{2 * size:g}"/></w:rPr></w:pPr>{text}</w:p></w:tc>'
    )


def _run(piece: Piece, size: float = 0, *, bold: bool = False) -> str:
    said = visible(piece if isinstance(piece, str) else piece.said)
    looks = ("<w:b/>" if bold else "") + (
        f'<w:sz w:val="{2 * size:g}"/><w:szCs w:val="{2 * size:g}"/>' if size else ""
    )
    looks = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    run = f'<w:r>{looks}<w:t xml:space="preserve">{escape(said)}</w:t></w:r>' if said else ""
    match piece:
        case To(place):
            return f'<w:hyperlink w:anchor={quoteattr(place)} w:history="1">{run}</w:hyperlink>'
        case At(place, number):
            start = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(place)}/>'
            return f'{start}{run}<w:bookmarkEnd w:id="{number}"/>'
    return run
