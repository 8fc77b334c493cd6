"""Lists that are signed, as a Word document: lines, tables, lines; by our template or the school's own."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from db.answers.table import Table
from kiosk.words import Words
from labels.ink.files import replacing

_STRETCH, _POINTS = 1.6, 8.0
"""How far a narrow table is stretched, and the size of its letters."""


@dataclass(frozen=True)
class SignedPaper:
    """One copy of a list to sign, on pages of its own; a table is called something, or nothing."""

    heading: str
    before: tuple[str, ...]
    tables: tuple[tuple[str, Table], ...]
    after: tuple[str, ...] = ()


def write_signed(
    file: Path, papers: Sequence[SignedPaper], words: Words, template: Path | None = None
) -> None:
    """Write the document, whole or not at all. Raises TemplateFault and WriteError.

    A template names `papers`; of each paper `heading`, `before`, `tables` and `after`; of each table `title`,
    `columns`, `rows` and, as a whole, `{{p table.whole }}`.
    """
    from kiosk.paper.word.apart import apart
    from kiosk.paper.word.filling import read_template

    if template:
        own, name = read_template(template), template.name
        content = apart(name, lambda: _filled(own, name, papers))
    else:
        content = _filled(_our_template(), words("our own"), papers)
    with replacing(file) as (opened, _):
        opened.write(content)


def _filled(template: bytes, name: str, papers: Sequence[SignedPaper]) -> bytes:
    from kiosk.paper.word.filling import Filling

    filling = Filling(template, name)
    return filling.fill({"papers": [_said(paper, filling.page) for paper in papers]})


def _said(paper: SignedPaper, page: float) -> dict[str, object]:
    return {
        "heading": paper.heading,
        "before": list(paper.before),
        "tables": [_said_table(name, table, page) for name, table in paper.tables],
        "after": list(paper.after),
    }


def _said_table(name: str, table: Table, page: float) -> dict[str, object]:
    from kiosk.paper.word.pieces import Room, whole_table

    rows = [[_shown(cell) for cell in row] for row in table.rows]
    numbers = [
        place
        for place in range(len(table.columns))
        if table.rows and all(isinstance(row[place], int | float | Decimal | None) for row in table.rows)
    ]
    room = Room(page, _STRETCH, "left", _POINTS)
    whole = whole_table(table.columns, [[[cell] for cell in row] for row in rows], room, numbers)
    return {"title": name, "columns": list(table.columns), "rows": rows, "whole": whole}


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)


_LINES = (
    ("Body Text", "{%p for paper in papers %}"),
    ("Title", "{{ paper.heading }}"),
    ("Body Text", "{%p for line in paper.before %}"),
    ("Body Text", "{{ line }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p for table in paper.tables %}"),
    ("Caption", "{{ table.title }}"),
    ("Body Text", "{{p table.whole }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p for line in paper.after %}"),
    ("Body Text", "{{ line }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p endfor %}"),
)


@cache
def _our_template() -> bytes:
    from kiosk.paper.word.layout import across

    document = across()
    for style, text in _LINES:
        added = document.add_paragraph(text, style=style)
        if style == "Title":
            added.paragraph_format.page_break_before = True
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
