"""The structure of the stock against a rule; every figure opens the list behind it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.roles import Act
from db.structure.class_sets import set_class_set
from db.structure.lists import LISTS, ListedTitle, titles_behind
from db.structure.norms import Norm, norm_called, norms
from db.structure.report import Structure, structure
from kiosk.lists.stock import structure as said
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.stock.said import listing
from labels import charts

HERE = "/stock/structure"
_CHARTS = {
    "shares": N_("Share of the classed copies, and what it should be"),
    "age": N_("Copies by the year they were published"),
    "use": N_("Use: share of the loans of a year over share of the stock"),
}


@dataclass(frozen=True)
class Drawn:
    """A chart with its heading and the word of its address."""

    of: str
    name: str
    picture: Markup


def show_structure(ask: Ask) -> Response:
    """All figures, tables and charts."""
    found = _found(ask)
    words = ask.words
    return page(
        ask,
        "structure.html",
        found=found,
        profile=said.name_of(found.norm, words),
        profiles=[(norm.name, said.name_of(norm, words)) for norm in norms().values()],
        figures=[(one, _address(found.norm, one.of, one.of_value)) for one in said.figures(found, words)],
        groups=listing(ask, said.group_table(found, words), _group_links(found), numbers=(3, 4, 5)),
        classes=listing(ask, said.class_table(found, words), _class_links(found), numbers=(3, 4, 7)),
        years=listing(ask, said.year_table(found, words), _year_links(found), numbers=(4, 5)),
        unclassified=_address(found.norm, "unclassified", ""),
        denominators=said.denominators(found, words),
        charts=[_drawn(of, found, ask) for of in _CHARTS if said.bars(of, found, words)],
    )


def give_picture(ask: Ask) -> Response:
    """One of the charts as a PNG, for a report."""
    from labels.ink.typeface import find_typeface

    of = ask.text("of")
    if of not in _CHARTS:
        raise NotFound(N_("There is no such page."))
    typeface = find_typeface(ask.office.settings.font_files)
    drawn = charts.bar_chart(said.bars(of, _found(ask), ask.words), typeface.width)
    headers = {"content-disposition": f'attachment; filename="{of}-{local_day(ask.now)}.png"'}
    return Response(charts.png(drawn, typeface), headers=headers, media_type="image/png")


def show_titles(ask: Ask) -> Response:
    """The titles behind one figure."""
    of, value, norm = ask.text("of"), ask.text("value"), norm_called(ask.text("profile"))
    if of not in LISTS:
        raise NotFound(N_("There is no such list."))
    columns: list[Column[ListedTitle]] = [
        Column(N_("title"), lambda row: row.title, lambda row: f"/books/{row.title_id}"),
        Column(N_("call number"), lambda row: row.call_number),
        Column(N_("author"), lambda row: row.author),
        Column(N_("publisher"), lambda row: row.publisher),
        Column(N_("year"), lambda row: row.year),
        Column(N_("ISBN"), lambda row: row.isbn),
        Column(N_("copies"), lambda row: row.copies, is_number=True),
        Column(N_("loans in a year"), lambda row: row.loans, is_number=True),
    ]
    marks = {"surplus": N_("These are class sets"), "class-sets": N_("These are no longer class sets")}
    return table_answer(
        ask,
        "stock_titles.html",
        columns,
        titles_behind(of, value, norm, local_day(ask.now)),
        key=(lambda row: row.title_id) if of in marks else None,
        heading=said.said_list(of, value, ask.words),
        of=of,
        mark=marks.get(of, ""),
    )


def mark_class_sets(ask: Ask) -> Response:
    """Say of the ticked titles that they are class sets, or none any more."""
    is_one = ask.text("of") == "surplus"
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not chosen:
        raise BadValue(N_("First tick the titles."))
    for title_id in chosen:
        set_class_set(title_id, is_one, ask.acting())
    text = (
        N_("Titles that are now class sets: {n}.")
        if is_one
        else N_("Titles that are no longer class sets: {n}.")
    )
    back = "surplus" if is_one else "class-sets"
    return ask.done(f"/stock/titles?of={back}", Sentence(text, {"n": len(chosen)}))


def _found(ask: Ask) -> Structure:
    return structure(norm_called(ask.text("profile")), local_day(ask.now))


def _group_links(found: Structure) -> dict[int, list[str]]:
    links = [_address(found.norm, "group", gap.group) for gap in found.groups]
    return {0: links, 2: links}


def _class_links(found: Structure) -> dict[int, list[str]]:
    def to(of: str) -> list[str]:
        return [_address(found.norm, of, line.letter) for line in found.classes]

    whole = [
        _address(found.norm, "class" if line.letter else "unclassified", line.letter)
        for line in found.classes
    ]
    return {0: whole, 2: whole, 5: to("without-year"), 8: to("never-lent")}


def _year_links(found: Structure) -> dict[int, list[str]]:
    return {
        at: [_address(found.norm, of, str(year.begins)) for year in found.years]
        for at, of in ((1, "new"), (2, "withdrawn"))
    }


def _address(norm: Norm, of: str, value: str) -> str:
    if not of:
        return ""
    fields = {"of": of, "value": value, "profile": norm.name}
    return f"/stock/titles?{urlencode({name: text for name, text in fields.items() if text})}"


def _drawn(of: str, found: Structure, ask: Ask) -> Drawn:
    name = ask.words(_CHARTS[of])
    drawn = charts.bar_chart(said.bars(of, found, ask.words))
    told = ask.words("Chart: {what}. The same figures are in the table.", what=name)
    return Drawn(of, name, Markup(charts.svg(drawn, told)))


PAGES = (
    Page(HERE, show_structure, Act.CATALOGUE),
    Page(f"{HERE}/picture", give_picture, Act.CATALOGUE),
    Page("/stock/titles", show_titles, Act.CATALOGUE, is_table=True),
    Page("/stock/class-sets", mark_class_sets, Act.CATALOGUE, "POST"),
)
