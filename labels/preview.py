"""A look before printing: a page as SVG, as PNG, and the sheet's cells as text for a terminal."""

from pathlib import Path
from xml.sax.saxutils import escape

from labels.ink.files import replacing
from labels.ink.marks import Page, Text
from labels.ink.proof import rasterise
from labels.job import Plan
from labels.stock import Stock

_FAMILY = "'Noto Sans SC','Noto Sans CJK SC','WenQuanYi Micro Hei','Microsoft YaHei',sans-serif"
TO_PRINT, USED, FREE = "●", "-", "·"
"""What this job prints, what was used before, what stays free: signs that every console has."""


def svg(page: Page, dpi: int) -> str:
    """One page as SVG in millimetres, with the outlines of the labels, which are not printed.

    Text is set in the fonts of whoever looks, squeezed or stretched to the width it has in print.
    """
    per_mm = dpi / 25.4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width}mm" height="{page.height}mm" '
        f'viewBox="0 0 {page.width} {page.height}">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for placed in page.placed:
        label = placed.label
        parts.append(
            f'<g transform="translate({placed.x:.3f} {placed.y:.3f})">'
            f'<rect width="{label.width}" height="{label.height}" fill="none" stroke="#bbb" '
            'stroke-width=".1"/>'
        )
        path = []
        for mark in label.marks:
            if isinstance(mark, Text):
                weight = ' font-weight="bold"' if mark.bold else ""
                parts.append(
                    f'<text x="{mark.x:.3f}" y="{mark.y:.3f}" font-size="{mark.size:.3f}"{weight} '
                    f'font-family="{_FAMILY}" textLength="{mark.width:.3f}" lengthAdjust="spacingAndGlyphs">'
                    f"{escape(mark.text)}</text>"
                )
            else:
                path += [f"M{x} {y}h{wide}v{high}h{-wide}z" for x, y, wide, high in mark.rectangles(per_mm)]
        if path:
            parts.append(f'<path transform="scale({1 / per_mm:.8f})" d="{"".join(path)}"/>')
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def png(pdf: Path, target: Path, number: int = 1, dpi: int = 150) -> None:
    """Page `number` of a PDF as a picture. Raises WriteError."""
    with replacing(target) as (file, _):
        rasterise(pdf, number, dpi, smooth=True).save(file, "PNG")


def cells(plan: Plan, stock: Stock) -> list[str]:
    """The first sheet of the job, one line a row: what is used, what will be printed, what stays free."""
    columns, rows = stock.grid
    start = stock.number(plan.start.row, plan.start.column, plan.start.order)
    end = start + plan.labels

    def sign(row: int, column: int) -> str:
        number = stock.number(row, column, plan.start.order)
        return USED if number < start else TO_PRINT if number < end else FREE

    return [" ".join(sign(row, column) for column in range(1, columns + 1)) for row in range(1, rows + 1)]
