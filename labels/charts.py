"""Charts of bars, one below the other: figures become marks, and the marks an SVG or a picture."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from labels.ink.marks import Area, Label, Mark, Page, Placed, Text

if TYPE_CHECKING:
    from labels.ink.typeface import Typeface

WIDTH = 120.0
"""Of every chart, in millimetres."""
_EM, _ROW, _EDGE = 3.6, 5.6, 1.0
_NAMES, _GAP = 54.0, 1.5
"""The most that names take, and what lies between a name, its bar and its figure."""
_DPI = 200

Measure = Callable[[str], float]
"""The width of a text, in em."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, how long it is, and the figure as it is written."""

    name: str
    value: float
    figure: str


def bar_chart(bars: Sequence[Bar], measure: Measure | None = None) -> Page:
    """The bars from the top, on a page as large as they need; names that are too long are cut.

    Without `measure` widths are guessed, which is enough where a browser sets the text.
    """
    wide = measure or guessed_width
    names = [_cut(bar.name, wide) for bar in bars]
    left = _EDGE + max((wide(name) * _EM for name in names), default=0.0) + _GAP
    figures = max((wide(bar.figure) * _EM for bar in bars), default=0.0) + _GAP
    room = WIDTH - _EDGE - figures - left
    longest = max((bar.value for bar in bars), default=0.0)
    marks: list[Mark] = []
    for row, (bar, name) in enumerate(zip(bars, names, strict=True)):
        top = _EDGE + row * _ROW
        baseline = top + _ROW / 2 + _EM * 0.36
        marks.append(Text(left - _GAP - wide(name) * _EM, baseline, name, _EM, wide(name) * _EM))
        length = room * bar.value / longest if longest else 0.0
        if bar.value > 0:
            marks.append(Area(left, top + _ROW * 0.14, length, _ROW * 0.72))
        marks.append(Text(left + length + _GAP, baseline, bar.figure, _EM, wide(bar.figure) * _EM))
    height = 2 * _EDGE + len(bars) * _ROW
    return Page(1, WIDTH, height, (Placed(0, 0, Label("chart", WIDTH, height, tuple(marks))),))


def svg(page: Page, said: str) -> str:
    """The chart for a web page, in its colours and letters; `said` is what a screen reader says of it."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label={quoteattr(said)} '
        f'viewBox="0 0 {page.width:g} {page.height:g}">'
    ]
    marks = [mark for placed in page.placed for mark in placed.label.marks]
    edge = next((mark.x + mark.width for mark in marks if isinstance(mark, Text)), 0.0)
    for mark in marks:
        if isinstance(mark, Text):
            # A browser's letters are not as wide as was guessed: names end at their bars all the same.
            is_name = abs(mark.x + mark.width - edge) < 0.01
            at = f'x="{edge if is_name else mark.x:.2f}" y="{mark.y:.2f}" font-size="{mark.size:g}"'
            at += ' text-anchor="end"' if is_name else ""
            parts.append(f"<text {at}>{escape(mark.text)}</text>")
        elif isinstance(mark, Area):
            at = f'x="{mark.x:.2f}" y="{mark.y:.2f}"'
            parts.append(f'<rect {at} width="{mark.width:.2f}" height="{mark.height:.2f}"/>')
    return "".join([*parts, "</svg>"])


def png(page: Page, typeface: "Typeface") -> bytes:
    """The chart as a picture for a document, at 200 dots an inch."""
    from labels.ink.pdf.document import PdfFile
    from labels.ink.proof import rasterise

    with TemporaryDirectory(prefix="kiosk-chart-") as folder:
        path = Path(folder) / "chart.pdf"
        with path.open("wb") as file:
            drawn = PdfFile(file, typeface, _DPI)
            drawn.add(page)
            drawn.finish()
        content = io.BytesIO()
        rasterise(path, 1, _DPI, smooth=True).save(content, "PNG")
        return content.getvalue()


def guessed_width(text: str) -> float:
    """About how wide a line is, in em: ideographs are one, other letters a little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.56 for one in text)


def _cut(name: str, wide: Measure) -> str:
    if wide(name) * _EM <= _NAMES:
        return name
    while name and wide(f"{name}…") * _EM > _NAMES:
        name = name[:-1]
    return f"{name}…"
