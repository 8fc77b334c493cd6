"""The report as a Word document: by our template or by the school's own, filled in a sandbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.paper.word.apart import apart
from kiosk.paper.word.filling import Filling, read_template
from kiosk.paper.word.layout import on_every_page
from kiosk.paper.word.pieces import At, Piece, Raw, Room, To, plain, runs, whole_table
from kiosk.term_report.document import Document, Paragraph, Part, Reference, SaidTable
from kiosk.term_report.papers.charts import chart_of
from kiosk.term_report.papers.sources import Source, named, referred
from kiosk.term_report.papers.template import our_template
from kiosk.words import Words
from labels.charts import WIDTH, guessed_width, png
from labels.ink.files import replacing

if TYPE_CHECKING:
    from labels.ink.typeface import Typeface

_WIDE, _HIGHEST = 92.0, 170.0
"""A chart is made smaller, in millimetres, until it has room on a page and leaves some for the text."""
_FIRST_PLACE = 9000
"""Places are numbered within a document, and a school's template may have some of its own."""
_LONG_TITLE = 20.0
"""In em: more than a line of 二号 has room for."""
_CHINESE = "零一二三四五六七八九"


@dataclass(frozen=True)
class SaidParagraph:
    """A paragraph for a template: `{{ paragraph }}` is its text, `{{r paragraph.runs }}` has references."""

    name: str
    text: str
    runs: Raw

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ReportWriter:
    """What is needed to write the reports of one library in one language."""

    library: str
    words: Words
    typeface: "Typeface"

    def write(
        self, file: Path, document: Document, sources: Mapping[str, Source], template: Path | None = None
    ) -> None:
        """Write the document, whole or not at all. Raises TemplateFault and WriteError."""
        content = self.made(document, sources, template)
        with replacing(file) as (opened, _):
            opened.write(content)

    def made(self, document: Document, sources: Mapping[str, Source], template: Path | None = None) -> bytes:
        """The document's bytes. Raises TemplateFault, and BadList for a template that is no plain file."""
        if not template:
            return self._filled(our_template(self.words), self.words("our own"), document, sources)
        content, name = read_template(template), template.name
        return apart(name, lambda: self._filled(content, name, document, sources))

    def _filled(self, template: bytes, name: str, document: Document, sources: Mapping[str, Source]) -> bytes:
        filling = Filling(template, name)
        places = {figure: f"figure_{figure}"[:40] for figure in named(referred(document), sources)}
        context = _Context(self, filling, places, sources).of(document)
        return filling.fill(context, after=lambda made: self._finish(made, document))

    def _finish(self, made: Any, document: Document) -> None:
        made.core_properties.title = document.title
        made.core_properties.author = self.library
        if document.draft:
            on_every_page(made, self.words("Draft"))


class _Context:
    """What a template may name, made of one document."""

    def __init__(
        self, writer: ReportWriter, filling: Filling, places: dict[str, str], sources: Mapping[str, Source]
    ) -> None:
        self._words, self._typeface, self._library = writer.words, writer.typeface, writer.library
        self._filling, self._places, self._sources = filling, places, sources
        self._room = Room(filling.page)
        self._tables = 0

    def of(self, document: Document) -> dict[str, object]:
        return {
            "title": _title(document.title, self._library),
            "library": self._library,
            "draft": document.draft,
            "opening": [self._paragraph(one) for one in document.opening],
            "parts": [self._part(number, part) for number, part in enumerate(document.parts, 1)],
            "signed": list(document.signed),
            "annex": self._annex(),
        }

    def _part(self, number: int, part: Part) -> dict[str, object]:
        facts = [self._table(_short(part.facts))] if part.facts and part.facts.rows else []
        return {
            "name": part.name,
            "number": _numeral(number, self._words),
            "heading": part.heading,
            "facts": facts,
            "paragraphs": [self._paragraph(one) for one in part.paragraphs],
            "tables": [self._table(one) for one in part.tables if one.rows],
        }

    def _paragraph(self, paragraph: Paragraph) -> SaidParagraph:
        pieces = [self._piece(part) for part in paragraph.parts]
        return SaidParagraph(paragraph.name, plain(pieces), runs(pieces))

    def _piece(self, part: str | Reference) -> Piece:
        if isinstance(part, str):
            return part
        place = self._places.get(part.figure, "")
        return To(place, part.said) if place else part.said

    def _table(self, table: SaidTable) -> dict[str, object]:
        _ = self._words
        self._tables += 1
        cells = [[[self._piece(cell)] for cell in row] for row in table.rows]
        return {
            "name": table.name,
            "title": _("Table {n}: {title}", n=self._tables, title=table.title),
            "columns": list(table.columns),
            "rows": [[plain(cell) for cell in row] for row in cells],
            "whole": whole_table(table.columns, cells, self._room, table.numbers),
            "charts": self._charts(table),
            "described": table.described,
        }

    def _charts(self, table: SaidTable) -> list[object]:
        drawn = chart_of(table, self._typeface.width)
        if drawn is None:
            return []
        width = min(_WIDE, WIDTH * _HIGHEST / drawn.height)
        said = table.described or table.title
        return [self._filling.picture(png(drawn, self._typeface), width, said)]

    def _annex(self) -> dict[str, object]:
        _ = self._words
        columns = (_("no."), _("figure"), _("formula"), _("counted from the list"))
        rows: list[Sequence[Sequence[Piece]]] = []
        for number, (figure, place) in enumerate(self._places.items(), 1):
            source = self._sources[figure]
            at = At(place, _FIRST_PLACE + number, str(number))
            rows.append(([at], [source.name], [source.formula], [source.list_name]))
        return {
            "heading": _("Annex"),
            "note": _("Annex: where the figures come from"),
            "title": _("Where the figures come from"),
            "columns": list(columns),
            "rows": [[plain(cell) for cell in row] for row in rows],
            "whole": whole_table(columns, rows, self._room, (0,)),
        }


def _short(facts: SaidTable) -> SaidTable:
    """The facts without how they are counted, which stands in the annex: there is room for it."""
    kept = (0, *facts.numbers)
    return replace(
        facts,
        columns=tuple(facts.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in facts.rows),
        numbers=tuple(range(1, len(kept))),
    )


def _title(title: str, library: str) -> str:
    """A long title breaks behind the library's name, not within a word."""
    rest = title.removeprefix(library).lstrip(" :：")
    is_long = guessed_width(title) > _LONG_TITLE
    return f"{library}\n{rest}" if is_long and library and rest and rest != title else title


def _numeral(number: int, words: Words) -> str:
    """一、 to 九十九、 for Chinese, else `1. `."""
    if not words.language.startswith("zh"):
        return f"{number}. "
    tens, ones = divmod(number, 10)
    said = (_CHINESE[tens] if tens > 1 else "") + ("十" if tens else "")
    return f"{said}{_CHINESE[ones] if ones else ''}、"
