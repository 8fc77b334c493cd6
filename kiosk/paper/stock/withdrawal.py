"""The list of a case as a Word document, twice in one file, each with its cover and the lines to sign."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.weeding.cases import Case
from db.weeding.signed import SignedList
from kiosk.lists.stock.weeding import COPIES, SIGNING, cover, signing_lines, tables_of
from kiosk.paper.stock.word import BODY, HEADING, PLAIN, add_table, landscape, say
from kiosk.words import Words
from labels.ink.files import replacing

if TYPE_CHECKING:
    from docx.document import Document


def write_withdrawal(file: Path, signed: SignedList, case: Case, library: str, words: Words) -> None:
    """Write the document, whole or not at all. Raises WriteError."""
    document = landscape()
    for number, copy in enumerate(COPIES):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _cover(document, [words(copy), *cover(signed, case, library, words)], words)
        for name, table in tables_of(signed, case, words).items():
            say(document, name, PLAIN, HEADING)
            add_table(document, table)
    with replacing(file) as (opened, _):
        document.save(opened)


def _cover(document: "Document", lines: Sequence[str], words: Words) -> None:
    say(document, lines[1], 18, HEADING)
    for line in (lines[0], *lines[2:]):
        say(document, line, PLAIN, BODY)
    for line in signing_lines(SIGNING, words):
        say(document, line, PLAIN, BODY)
