"""Classes compared in a term: a table, a chart, a page for the wall; the weights of the score; the stars."""

from collections.abc import Callable

from markupsafe import Markup
from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.library.terms import terms
from db.marking import N_, Sentence
from db.reading import passports
from db.reading.classes import (
    ClassReading,
    classes_compared,
    find_term,
    name_star,
    set_weights,
    stars,
    weights,
)
from db.roles import Act
from db.title_lists.making import grades_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.paper.reading import class_row, classes_paper
from kiosk.sentences.classes.reading import CLASS_HEAD, SCORE_PARTS
from labels import charts

STAGES = ("bronze", "silver", "gold")
"""The fields of the three stages, the lowest first."""


def show_classes(ask: Ask) -> Response:
    """All classes in a term; no pupil is named but the stars."""
    today = local_day(ask.now)
    if not terms():
        return page(ask, "reading-no-term.html")
    term = find_term(ask.text("term"), today)
    found = classes_compared(term, today)
    bars = [charts.Bar(one.class_name, float(one.average), str(one.average)) for one in found]
    said = ask.words(N_("Loans per pupil by class."))
    return table_answer(
        ask,
        "reading-classes.html",
        [Column(name, _cell(at), is_number=at > 0) for at, name in enumerate(CLASS_HEAD)],
        found,
        term=term,
        terms=[(one.name, one.name) for one in terms()],
        chart=Markup(charts.svg(charts.bar_chart(bars), said)) if found else Markup(),
        stars=stars(today),
        weights=[(name, ask.words(SCORE_PARTS[name]), points) for name, points in weights().items()],
        stages=[("*", passports.goals_of("")), *sorted(passports.stages().items())],
        may_change=ask.post.may(Act.RULES),
        may_name=ask.post.may(Act.CLASSES),
    )


def _cell(at: int) -> Callable[[ClassReading], object]:
    return lambda one: class_row(one)[at]


def print_classes(ask: Ask) -> Response:
    """The page for the wall."""
    today = local_day(ask.now)
    term = find_term(ask.text("term"), today)
    title = ask.words(N_("Reading, {term}"), term=term.name)
    return paper_answer(ask, classes_paper(title, classes_compared(term, today), ask.words), "classes")


def change_weights(ask: Ask) -> Response:
    """Say how many points each part can bring."""
    set_weights({name: ask.whole(name) for name in SCORE_PARTS if ask.text(name)}, ask.acting())
    return ask.done("/reading/classes", Sentence(N_("Noted.")))


def change_stages(ask: Ask) -> Response:
    """Say how many books the three stages of a passport need in some grades."""
    grades = [int(one) for one in grades_of(ask.text("grades")).split(",") if one]
    if not grades:
        raise BadValue(N_("Give the grades first."))
    passports.set_stages(grades, [ask.whole(name) for name in STAGES], ask.acting())
    return ask.done("/reading/classes", Sentence(N_("Noted.")))


def change_star(ask: Ask) -> Response:
    """Name a star of this month, or no longer."""
    name_star(
        ask.text("number"), ask.text("words"), local_day(ask.now), ask.acting(), is_one=not ask.text("not")
    )
    return ask.done("/reading/classes", Sentence(N_("Noted.")))


PAGES = (
    Page("/reading/classes", show_classes, Act.REPORTS, is_table=True),
    Page("/reading/classes/paper", print_classes, Act.REPORTS),
    Page("/reading/weights", change_weights, Act.RULES, "POST"),
    Page("/reading/stages", change_stages, Act.RULES, "POST"),
    Page("/reading/star", change_star, Act.CLASSES, "POST"),
)
