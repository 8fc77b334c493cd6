"""Word documents: paragraphs and tables in the letters of an office, named and never embedded."""

from typing import TYPE_CHECKING, Any

from db.answers.table import Table
from kiosk.words import visible

if TYPE_CHECKING:
    from docx.document import Document

HEADING, BODY = "黑体", "宋体"
"""Word and WPS have them."""
PLAIN = 12
_SMALL = 8


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
    """Add a table with a head that is repeated; all rows at once, or a long list would take seconds."""
    from docx.oxml import OxmlElement

    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style = "Table Grid"
    repeated = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    cells = made._cells
    texts = [str(name) for name in table.columns]
    texts += [_shown(cell) for row in table.rows for cell in row]
    for cell, text in zip(cells, texts, strict=True):
        _written(cell.paragraphs[0], text, _SMALL, BODY)


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
