"""The list of a case as a Word document, twice in one file, each with its cover and the lines to sign."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.answers.table import Table
from db.weeding.cases import Case
from db.weeding.signed import SignedList
from kiosk.lists.weeding import COPIES, SIGNING, cover, tables_of
from kiosk.words import Words, visible
from labels.ink.files import replacing

if TYPE_CHECKING:
    from docx.document import Document

_HEADING, _BODY = "黑体", "宋体"
"""Named, not embedded: Word and WPS have them."""
_SMALL, _PLAIN = 8, 12


def write_withdrawal(file: Path, signed: SignedList, case: Case, library: str, words: Words) -> None:
    """Write the document, whole or not at all. Raises WriteError."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)
    for number, copy in enumerate(COPIES):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _cover(document, [words(copy), *cover(signed, case, library, words)], words)
        for name, table in tables_of(signed, case, words).items():
            _say(document, name, _PLAIN, _HEADING)
            _table(document, table)
    with replacing(file) as (opened, _):
        document.save(opened)


def _cover(document: "Document", lines: Sequence[str], words: Words) -> None:
    _say(document, lines[1], 18, _HEADING)
    for line in (lines[0], *lines[2:]):
        _say(document, line, _PLAIN, _BODY)
    for name in SIGNING:
        signing = words("{name}: ____________________  date: ______________", name=words.term(name))
        _say(document, signing, _PLAIN, _BODY)
    _say(document, words("(seal of the school)"), _PLAIN, _BODY)


def _say(document: "Document", text: str, size: int, letters: str) -> None:
    _written(document.add_paragraph(), text, size, letters)


def _written(paragraph: Any, text: str, size: int, letters: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(visible(text))
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), letters)


def _table(document: "Document", table: Table) -> None:
    """All rows at once: one after the other would take seconds for a long list."""
    from docx.oxml import OxmlElement

    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style = "Table Grid"
    repeated = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    cells = made._cells
    texts = [str(name) for name in table.columns]
    texts += [_shown(cell) for row in table.rows for cell in row]
    for cell, text in zip(cells, texts, strict=True):
        _written(cell.paragraphs[0], text, _SMALL, _BODY)


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
