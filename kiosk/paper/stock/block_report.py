"""The report on a block list as a Word document; that nothing was found is a report too."""

from pathlib import Path

from db.review.report import BlockReport
from kiosk.lists.stock.review import SIGNING, named_table, pass_table, result_table, summary
from kiosk.lists.stock.weeding import signing_lines
from kiosk.paper.stock.word import BODY, HEADING, PLAIN, add_table, landscape, say
from kiosk.words import Words
from labels.ink.files import replacing


def write_report(file: Path, report: BlockReport, library: str, words: Words) -> None:
    """Write the document, whole or not at all. Raises WriteError."""
    document = landscape()
    first, *lines = summary(report, library, words)
    say(document, first, 18, HEADING)
    for line in lines:
        say(document, line, PLAIN, BODY)
    tables = [pass_table(report, words), named_table(report, words)]
    for table in (*tables, *([result_table(report, words)] if report.met else [])):
        say(document, "", PLAIN, BODY)
        add_table(document, table)
    for line in signing_lines(SIGNING, words):
        say(document, line, PLAIN, BODY)
    with replacing(file) as (opened, _):
        document.save(opened)
