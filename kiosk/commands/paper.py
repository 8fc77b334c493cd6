"""What commands do with pages: say them at the terminal, or write them as a PDF and say where."""

from collections.abc import Sequence
from pathlib import Path

from db.marking import N_
from kiosk.console import Console
from kiosk.paper.pages import PAPER, write_paper
from kiosk.words import visible
from labels.content.blocks import Block, Grid, Heading, Line, Slip, Together


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


def write(
    target: Path,
    blocks: Sequence[Block],
    console: Console,
    *,
    fill: bool = False,
    landscape: bool = False,
    qr: bool = False,
    paper: str = PAPER,
) -> None:
    """Write the blocks as a PDF; see `write_paper`. Raises PaperError, and then nothing was written."""
    fonts = console.settings.font_files
    pages = write_paper(target, blocks, fill=fill, fonts=fonts, landscape=landscape, qr=qr, paper=paper)
    console.say(N_("Written: {file}, pages: {pages}."), file=target, pages=pages)
