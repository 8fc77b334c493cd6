"""The report on a page: every number leads to its list; the school's own words, and the signature."""

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.marking import N_, Sentence
from db.roles import Act
from db.structure.norms import norms
from db.term_report.kept import sign, unsign, write_words
from db.term_report.lists import listed
from db.term_report.shape import SHAPES
from kiosk.lists.stock.structure import name_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.ground.visits import Undo
from kiosk.pages.report.period import HERE, Asked, asked, key_of, offered
from kiosk.term_report.bound import period_said, with_names
from kiosk.term_report.document import Part, Reference, SaidTable
from kiosk.term_report.labels import FIGURES
from kiosk.term_report.numbers import formula_said, said_value
from kiosk.term_report.papers.charts import chart_of
from kiosk.term_report.rendered import numbered
from kiosk.term_report.said import Wording, said, wordings
from kiosk.term_report.tables import said_list
from kiosk.words import Words
from labels import charts

_NAME = re.compile("[a-z_]+")


@dataclass(frozen=True)
class Bit:
    """A text, or a number with the address of what it counts."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table with its charts."""

    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Bit, ...], ...]
    charts: tuple[Markup, ...]


def show_report(ask: Ask) -> Response:
    """The whole report, with a form below each paragraph."""
    it, words = asked(ask), ask.words
    document = said(it.standing, words)
    forms = wordings(it.standing, words)
    return page(
        ask,
        "report.html",
        it=it,
        of=key_of(it.period),
        document=document,
        period=period_said(it.period, words),
        opening=_paragraphs("opening", document.opening, forms, it),
        document_parts=[_part(number, part, forms, it, ask) for number, part in enumerate(document.parts)],
        groups=offered(local_day(ask.now), words),
        profiles=[
            ("", words(N_("the library's own"))),
            *((one.name, name_of(one, words)) for one in norms().values()),
        ],
        signature=it.standing.signature,
        may_unsign=ask.post.may(Act.APPROVE),
        figures=[(f"{{{name}}}", words.term(FIGURES[name])) for name in _counted(it)],
    )


def _profiles(words: Words) -> list[tuple[str, str]]:
    own = words(N_("the library's own"))
    return [("", own), *((one.name, name_of(one, words)) for one in norms().values())]


def _counted(it: Asked) -> list[str]:
    return [figure.name for section in it.standing.report.sections for figure in section.figures]


def _part(number: int, part: Part, forms: list[Wording], it: Asked, ask: Ask) -> dict[str, object]:
    return {
        "heading": numbered(part.heading, number, ask.words),
        "facts": _table(part.facts, it, ask) if part.facts else None,
        "paragraphs": _paragraphs(part.name, part.paragraphs, forms, it),
        "tables": [_table(table, it, ask) for table in part.tables],
    }


def _paragraphs(
    part: str, shown: tuple[object, ...], forms: list[Wording], it: Asked
) -> list[tuple[list[Bit], Wording]]:
    """Each paragraph as it is read beside the words it is made of; those left out have no bits."""
    bits = {one.name: [_bit(piece, it) for piece in one.parts] for one in shown}  # type: ignore[attr-defined]
    return [(bits.get(form.name, []), form) for form in forms if form.part == part]


def _table(table: SaidTable, it: Asked, ask: Ask) -> ShownTable:
    told = ask.words("Chart: {what}. The same figures are in the table.", what=table.described or table.title)
    drawn = chart_of(table)
    return ShownTable(
        table.title,
        tuple((name, place in table.numbers) for place, name in enumerate(table.columns)),
        tuple(tuple(_bit(cell, it) for cell in row) for row in table.rows),
        (Markup(charts.svg(drawn, told)),) if drawn else (),
    )


def _bit(piece: str | Reference, it: Asked) -> Bit:
    if isinstance(piece, str):
        return Bit(piece)
    return Bit(piece.said, it.to("/list", figure=piece.figure))


def show_list(ask: Ask) -> Response:
    """What a figure counts, or, of one that is made of others, how, and the lists of those."""
    it, figure = asked(ask), ask.text("figure")
    known = {one.name: one for section in it.standing.report.sections for one in section.figures}
    shape = SHAPES.get(figure)
    words = ask.words
    name = words.term(FIGURES[figure]) if figure in FIGURES else figure
    values: dict[str, Any] = {
        "it": it,
        "name": name,
        "period": period_said(it.period, words),
        "value": said_value(figure, known[figure].value, words) if figure in known else "",
        "formula": formula_said(shape.formula, words) if shape else "",
        "parts_of": [
            (words.term(FIGURES[part]), it.to("/list", figure=part))
            for part in dict.fromkeys(_NAME.findall(shape.formula if shape else ""))
            if part in FIGURES
        ],
        "signed": it.standing.signature is not None,
    }
    if shape and not shape.opens and not ask.ending:
        return page(ask, "report_list.html", listing=None, **values)
    found = listed(figure, it.period, local_day(ask.now), it.profile)
    table = said_list(found, words)

    def column(place: int, title: str) -> Column[int]:
        is_number = place in table.numbers
        return Column(
            title,
            lambda row: found.rows[row][place] if is_number else table.rows[row][place],
            is_number=is_number,
        )

    columns = [column(place, title) for place, title in enumerate(table.columns)]
    return table_answer(ask, "report_list.html", columns, range(len(found.rows)), **values)


def keep_words(ask: Ask) -> Response:
    """Put the school's own words in the place of a paragraph, or ours again, or leave it out."""
    it, paragraph = asked(ask), ask.text("paragraph")
    known = {one.name: one for one in wordings(it.standing, ask.words)}
    if paragraph not in known:
        raise BadValue(N_("There is no such paragraph in this report."))
    before = known[paragraph]
    how = ask.text("how")
    text = None if how == "ours" else "" if how == "out" else with_names(ask.long_text("words"))
    write_words(it.period, paragraph, text, ask.acting())
    fields = (
        *(("of", ask.text("of")), ("profile", it.profile), ("paragraph", paragraph)),
        *(("how", "own" if before.own else "ours"), ("words", before.text)),
    )
    return ask.done(
        f"{it.to()}#p-{paragraph}",
        Sentence(N_("The paragraph is saved.")),
        undo=Undo(f"{HERE}/words", fields),
    )


def sign_report(ask: Ask) -> Response:
    """Sign: from now on it stays as it is."""
    it = asked(ask)
    sign(it.period, ask.text("by"), local_day(ask.now), ask.acting(), it.profile)
    undo = None  # what the school has signed only its head takes back
    if ask.post.may(Act.APPROVE):
        undo = Undo(f"{HERE}/unsign", (("of", ask.text("of")), ("profile", it.profile)))
    return ask.done(it.to(), Sentence(N_("The report is signed. It stays as it is.")), undo=undo)


def take_signature_back(ask: Ask) -> Response:
    """It is a draft again."""
    it = asked(ask)
    unsign(it.period, ask.acting())
    return ask.done(it.to(), Sentence(N_("The report is a draft again.")))


PAGES = (
    Page(HERE, show_report, Act.CATALOGUE),
    Page(f"{HERE}/list", show_list, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/words", keep_words, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/sign", sign_report, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/unsign", take_signature_back, Act.APPROVE, "POST"),
)
