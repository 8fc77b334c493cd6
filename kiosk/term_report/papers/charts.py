"""Charts of the report's tables: the same marks for a page of the desk and for a document."""

import re

from kiosk.term_report.document import Reference, SaidTable
from labels.charts import Bar, Measure, bar_chart
from labels.ink.marks import Page

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
MOST_BARS = 30
"""Of more rows the first are drawn: a chart is looked at, and the table beside it has them all."""


def chart_of(table: SaidTable, column: int, measure: Measure | None = None) -> Page:
    """The bars of one column over what stands in the first one; a row without a number has none."""
    bars = [
        Bar(_said(row[0]), value, _said(row[column]))
        for row in table.rows
        if (value := _value(_said(row[column]))) is not None
    ]
    return bar_chart(bars[:MOST_BARS], measure)


def _said(cell: str | Reference) -> str:
    return cell if isinstance(cell, str) else cell.said


def _value(said: str) -> float | None:
    found = _NUMBER.search(said)
    return float(found[0].replace(",", "")) if found else None
