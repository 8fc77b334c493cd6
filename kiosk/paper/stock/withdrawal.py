"""The list of a case as a Word document, twice in one file, each with its cover and the lines to sign."""

from pathlib import Path

from db.weeding.cases import Case
from db.weeding.signed import SignedList
from kiosk.lists.stock.weeding import COPIES, SIGNING, cover, signing_lines, tables_of
from kiosk.paper.word.signed import SignedPaper, write_signed
from kiosk.words import Words


def write_withdrawal(
    file: Path, signed: SignedList, case: Case, library: str, words: Words, template: Path | None = None
) -> None:
    """Write the document, whole or not at all. Raises TemplateFault and WriteError."""
    heading, *lines = cover(signed, case, library, words)
    lines += signing_lines(SIGNING, words)
    tables = tuple(tables_of(signed, case, words).items())
    papers = [SignedPaper(heading, (words(copy), *lines), tables) for copy in COPIES]
    write_signed(file, papers, words, template)
