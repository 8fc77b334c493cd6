"""A slip drawn as black dots, in the fonts of the labels. Loaded only where receipts are printed."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile

from db.errors import LibraryError
from db.marking import N_
from kiosk.receipts.escpos import DOTS, Bitmap
from kiosk.receipts.kinds import ReviewSlip, Slip, TextSlip, WaySlip
from kiosk.words import speak, visible
from labels.content.design import Design
from labels.errors import FontError
from labels.ink.bars import Symbology, encode
from labels.ink.bidi import levels
from labels.ink.marks import Bars, Label, Mark, Page, Placed, Text
from labels.ink.pdf.document import PdfFile
from labels.ink.proof import rasterise
from labels.ink.typeface import Typeface, find_typeface

_DPI = 203
_DOT = 25.4 / _DPI
"""Millimetres."""
_LARGE, _NORMAL, _SMALL = 44, 26, 20
"""Em of the letters, in dots."""
_ASCENT, _LINE = 1.16, 1.45
"""From a line's top to its baseline, and to the next line, in em: some scripts need more than Chinese."""
_MOST_TITLE_LINES = 2
_LONGEST_TITLE = 200
_GAP = 8
_DARK = 128


def picture_of(
    slip: Slip | WaySlip | ReviewSlip | TextSlip, millimetres: int, fonts: Sequence[Path] = ()
) -> Bitmap:
    """Draw a slip for paper of this width (58 or 80). `fonts`: files of the school's own.

    Raises LibraryError when no font can write Chinese.
    """
    width = DOTS[millimetres]
    try:
        design = Design(_typeface(tuple(fonts)), dpi=_DPI)
    except FontError as error:
        raise LibraryError(
            N_("No font for receipts was found. Install the package fonts-wqy-microhei.")
        ) from error
    marks: list[Mark] = []
    top = _GAP
    for text, size in _said(slip, design, width):
        long = design.typeface.width(text) * size
        left = width - long if levels(text)[:1] == [1] else 0
        baseline = top + _ASCENT * size
        marks.append(Text(left * _DOT, baseline * _DOT, text, size * _DOT, long * _DOT))
        top += round(_LINE * size) + _GAP // 2
    if isinstance(slip, ReviewSlip):
        bars = _code(slip.code, width, top)
        marks.append(bars)
        top += round(bars.height / _DOT)
    return _dots(marks, design, width, top + _GAP)


def _said(
    slip: Slip | WaySlip | ReviewSlip | TextSlip, design: Design, width: int
) -> Iterator[tuple[str, int]]:
    if isinstance(slip, TextSlip):
        return _text(slip, design, width)
    if isinstance(slip, ReviewSlip):
        return _questions(slip, design, width)
    return _way(slip, design, width) if isinstance(slip, WaySlip) else _lines(slip, design, width)


def _code(code: str, width: int, top: int) -> Bars:
    """Bars two dots to the module where they have room, else a square: one dot is more than paper holds."""
    symbol, dots = encode(code, Symbology.CODE_128), 2
    if symbol.modules * dots > width:
        symbol, dots = encode(code, Symbology.QR), 6
    left = (width - len(symbol.rows[0]) * dots) // 2
    high = len(symbol.rows) * dots if symbol.is_matrix else 64
    return Bars(left * _DOT, top * _DOT, symbol, dots, high * _DOT)


def _dots(marks: Sequence[Mark], design: Design, width: int, height: int) -> Bitmap:
    label = Label("", width * _DOT, height * _DOT, tuple(marks))
    page = Page(1, label.width, label.height, (Placed(0, 0, label),))
    with NamedTemporaryFile(suffix=".pdf") as file:
        pdf = PdfFile(file, design.typeface, _DPI)
        pdf.add(page)
        pdf.finish()
        file.flush()
        grey = rasterise(Path(file.name), 1, _DPI).crop((0, 0, width, height))
    ink = grey.point(lambda value: 255 if value < _DARK else 0).convert("1").tobytes()
    across = (width + 7) // 8
    return Bitmap(width, tuple(ink[start : start + across] for start in range(0, len(ink), across)))


@lru_cache(maxsize=1)
def _typeface(fonts: tuple[Path, ...]) -> Typeface:
    return find_typeface(fonts)


def _lines(slip: Slip, design: Design, width: int) -> Iterator[tuple[str, int]]:
    """What stands on the slip, and how large."""
    _ = speak(slip.language)
    yield slip.reader, _SMALL
    for due_on, books in groupby(sorted(slip.lines, key=lambda line: line.due_on), lambda line: line.due_on):
        yield _("Bring back by:"), _SMALL
        day = _.day(due_on)
        yield day, _largest(day, design, width)
        for book in books:
            for line in wrapped(book.title, design, width):
                yield line, _NORMAL


def _way(slip: WaySlip, design: Design, width: int) -> Iterator[tuple[str, int]]:
    """The call number as large as it fits: it is what is compared at the shelf."""
    if slip.call_number:
        number = visible(slip.call_number)
        yield number, _largest(number, design, width)
    for line in (slip.title, *slip.lines):
        for part in wrapped(line, design, width):
            yield part, _NORMAL


def _text(slip: TextSlip, design: Design, width: int) -> Iterator[tuple[str, int]]:
    for line in wrapped(slip.heading, design, width):
        yield line, _NORMAL
    for one in slip.lines:
        for line in wrapped(one, design, width):
            yield line, _NORMAL


def _questions(slip: ReviewSlip, design: Design, width: int) -> Iterator[tuple[str, int]]:
    """Below each question there are some lines to write on."""
    rule = "_" * int(width / (_NORMAL * design.typeface.width("_")))
    for line in wrapped(slip.title, design, width):
        yield line, _NORMAL
    for question in slip.questions:
        for line in wrapped(question, design, width):
            yield line, _SMALL
        yield from [("", _NORMAL), (rule, _NORMAL)] * 3
    for line in wrapped(slip.hand_in, design, width):
        yield line, _SMALL
    yield slip.code, _SMALL


def _largest(text: str, design: Design, width: int) -> int:
    units = design.typeface.width(text)
    return next((size for size in range(_LARGE, _SMALL, -2) if units * size <= width), _SMALL)


def wrapped(title: str, design: Design, width: int) -> list[str]:
    """The title in two lines at most for paper that is `width` dots wide, cut with an ellipsis."""
    text = " ".join(visible(title)[:_LONGEST_TITLE].split())
    return design.fold(text, width / _NORMAL, _MOST_TITLE_LINES)
