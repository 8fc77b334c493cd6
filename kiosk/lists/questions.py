"""The questions of a librarian's year as people ask and read them: their days, their cells, their chart."""

from collections import Counter
from datetime import date, timedelta

from db.answers.table import Cell, Table
from db.errors import BadValue
from db.library.identity import identity
from db.library.terms import term_of
from db.marking import N_
from db.reports.questions import AS_OF_TODAY, Span
from kiosk.sentences.catalogue import CLC_CLASSES
from kiosk.words import Words, visible
from labels.charts import Bar

_YEAR = timedelta(days=365)
_CHARTS = {
    "class-reading": ("title", "loans"),
    "most-read": ("title", "loans"),
    "keenest-readers": ("name", "loans"),
    "by-letter": ("letter", "loans"),
    "by-month": ("month", "loans"),
    "by-weekday": ("weekday", "loans"),
    "late-by-class": ("class", "late"),
}
"""What a question's bars are named by, and how long they are."""
MOST_BARS = 25


def span_of(question: str, first: date | None, last: date | None, today: date, class_name: str) -> Span:
    """The days that are asked about: where none are given, the present term so far, or else a year.

    A question of how things stand is about today whatever is given. Raises BadValue where the last day is
    before the first.
    """
    if question in AS_OF_TODAY:
        return Span(today, today, class_name)
    last = last or today
    if first is None:
        term = term_of(last)
        first = term.starts_on if term else last - _YEAR
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    return Span(first, last, class_name)


def said_days(question: str, span: Span, words: Words) -> str:
    """Which days an answer is about."""
    if question in AS_OF_TODAY:
        return words(N_("As of today, {day}"), day=span.last)
    return words(N_("From {first} to {last}"), first=span.first, last=span.last)


def said_row(columns: tuple[str, ...], row: tuple[Cell, ...], words: Words) -> tuple[Cell, ...]:
    """A row as people read it: weekdays, months and classes by their names."""
    return tuple(_said(column, cell, words) for column, cell in zip(columns, row, strict=True))


def _said(column: str, cell: Cell, words: Words) -> Cell:
    if column == "weekday" and isinstance(cell, int):
        return words.weekday(cell)
    if column == "month" and isinstance(cell, date):
        return f"{cell:%Y-%m}"
    if column == "letter" and isinstance(cell, str):
        return _letter(cell, words)
    return cell


def _letter(letter: str, words: Words) -> str:
    """A letter with what it stands for, in a library that files by the Chinese classification."""
    if not letter:
        return words(N_("no call number"))
    name = CLC_CLASSES.get(letter, "") if identity().scheme.kind == "clc" else ""
    return f"{letter} {words(name)}".strip()


def measure_of(question: str) -> str:
    """The column that the bars of its chart are as long as; of what nobody borrowed, the titles."""
    return "titles" if question == "never-borrowed" else _CHARTS[question][1]


def bars_of(question: str, table: Table, words: Words) -> list[Bar]:
    """The chart of an answer: its first rows; of what nobody borrowed, how many titles of each letter."""
    if question == "never-borrowed":
        at = table.columns.index("call_number")
        letters = Counter(str(row[at] or "").strip()[:1].upper() for row in table.rows)
        return [
            Bar(_letter(letter, words), number, str(number)) for letter, number in sorted(letters.items())
        ]
    name, value = (table.columns.index(column) for column in _CHARTS[question])
    bars = []
    for row in table.rows[:MOST_BARS]:
        cells = said_row(table.columns, row, words)
        number = cells[value]
        if isinstance(number, int | float):
            bars.append(Bar(visible(str(cells[name] or "-")), number, str(number)))
    return bars
