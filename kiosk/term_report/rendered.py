"""A report as plain lines, for a terminal."""

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size

from db.marking import N_
from kiosk.term_report.document import Document, Paragraph, Part, Reference, SaidTable
from kiosk.words import Words, visible

_NUMERALS = "一二三四五六七八九"


def lines_of(document: Document, words: Words) -> Iterator[str]:
    """All of it, line by line; a draft says so."""
    if document.draft:
        yield words(N_("DRAFT"))
    yield visible(document.title)
    yield ""
    for paragraph in document.opening:
        yield text_of(paragraph)
    for number, part in enumerate(document.parts):
        yield from _part(part, number, words)
    for signed in document.signed:
        yield visible(signed)


def text_of(paragraph: Paragraph) -> str:
    """A paragraph as one line."""
    return visible("".join(part.said if isinstance(part, Reference) else part for part in paragraph.parts))


def numbered(heading: str, number: int, words: Words) -> str:
    """A heading with its number, as each language has it: `1 Management`, `一、管理`."""
    return f"{number + 1} {heading}" if words.language == "en" else f"{_NUMERALS[number]}、{heading}"


def _part(part: Part, number: int, words: Words) -> Iterator[str]:
    yield ""
    yield numbered(part.heading, number, words)
    if part.facts:
        yield from _table(part.facts)
        yield ""
    for paragraph in part.paragraphs:
        yield text_of(paragraph)
    for table in part.tables:
        yield ""
        yield table.title
        yield from _table(table)
        if table.described:
            yield table.described


def _table(table: SaidTable) -> Iterator[str]:
    cells = [
        [visible(cell.said if isinstance(cell, Reference) else cell) for cell in row]
        for row in (table.columns, *table.rows)
    ]
    widths = [max(cell_len(row[place]) for row in cells) for place in range(len(table.columns))]
    for row in cells:
        yield "  ".join(
            cell.rjust(width - cell_len(cell) + len(cell))
            if place in table.numbers
            else set_cell_size(cell, width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
