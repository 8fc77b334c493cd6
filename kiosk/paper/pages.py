"""Blocks of text as lines in a terminal, or as a PDF to print."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from db.errors import LibraryError
from db.marking import N_
from kiosk.console import Console
from kiosk.words import visible
from labels.blocks import Block, Grid, Heading, Line, Slip, Together


class PaperError(LibraryError):
    """A page could not be written or printed."""


def tell(blocks: Sequence[Block], console: Console) -> None:
    """Print the blocks as text."""
    for position, block in enumerate(blocks):
        match block:
            case Heading(text):
                print(("\n" if position else "") + visible(text), file=console.out)
            case Line(text):
                print(visible(text).replace("\N{NO-BREAK SPACE}", " "), file=console.out)
            case Grid(head, rows):
                console.table(head, rows)
            case Slip(name, lines):
                print("\n".join(map(visible, (name, *lines))), file=console.out)
            case Together(inner):
                tell(inner, console)


def print_paper(blocks: Sequence[Block], printer: str, *, fill: bool = False) -> str:
    """Print the blocks on a queue of CUPS and return its name of the job; it may take a minute.

    With `fill` in type as large as one page has room for.

    Raises PaperError, and PrinterError for a printer that takes nothing.
    """
    from kiosk.paper.printers import send_to_cups

    if not printer:
        raise PaperError(
            N_('No printer for pages is named: write printer = "NAME" under [paper] in kiosk.toml.')
        )
    with TemporaryDirectory(prefix="kiosk-page-") as folder:
        file = Path(folder) / "page.pdf"
        sheets = _write(file, blocks, fill=fill)
        return send_to_cups(file, printer, "school library", patience=60.0 + 10.0 * sheets)


def write_paper(target: Path, blocks: Sequence[Block], console: Console, *, fill: bool = False) -> None:
    """Write the blocks as a PDF, as `print_paper`. Raises PaperError, and then nothing was written."""
    count = _write(target, blocks, fill=fill)
    console.say(N_("Written: {file}, pages: {pages}."), file=target, pages=count)


def _write(target: Path, blocks: Sequence[Block], *, fill: bool) -> int:
    from labels.errors import LabelError
    from labels.page import write_blocks

    try:
        return write_blocks(target, blocks, fill=fill)
    except LabelError as error:
        raise PaperError(error.sentence, **error.values) from error
