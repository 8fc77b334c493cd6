"""The report on a block list as a Word document; that nothing was found is a report too."""

from pathlib import Path

from db.review.report import BlockReport
from kiosk.lists.stock.review import SIGNING, pass_table, result_table, summary
from kiosk.paper.word.signed import SignedPaper, signing_lines, write_signed
from kiosk.words import Words


def write_report(file: Path, report: BlockReport, library: str, words: Words) -> None:
    """Write the document, whole or not at all. Raises WriteError."""
    heading, *lines = summary(report, library, words)
    tables = [pass_table(report, words), *([result_table(report, words)] if report.met else [])]
    paper = SignedPaper(
        heading, tuple(lines), tuple(("", table) for table in tables), signing_lines(SIGNING, words)
    )
    write_signed(file, [paper], words)
