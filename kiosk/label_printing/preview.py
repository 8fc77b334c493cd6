"""Labels to look at: a picture of the first sheet, or its cells as text. Nothing of it counts as printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from kiosk.label_printing.order import PrintOrder, as_library_error
from labels.ink.files import replacing
from labels.ink.marks import Page, Placed
from labels.job import Layout, Plan, pages
from labels.preview import cells, png, svg
from labels.writing import write_pages


@dataclass(frozen=True)
class Preview:
    """What would be printed.

    Attributes:
        planned: how much.
        order: how.
        picture: the file that the first sheet was painted into, or None.
        cells: the first sheet's cells as text where no picture was wanted, a line for each row.
    """

    planned: Plan
    order: PrintOrder
    picture: Path | None = None
    cells: tuple[str, ...] = ()


def preview(contents: Sequence[Any], layout: Layout[Any], order: PrintOrder) -> Preview:
    """Paint the first sheet: in a picture when one is wanted, else as cells in text. Raises PrintFailed."""
    planned = order.planned(len(contents))
    if order.is_preview:
        with as_library_error():
            first = list(islice(pages(contents, layout, order.stock, order.design, order.start), 1))
        return Preview(planned, order, paint_page(first, order))
    shown = cells(planned, order.stock) if order.stock.cells > 1 else ()
    return Preview(planned, order, cells=tuple(shown))


def picture_of_sheet(contents: Sequence[Any], layout: Layout[Any], order: PrintOrder, dpi: int = 80) -> bytes:
    """The first sheet as a PNG with this many dots per inch, the labels outlined. Raises PrintFailed."""
    outlined = msgspec.structs.replace(order.stock, cut=True)
    with as_library_error():
        first = list(islice(pages(contents, layout, outlined, order.design, order.start), 1))
    return picture_of_page(first, order, dpi)


def picture_of_page(sheets: Sequence[Page], order: PrintOrder, dpi: int = 80) -> bytes:
    """The first page as a PNG. Raises PrintFailed."""
    with as_library_error(), TemporaryDirectory(prefix="labels-") as folder:
        pdf, picture = Path(folder) / "page.pdf", Path(folder) / "page.png"
        write_pages(pdf, sheets, order.design.typeface, order.design.dpi, proof=False)
        png(pdf, picture, dpi=dpi)
        return picture.read_bytes()


def picture_of_label(content: Any, layout: Layout[Any], order: PrintOrder) -> str:
    """One label by itself, as SVG. Raises PrintFailed."""
    with as_library_error():
        label = layout(content, order.design, *order.stock.label)
    return svg(Page(1, label.width, label.height, (Placed(0.0, 0.0, label, 1, 1),)), order.design.dpi)


def paint_page(sheets: Sequence[Page], order: PrintOrder) -> Path:
    """Paint the first page into the file that is wanted. Raises PrintFailed."""
    assert order.out is not None
    design = order.design
    with as_library_error(), TemporaryDirectory(prefix="labels-") as folder:
        if order.out.suffix.lower() == ".svg":
            with replacing(order.out) as (file, _):
                file.write(svg(sheets[0], design.dpi).encode())
        else:
            pdf = Path(folder) / "preview.pdf"
            write_pages(pdf, sheets, design.typeface, design.dpi, proof=order.proof)
            png(pdf, order.out)
    return order.out
