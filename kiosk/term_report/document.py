"""A report as it is read: headings, sentences, tables. Pages, documents and terminals are made of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A number in a sentence or a cell, and the list it leads to.

    Attributes:
        figure: the name of the figure in `db.term_report.values`.
        said: as it stands in the text.
    """

    figure: str
    said: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph.

    Attributes:
        name: of the template that it was made from; its own words are kept under this name.
        parts: text, and the numbers within it.
        own: the school's own words stand here instead of ours.
    """

    name: str
    parts: tuple[str | Reference, ...]
    own: bool = False


@dataclass(frozen=True)
class SaidTable:
    """A table with its title above it, every cell as it is read.

    Attributes:
        numbers: which columns stand to the right.
        drawn: columns that are also drawn as a chart, and `described`, the chart in one sentence.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Reference, ...], ...]
    numbers: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    described: str = ""


@dataclass(frozen=True)
class Part:
    """One numbered part: facts first, then sentences, then the tables of detail."""

    name: str
    heading: str
    facts: SaidTable | None
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[SaidTable, ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole of it.

    Attributes:
        draft: nobody has signed it yet, and every page says so.
        signed: who signs, and the day as it is written; empty of a draft.
    """

    title: str
    opening: tuple[Paragraph, ...]
    parts: tuple[Part, ...]
    draft: bool
    signed: tuple[str, ...] = ()
