"""The report on a block list as a Word document; that nothing was found is a report too."""

from pathlib import Path

from db.review.report import BlockReport
from kiosk.lists.stock.review import SIGNING, pass_table, result_table, summary
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
    for table in (pass_table(report, words), *([result_table(report, words)] if report.met else [])):
        say(document, "", PLAIN, BODY)
        add_table(document, table)
    for name in SIGNING:
        signing = words("{name}: ____________________  date: ______________", name=words.term(name))
        say(document, signing, PLAIN, BODY)
    say(document, words("(seal of the school)"), PLAIN, BODY)
    with replacing(file) as (opened, _):
        document.save(opened)
