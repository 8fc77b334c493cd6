"""The annex: every figure and every table of a report as a workbook, a sheet each, numbers as numbers."""

from pathlib import Path

from db.marking import N_
from db.term_report.values import Figure, Number, Report
from kiosk.lists.workbook import Sheet, write_workbook
from kiosk.term_report.labels import FIGURES, HEADINGS
from kiosk.term_report.numbers import MONEY, formula_said
from kiosk.term_report.papers.cells import cells_of
from kiosk.term_report.tables import said_table
from kiosk.words import Words

_HEAD = (
    *(N_("part"), N_("figure"), N_("this period"), N_("the one before"), N_("a year ago"), N_("norm")),
    *(N_("formula"), N_("counted from the list"), N_("query")),
)


def write_annex(file: Path, report: Report, words: Words) -> None:
    """Write the workbook, whole or not at all. Raises WorkbookError."""
    write_workbook(file, annex_sheets(report, words))


def annex_sheets(report: Report, words: Words) -> list[Sheet]:
    """The figures first, then a sheet for each table."""
    head = tuple(words.term(name) for name in _HEAD)
    rows = [
        (words(HEADINGS[section.name]), *_figure(figure, words))
        for section in report.sections
        for figure in section.figures
    ]
    sheets = [Sheet(words(N_("Figures")), head, rows)]
    for section in report.sections:
        for table in section.tables:
            said = said_table(table, words)
            sheets.append(Sheet(said.title, said.columns, cells_of(table, said)))
    return sheets


def _figure(figure: Figure, words: Words) -> tuple[object, ...]:
    return (
        words.term(FIGURES[figure.name]),
        *(_number(figure, value) for value in (figure.value, figure.before, figure.year_before)),
        "" if figure.norm is None else figure.norm,
        formula_said(figure.formula, words),
        words.term(FIGURES[figure.opens]) if figure.opens in FIGURES else "",
        figure.name,
    )


def _number(figure: Figure, value: Number | None) -> Number | str:
    """As precise as it is read; what nobody knows is empty, not zero."""
    if value is None:
        return ""
    whole = value / 100 if figure.name in MONEY else value
    return round(whole, figure.places) if figure.places else whole
