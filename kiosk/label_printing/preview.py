"""Labels to look at: a picture of the first sheet, or its cells as text. Nothing of it counts as printed."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.marking import N_
from kiosk.console import Console
from kiosk.label_printing.order import Wish, say_plan, told_as_sentences
from labels.files import replacing
from labels.job import Layout, pages, write_pages
from labels.marks import Page
from labels.preview import cells, png, svg


def preview(contents: Sequence[Any], layout: Layout[Any], wish: Wish, console: Console) -> None:
    """Paint the first sheet: into a picture when one is wanted, else its cells as text."""
    planned = say_plan(len(contents), wish, console)
    if wish.is_preview:
        with told_as_sentences(console):
            first = list(islice(pages(contents, layout, wish.stock, wish.design, wish.start), 1))
        paint_page(first, wish, console)
    elif wish.stock.cells > 1:
        for line in cells(planned, wish.stock):
            print(line, file=console.out)


def paint_page(sheets: Sequence[Page], wish: Wish, console: Console) -> None:
    """Paint the first page into the file that is wanted."""
    assert wish.out is not None
    design = wish.design
    with told_as_sentences(console), TemporaryDirectory(prefix="labels-") as folder:
        if wish.out.suffix.lower() == ".svg":
            with replacing(wish.out) as (file, _):
                file.write(svg(sheets[0], design.dpi).encode())
        else:
            pdf = Path(folder) / "preview.pdf"
            write_pages(pdf, sheets, design.typeface, design.dpi, proof=wish.proof)
            png(pdf, wish.out)
    console.say(N_("A picture to look at, not to be printed: {file}"), file=wish.out)
