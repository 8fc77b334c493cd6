"""Word documents: paragraphs and tables in the letters of an office, named and never embedded."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.answers.table import Table
from kiosk.words import visible

if TYPE_CHECKING:
    from docx.document import Document

HEADING, BODY = "黑体", "宋体"
"""Word and WPS have them."""
PLAIN = 12
_SMALL = 8
_PAGE = 267.0
"""Millimetres between the margins."""
_WIDEST, _HEAD, _BESIDE, _STRETCH = 62.0, 12.0, 4.6, 1.6
"""In mm: what the widest text and the widest head ask for, and what is free beside a text. How far a narrow
table is stretched."""
_WORD = re.compile(r"[!-~]+")


def landscape() -> "Document":
    """An empty page of A4, across."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)
    return document


def say(document: "Document", text: str, size: int, letters: str) -> None:
    """Add a paragraph; `size` in points."""
    _written(document.add_paragraph(), text, size, letters)


def _written(paragraph: Any, text: str, size: int, letters: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(visible(text))
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), letters)


def add_table(document: "Document", table: Table) -> None:
    """Add a table with a head that is repeated; all rows at once, or a long list would take seconds.

    A column is as wide as what stands in it asks for, and no row is torn by the end of a page.
    """
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style, made.autofit = "Table Grid", False
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in made._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = made._cells
    lines = [[str(name) for name in table.columns], *([_shown(cell) for cell in row] for row in table.rows)]
    widths = [Mm(width) for width in _widths(lines)]
    for column, width in zip(made.columns, widths, strict=True):
        column._gridCol.w = width
    texts = [(text, width) for line in lines for text, width in zip(line, widths, strict=True)]
    for cell, (text, width) in zip(cells, texts, strict=True):
        cell.width = width
        _written(cell.paragraphs[0], text, _SMALL, BODY)


def _widths(lines: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres for each column: what cannot be folded stands whole, long texts share the rest."""
    columns = list(zip(*lines, strict=True))
    least = [_BESIDE + max(_em(_longest_word(column)), min(_HEAD, _em(column[0]))) for column in columns]
    asked = [
        max(low, _BESIDE + min(_WIDEST, _em(_typical(column))))
        for low, column in zip(least, columns, strict=True)
    ]
    if sum(asked) <= _PAGE:
        return [width * min(_PAGE / sum(asked), _STRETCH) for width in asked]
    share = max(0.0, _PAGE - sum(least)) / (sum(asked) - sum(least))
    widths = [low + (width - low) * share for low, width in zip(least, asked, strict=True)]
    return [width * min(1.0, _PAGE / sum(widths)) for width in widths]


def _em(text: str) -> float:
    """How wide a text is in small letters, in mm: one of ours is as wide as two of theirs."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.58 for sign in text) * _SMALL * 0.353


def _longest_word(column: Sequence[str]) -> str:
    """What cannot be folded: the longest run of Latin letters and digits; a barcode is read by its digits."""
    return max((word for text in column for word in _WORD.findall(text)), key=len, default="")


def _typical(column: Sequence[str]) -> str:
    """A text that nine of ten are no longer than."""
    texts = sorted((text for text in column if text), key=len) or [""]
    return max(texts[len(texts) * 9 // 10 if len(texts) > 9 else -1], column[0], key=_em)


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
