"""Figures bound into text: a placeholder becomes the number as it is today, with the way to its list."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from db.library.identity import identity
from db.marking import N_
from db.term_report.shape import figure_of
from db.term_report.values import Figure, Period, Report, Table
from kiosk.singular import of_one
from kiosk.term_report.document import Reference
from kiosk.term_report.labels import FIGURES
from kiosk.term_report.numbers import MONTHS, change, said_norm, said_value
from kiosk.typed import choice
from kiosk.words import LANGUAGES, Words, speak

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_IN_BRACKETS = re.compile("[（(,，]")
_REST = 0.1
"""A report is written when no more than this part of its period is still to come."""
Parts = tuple[str | Reference, ...]

THIS = {"term": N_("this term"), "year": N_("this school year"), "month": N_("this month")}
THIS_CAPITAL = {"term": N_("This term"), "year": N_("This school year"), "month": N_("This month")}
LAST = {"term": N_("last term"), "year": N_("last school year"), "month": N_("last month")}
SAME = {
    "term": N_("in the same term a year ago"),
    "year": N_("last school year"),
    "month": N_("in the same month a year ago"),
}
NEXT_CAPITAL = {"term": N_("Next term"), "year": N_("Next school year"), "month": N_("Next month")}


class Bound:
    """A report in one language, into which texts are bound."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report, self.words = report, words
        self.figures = {one.name: one for section in report.sections for one in section.figures}
        self.tables = {one.name: one for section in report.sections for one in section.tables}

    @property
    def is_running(self) -> bool:
        """Whether so much of the period is still to come that it cannot be compared with a whole one."""
        period = self.report.period
        days = (period.last_day - period.first_day).days + 1
        return (period.last_day - self.report.counted_on).days > _REST * days

    def parts(self, text: str) -> Parts | None:
        """A text in this language with its numbers in it; None where one of them is not known."""
        if self.words.language == "en":
            text = of_one(text, [name for name in PLACEHOLDER.findall(text) if self._is_one(name)])
        found: list[str | Reference] = []
        for number, piece in enumerate(PLACEHOLDER.split(text)):
            part = self._part(piece) if number % 2 else piece
            if part is None:
                return None
            if part != "":
                found.append(part)
        return tuple(found)

    def own_parts(self, text: str) -> Parts:
        """The same of the school's own text, in which a number that is not known is a dash."""
        return tuple(
            self._part(piece) or "–" if number % 2 else piece
            for number, piece in enumerate(PLACEHOLDER.split(text))
            if piece
        )

    def _is_one(self, name: str) -> bool:
        part = self._part(name)
        return isinstance(part, Reference) and part.said == "1"

    def _part(self, name: str) -> str | Reference | None:
        base, kind = figure_of(name)
        figure = self.figures.get(base)
        if figure is None:
            return self.texts.get(name)
        said = self._said(figure, kind)
        return None if said is None else Reference(base, said)

    def _said(self, figure: Figure, kind: str) -> str | None:
        match kind:
            case "":
                return said_value(figure.name, figure.value, self.words)
            case "norm":
                return None if figure.norm is None else said_norm(figure, self.words)
            case "before" | "year_before":
                earlier = figure.before if kind == "before" else figure.year_before
                return None if earlier is None else said_value(figure.name, earlier, self.words)
        if self.is_running:
            return None
        return change(figure.value, figure.before if kind == "change" else figure.year_before, self.words)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """What is not a figure but can be bound too."""
        _, period = self.words, self.report.period
        texts = {
            "this": _(THIS[period.kind]),
            "this_capital": _(THIS_CAPITAL[period.kind]),
            "last": _(LAST[period.kind]),
            "same": _(SAME[period.kind]),
            "next_capital": _(NEXT_CAPITAL[period.kind]),
            "period": period_said(period, _),
            "library": library_said(_),
            "first_day": day_said(period.first_day, _),
            "last_day": day_said(period.last_day, _),
            "counted_on": day_said(self.report.counted_on, _),
            "stock_day": day_said(min(period.last_day, self.report.counted_on), _),
        }
        if best := self._best_class():
            texts["top_class"], texts["top_average"] = best
        if done := self.tables.get("activities"):
            texts["activity_names"] = _(", ").join(str(row[0]) for row in done.rows)
        return texts

    def _best_class(self) -> tuple[str, str] | None:
        table: Table | None = self.tables.get("loans_by_class")
        known = [row for row in table.rows if isinstance(row[4], int | float)] if table else []
        best = max(known, key=lambda row: float(str(row[4])), default=None)
        return (str(best[0]), f"{best[4]:.2f}") if best and best[3] else None


def period_said(period: Period, words: Words) -> str:
    """What a period is called."""
    if period.kind == "term":
        return period.name
    if period.kind == "year":
        return words(N_("school year {first}–{last}"), first=period.first_day.year, last=period.last_day.year)
    return words(
        N_("{month_name} {year}"),
        month_name=words(MONTHS[period.first_day.month - 1]),
        month_number=period.first_day.month,
        year=period.first_day.year,
    )


def library_said(words: Words) -> str:
    """What the library is called."""
    return identity().name or words(N_("The school's library"))


def day_said(day: date, words: Words) -> str:
    """A day as it is written in what is filed."""
    return words(
        N_("{number} {month_name} {year}"),
        number=day.day,
        month_name=words(MONTHS[day.month - 1]),
        month_number=day.month,
        year=day.year,
    )


def with_names(text: str) -> str:
    """The school's own text with the names of figures in the place of what they are called in a language."""

    def named(found: re.Match[str]) -> str:
        inner = found[1].strip()
        base, kind = figure_of(inner)
        name = choice(base, FIGURES) or _by_its_head(base)
        return f"{{{name}{'_' if kind else ''}{kind}}}" if name else f"{{{inner}}}"

    return PLACEHOLDER.sub(named, text)


def _by_its_head(text: str) -> str | None:
    """The only figure whose name begins so, up to what it says in brackets or behind a comma."""
    for words in map(speak, LANGUAGES):
        found = [
            own
            for own, name in FIGURES.items()
            if _IN_BRACKETS.split(words.term(name))[0].strip() == text.strip()
        ]
        if len(found) == 1:
            return found[0]
    return None
