"""A slip drawn as black dots, Chinese and English alike. Imports Pillow: only where receipts are printed."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from db.errors import LibraryError
from db.marking import N_
from kiosk.receipts.escpos import DOTS, Bitmap
from kiosk.receipts.slip import Slip
from kiosk.words import speak, visible

_FONTS = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
)
"""Debian's fonts-wqy-microhei, fonts-noto-cjk (face 2 is Simplified Chinese), fonts-droid-fallback."""
_LARGE, _NORMAL, _SMALL = 44, 26, 20
_MOST_TITLE_LINES = 2
_LONGEST_TITLE = 200
_GAP = 8


def picture_of(slip: Slip, millimetres: int) -> Bitmap:
    """Draw a slip for paper of this width (58 or 80). Raises LibraryError when no font can write Chinese."""
    width = DOTS[millimetres]
    placed: list[tuple[int, str, ImageFont.FreeTypeFont]] = []
    top = _GAP
    for text, size in _lines(slip, width):
        letters = font(size)
        placed.append((top, text, letters))
        top += sum(letters.getmetrics()) + _GAP // 2
    image = Image.new("1", (width, top + _GAP), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"  # no grey: a thermal printer has none
    for at, text, letters in placed:
        draw.text((0, at), text, font=letters, fill=0)
    across = (width + 7) // 8
    ink = bytes(byte ^ 0xFF for byte in image.tobytes())  # Pillow's 1 is white, the printer's is black
    return Bitmap(width, tuple(ink[start : start + across] for start in range(0, len(ink), across)))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The first font at hand that has Chinese letters, in dots. Raises LibraryError."""
    for path, face in _known_fonts():
        if Path(path).is_file():
            return ImageFont.truetype(path, size, face)
    raise LibraryError(N_("No font for receipts was found. Install the package fonts-wqy-microhei."))


def _lines(slip: Slip, width: int) -> Iterator[tuple[str, int]]:
    _ = speak(slip.language)
    yield slip.reader, _SMALL
    for due_on, books in groupby(sorted(slip.lines, key=lambda line: line.due_on), lambda line: line.due_on):
        yield _("Bring back by:"), _SMALL
        day = _.day(due_on)
        size = next(
            (size for size in range(_LARGE, _SMALL, -2) if font(size).getlength(day) <= width), _SMALL
        )
        yield day, size
        for book in books:
            for line in wrapped(visible(book.title)[:_LONGEST_TITLE], width, font(_NORMAL).getlength):
                yield line, _NORMAL


def wrapped(text: str, width: float, length: Callable[[str], float]) -> list[str]:
    """The text in two lines at most, broken at blanks where there are some, cut with an ellipsis."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < _MOST_TITLE_LINES:
        last = len(lines) == _MOST_TITLE_LINES - 1
        fitting = _fitting(rest, width, length)
        if fitting == len(rest):
            return [*lines, rest]
        if last:
            lines.append(rest[: _fitting(rest, width - length("…"), length)].rstrip() + "…")
            break
        blank = rest.rfind(" ", 1, fitting + 1)
        cut = blank if blank > 0 else max(1, fitting)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines


def _fitting(text: str, width: float, length: Callable[[str], float]) -> int:
    """How many of the first letters fit."""
    return next((n for n in range(1, len(text) + 1) if length(text[:n]) > width), len(text) + 1) - 1


def _known_fonts() -> Iterator[tuple[str, int]]:
    packaged = find_spec("pylopdf_fonts_zh_cn")
    if packaged and packaged.origin:
        yield str(Path(packaged.origin).with_name("NotoSansSC-Regular.otf")), 0
    yield from _FONTS
