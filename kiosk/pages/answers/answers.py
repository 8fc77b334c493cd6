"""What is read, by whom, when, and what is not: each as a table, a chart, a file and a picture."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response

from db.answers.table import Cell, Table
from db.clock import local_day
from db.errors import NotFound
from db.library.terms import term_of
from db.marking import N_
from db.readers.classes import class_id_of, class_names, name_of
from db.reports.questions import AS_OF_TODAY, QUESTIONS, Span
from db.roles import Act
from kiosk.lists.questions import bars_of, measure_of, said_days, said_row, span_of
from kiosk.pages.ground.ask import Ask, NotAllowed
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.columns import COLUMNS, QUESTION_NAMES
from kiosk.typed import day
from labels import charts

_OF_A_CLASS = "class-reading"
_WITHOUT_A_CLASS = ("never-borrowed",)


@dataclass(frozen=True)
class Asked:
    """A question with its days and its class, as the page shows it."""

    name: str
    said: str
    span: Span
    said_days: str
    needs_class: bool
    takes_class: bool

    @property
    def takes_days(self) -> bool:
        """Whether it may be asked about other days than today."""
        return self.name not in AS_OF_TODAY

    def at(self, **changes: object) -> str:
        """The address of the same question about other days, or as a picture."""
        span = replace(self.span, **changes)  # type: ignore[arg-type]
        fields = {"first": span.first, "last": span.last, "class": span.class_name}
        return urlencode({name: value for name, value in fields.items() if value})


def show_answers(ask: Ask) -> Response:
    """All questions, about this term."""
    names = _classes(ask)
    return page(
        ask,
        "answers.html",
        questions=[
            (name, ask.words(QUESTION_NAMES[name]), [] if name in AS_OF_TODAY else _periods(ask))
            for name in QUESTIONS
            if _is_for(name, names)
        ],
        classes=names,
        sees_all=_sees_all(ask),
        may_report=ask.post.may(Act.CATALOGUE),
    )


def show_answer(ask: Ask) -> Response:
    """One answer."""
    asked = _asked(ask)
    table = QUESTIONS[asked.name](asked.span)
    rows = [said_row(table.columns, row, ask.words) for row in table.rows]
    return table_answer(
        ask,
        "answer.html",
        [_column(table, number) for number in range(len(table.columns))],
        rows,
        asked=asked,
        chart=_chart(ask, asked, table) if rows else "",
        measure=COLUMNS[measure_of(asked.name)],
        periods=[(name, asked.at(first=first, last=last)) for name, first, last in _periods(ask)]
        if asked.takes_days
        else [],
        classes=_classes(ask),
        sees_all=_sees_all(ask),
    )


def give_picture(ask: Ask) -> Response:
    """The chart as a PNG, for a report."""
    from labels.ink.typeface import find_typeface

    asked = _asked(ask)
    typeface = find_typeface(ask.office.settings.font_files)
    bars = bars_of(asked.name, QUESTIONS[asked.name](asked.span), ask.words)
    picture = charts.png(charts.bar_chart(bars, typeface.width), typeface)
    name = f"{asked.name}-{asked.span.first}-{asked.span.last}.png"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(picture, headers=headers, media_type="image/png")


def _asked(ask: Ask) -> Asked:
    name = ask.request.path_params["question"]
    names = _classes(ask)
    if name not in QUESTIONS or not _is_for(name, names):
        raise NotFound(N_("There is no such page."))
    first = day(ask.text("first")) if ask.text("first") else None
    last = day(ask.text("last")) if ask.text("last") else None
    takes_class = name not in _WITHOUT_A_CLASS
    class_name = ask.text("class") if takes_class else ""
    needs_class = name == _OF_A_CLASS or (takes_class and not _sees_all(ask))
    if needs_class and not class_name:
        class_name = names[0]
    if class_name and not ask.post.may(Act.REPORTS, class_id_of(class_name)):
        raise NotAllowed
    span = span_of(name, first, last, local_day(ask.now), class_name)
    days = said_days(name, span, ask.words)
    return Asked(name, ask.words(QUESTION_NAMES[name]), span, days, needs_class, takes_class)


def _column(table: Table, number: int) -> Column[tuple[Cell, ...]]:
    cell: Callable[[tuple[Cell, ...]], object] = lambda row: row[number]  # noqa: E731
    is_number = any(isinstance(row[number], int | float) for row in table.rows[:1])
    column = table.columns[number]
    return Column(COLUMNS.get(column, column), cell, is_number=is_number and column != "weekday")


def _chart(ask: Ask, asked: Asked, table: Table) -> Markup:
    drawn = charts.bar_chart(bars_of(asked.name, table, ask.words))
    said = ask.words("Chart: {what}. The same figures are in the table.", what=asked.said)
    return Markup(charts.svg(drawn, said))


def _is_for(name: str, classes: list[str]) -> bool:
    """Where there is no class, nothing can be asked of one."""
    return bool(classes) or name != _OF_A_CLASS


def _classes(ask: Ask) -> list[str]:
    """The classes that may be asked about."""
    own = ask.classes(Act.REPORTS)
    if own is None:
        return class_names()
    kept = {name_of(class_id) for class_id in own}
    return [name for name in class_names() if name in kept]


def _sees_all(ask: Ask) -> bool:
    return ask.classes(Act.REPORTS) is None


def _periods(ask: Ask) -> list[tuple[str, date, date]]:
    """Days that are often asked about: this month and the last, this term, a year."""
    today, words = local_day(ask.now), ask.words
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    periods = [
        (words("this month"), month, today),
        (words("last month"), before.replace(day=1), before),
    ]
    if term := term_of(today):
        periods.append((term.name, term.starts_on, today))
    return [*periods, (words("the last 12 months"), today - timedelta(days=365), today)]


PAGES = (
    Page("/answers", show_answers, Act.REPORTS),
    Page("/answers/{question:token}", show_answer, Act.REPORTS, is_table=True),
    Page("/answers/{question:token}/picture", give_picture, Act.REPORTS),
)
