"""Blocks of text as lines in a terminal, or as a PDF to print."""

from collections.abc import Sequence
from pathlib import Path

from db.errors import LibraryError
from kiosk.console import Console
from kiosk.words import visible
from labels.blocks import Block, Grid, Heading, Line, Slip


class PaperError(LibraryError):
    """A page could not be written."""


def tell(blocks: Sequence[Block], console: Console) -> None:
    """Print the blocks as text."""
    for position, block in enumerate(blocks):
        match block:
            case Heading(text):
                print(("\n" if position else "") + visible(text), file=console.out)
            case Line(text):
                print(visible(text), file=console.out)
            case Grid(head, rows):
                console.table(head, rows)
            case Slip(name, lines):
                print("\n".join(map(visible, (name, *lines))), file=console.out)


def write_paper(target: Path, blocks: Sequence[Block], console: Console) -> None:
    """Write the blocks as a PDF. Raises PaperError, and then nothing was written."""
    from labels.errors import LabelError
    from labels.page import write_blocks

    try:
        pages = write_blocks(target, blocks)
    except LabelError as error:
        raise PaperError(error.sentence, **error.values) from error
    console.say("Written: {file}, pages: {pages}.", file=target, pages=pages)
