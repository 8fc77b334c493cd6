"""A report for programs: each figure with its formula, its query and its list."""

from datetime import date

from db.term_report.kept import Standing
from db.term_report.values import Figure, Number, Table
from kiosk.term_report.labels import FIGURES
from kiosk.term_report.numbers import MONEY
from kiosk.words import Words


def as_data(standing: Standing, words: Words) -> dict[str, object]:
    """All of it; money in whole units, days as text."""
    found, period = standing.report, standing.report.period
    return {
        "kind": period.kind,
        "name": period.name,
        "first_day": str(period.first_day),
        "last_day": str(period.last_day),
        "counted_on": str(found.counted_on),
        "profile": found.profile,
        "signed_by": standing.signature.by if standing.signature else None,
        "signed_on": str(standing.signature.on) if standing.signature else None,
        "own_words": dict(standing.own),
        "sections": [
            {
                "name": section.name,
                "figures": [_figure(one, words) for one in section.figures],
                "tables": [_table(one) for one in section.tables],
            }
            for section in found.sections
        ],
    }


def _figure(figure: Figure, words: Words) -> dict[str, object]:
    def said(value: Number | None) -> Number | None:
        return value / 100 if value is not None and figure.name in MONEY else value

    return {
        "query": figure.name,
        "label": words.term(FIGURES[figure.name]),
        "value": said(figure.value),
        "before": said(figure.before),
        "year_before": said(figure.year_before),
        "norm": figure.norm,
        "formula": figure.formula or None,
        "list": figure.opens or None,
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "columns": list(table.columns),
        "rows": [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in table.rows],
    }
