"""Lists of titles: all of them, one with its rates, its poster and sign, and what is to be bought."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from markupsafe import Markup
from starlette.responses import Response

from db.answers.classes.reading_list import ListFigures
from db.errors import BadValue
from db.marking import N_
from db.reading.figures import list_figures, lists
from db.roles import Act
from db.title_lists.kept import list_at
from db.title_lists.shipped.lists import shipped
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, listed, table_answer
from kiosk.paper.reading import poster_paper, sign_paper
from kiosk.sentences.classes.reading import (
    FORCES,
    KINDS,
    RATE_HEAD,
    grades_said,
    percent,
    rate_rows,
)
from labels import charts


def show_lists(ask: Ask) -> Response:
    """All lists, and ways to make one."""
    _ = ask.words
    found = [(row, list_figures(row)) for row in lists()]
    taken = {row.name for row, _figures in found}
    return table_answer(
        ask,
        "reading.html",
        [
            Column(N_("list"), lambda one: one[0].name, link=lambda one: f"/reading/lists/{one[0].id}"),
            Column(N_("kind"), lambda one: _(KINDS[one[0].kind])),
            Column(N_("grade"), lambda one: grades_said(one[0].grades, _)),
            Column(N_("titles"), lambda one: len(one[1].titles), is_number=True),
            Column(N_("held"), lambda one: one[1].held, is_number=True),
            Column(N_("borrowed"), lambda one: one[1].borrowed, is_number=True),
            Column(N_("list rate"), lambda one: percent(one[1].total.rate), is_number=True),
            Column(N_("shown since"), lambda one: one[0].shown_on or ""),
        ],
        found,
        may_change=ask.post.may(Act.CATALOGUE),
        kinds=[(own, _(name)) for own, name in KINDS.items()],
        forces=[(own, _(name)) for own, name in FORCES.items()],
        shipped=[(one.name, one.name) for one in shipped() if one.name not in taken],
    )


def show_list(ask: Ask) -> Response:
    """One list: its titles, its rates by class and grade, and how often it was borrowed each week."""
    _ = ask.words
    row = list_at(ask.row("list"))
    figures = list_figures(row)
    rates = [Column(name, _cell(at), is_number=at > 0) for at, name in enumerate(RATE_HEAD)]
    if ask.ending:
        return table_answer(ask, "", rates, rate_rows(figures, _))
    return page(
        ask,
        "reading-list.html",
        row=row,
        figures=figures,
        kind=_(KINDS[row.kind]),
        force=_(FORCES[row.force]),
        grades=grades_said(row.grades, _),
        coverage=percent(figures.coverage),
        listing=listed(ask, rates, rate_rows(figures, _), most=200),
        chart=_weeks(ask, figures),
        may_change=ask.post.may(Act.CATALOGUE),
    )


def _cell(at: int) -> Callable[[tuple[str, ...]], object]:
    return lambda cells: cells[at]


def _weeks(ask: Ask, figures: ListFigures) -> Markup:
    """Loans of each week, with a mark where the list was first shown."""
    weeks: Counter[date] = Counter()
    for one in figures.classes:
        weeks.update(dict(one.weeks))
    if not weeks:
        return Markup()
    bars = [
        charts.Bar(
            f"{week:%m-%d}{' ★' if figures.shown_on and 0 <= (figures.shown_on - week).days < 7 else ''}",
            loans,
            str(loans),
        )
        for week, loans in sorted(weeks.items())
    ]
    said = ask.words(N_("Loans from the list by week; a star marks the week in which it was first shown."))
    return Markup(charts.svg(charts.bar_chart(bars), said))


def print_poster(ask: Ask) -> Response:
    """The poster, with bars or QR codes, or the sign for its shelf."""
    row = list_at(ask.row("list"))
    figures = list_figures(row)
    if not figures.held:
        raise BadValue(N_("The library has no title on the list {list} yet."), list=row.name)
    if ask.text("as") == "sign":
        return paper_answer(ask, sign_paper(figures, ask.words), "sign", fill=True)
    blocks = poster_paper(figures, row.grades, ask.words)
    return paper_answer(ask, blocks, "poster", qr=ask.text("as") == "qr")


def show_missing(ask: Ask) -> Response:
    """What lists name and the library has not."""
    missing = [(row, figures) for figures in map(list_figures, lists()) for row in figures.missing]
    return table_answer(
        ask,
        "reading-buy.html",
        [
            Column(N_("title"), lambda one: one[0].title),
            Column(N_("author"), lambda one: one[0].author),
            Column("ISBN", lambda one: one[0].isbn),
            Column(N_("list"), lambda one: one[1].name, link=lambda one: f"/reading/lists/{one[1].list_id}"),
        ],
        missing,
    )


PAGES = (
    Page("/reading", show_lists, Act.REPORTS, is_table=True),
    Page("/reading/lists/{list:row}", show_list, Act.REPORTS, is_table=True),
    Page("/reading/lists/{list:row}/poster", print_poster, Act.REPORTS),
    Page("/reading/buy", show_missing, Act.REPORTS, is_table=True),
)
