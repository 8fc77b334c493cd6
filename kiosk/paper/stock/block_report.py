"""The report on a block list as a Word document; that nothing was found is a report too."""

from pathlib import Path

from db.review.report import BlockReport
from kiosk.lists.stock.review import SIGNING, named_table, pass_table, result_table, summary
from kiosk.lists.stock.weeding import signing_lines
from kiosk.paper.word.signed import SignedPaper, write_signed
from kiosk.words import Words


def write_report(file: Path, report: BlockReport, library: str, words: Words) -> None:
    """Write the document, whole or not at all. Raises WriteError."""
    heading, *lines = summary(report, library, words)
    tables = [pass_table(report, words), named_table(report, words)]
    tables += [result_table(report, words)] if report.met else []
    signing = tuple(signing_lines(SIGNING, words))
    paper = SignedPaper(heading, tuple(lines), tuple(("", table) for table in tables), signing)
    write_signed(file, [paper], words)
