"""Charts of the report's tables: the same marks for a page of the desk and for a document."""

import re
from collections.abc import Sequence

from kiosk.term_report.document import Reference, SaidTable
from labels.charts import Bar, Measure, bar_chart
from labels.ink.marks import Page

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
MOST_BARS = 30
"""Of more rows the first are drawn: a chart is looked at, and the table beside it has them all."""


def chart_of(table: SaidTable, measure: Measure | None = None) -> Page | None:
    """The bars of the drawn columns over what stands in the first one, those of a row one below the other.

    A cell without a number has none; None where nothing is drawn.
    """
    bars = [
        Bar(_name(table, row, column, place), value, _said(row[column]))
        for row in table.rows
        for place, column in enumerate(table.drawn)
        if (value := _value(_said(row[column]))) is not None
    ]
    return bar_chart(bars[:MOST_BARS], measure) if bars else None


def _name(table: SaidTable, row: Sequence[str | Reference], column: int, place: int) -> str:
    """The first column's bars are called as their row, the others also as their column."""
    return f"{_said(row[0])} {table.columns[column]}" if place else _said(row[0])


def _said(cell: str | Reference) -> str:
    return cell if isinstance(cell, str) else cell.said


def _value(said: str) -> float | None:
    found = _NUMBER.search(said)
    return float(found[0].replace(",", "")) if found else None
