"""Where a number of the report comes from, as its annex says it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.term_report.document import Document, Paragraph, Reference, SaidTable


@dataclass(frozen=True)
class Source:
    """One figure in words.

    Attributes:
        name: of the figure.
        formula: of the names of the figures it is made of; empty of what is counted.
        list_name: the list that it counts; empty of a ratio.
    """

    name: str
    formula: str = ""
    list_name: str = ""


def referred(document: Document) -> list[str]:
    """The figures that the document refers to, each once, in the order in which they stand."""
    return list(dict.fromkeys(_figures(document)))


def named(figures: Sequence[str], sources: Mapping[str, Source]) -> dict[str, Source]:
    """Those of them that have a source: a number without one stands there as plain text."""
    return {figure: sources[figure] for figure in figures if figure in sources}


def _figures(document: Document) -> Iterator[str]:
    yield from _of_paragraphs(document.opening)
    for part in document.parts:
        for table in (*([part.facts] if part.facts else []), *part.tables):
            yield from _of_table(table)
        yield from _of_paragraphs(part.paragraphs)


def _of_paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        for part in paragraph.parts:
            if isinstance(part, Reference):
                yield part.figure


def _of_table(table: SaidTable) -> Iterator[str]:
    for row in table.rows:
        for cell in row:
            if isinstance(cell, Reference):
                yield cell.figure
