"""The report as it stands, written as a Word document."""

from pathlib import Path

from db.term_report.kept import Standing
from db.term_report.values import Report
from kiosk.settings import Settings
from kiosk.term_report.bound import library_said
from kiosk.term_report.labels import FIGURES, TABLES
from kiosk.term_report.numbers import formula_said
from kiosk.term_report.papers.sources import Source
from kiosk.term_report.papers.word import ReportWriter
from kiosk.term_report.said import said
from kiosk.words import Words
from labels.ink.typeface import find_typeface


def write_report(
    file: Path, standing: Standing, words: Words, settings: Settings, template: Path | None = None
) -> None:
    """Write it, whole or not at all. Raises TemplateFault and WriteError."""
    writer = ReportWriter(library_said(words), words, find_typeface(settings.font_files))
    writer.write(file, said(standing, words), sources_of(standing.report, words), template)


def sources_of(report: Report, words: Words) -> dict[str, Source]:
    """Where each figure of a report comes from."""
    return {
        figure.name: Source(
            words.term(FIGURES[figure.name]),
            formula_said(figure.formula, words),
            _list_name(figure.opens, words),
        )
        for section in report.sections
        for figure in section.figures
    }


def _list_name(name: str, words: Words) -> str:
    """What the list of this name is called: as the figure that it counts, or as the table that it is."""
    return words.term({**TABLES, **FIGURES}[name]) if name else ""
