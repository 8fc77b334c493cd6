"""What all labels of one job share, and the fitting of text and bars into a given space."""

from dataclasses import dataclass
from math import ceil, floor

from labels.bars import Symbol, Symbology, encode
from labels.errors import N_, FitError
from labels.marks import Bars, Mark, Text
from labels.spine import Scheme
from labels.typeface import Typeface

LINE = 1.22
"""From one baseline to the next, in em."""

_ASCENT = 0.88
"""From the top of a Chinese character to the baseline, in em."""

_NARROWEST, _USUAL = 0.19, 0.26
"""Module widths in mm that ordinary scanners read (7.5 mil), and that we like to print (10 mil)."""

_NEVER_FIRST = frozenset("》」』】）〉”’，。、；：！？…·,.;:!?)]}")
"""Signs that a line does not begin with."""

_HAIR = 1e-6
"""Millimetres (or em) that are nothing: what was made to fit is not too long."""

_QR_NARROWEST, _QR_WIDEST = 0.25, 0.6


@dataclass(frozen=True)
class Design:
    """The looks of one job.

    Attributes:
        typeface: the letters.
        dpi: dots of the printer per inch; bars are whole dots wide.
        symbology: the kind of barcode.
        scheme: how call numbers are divided into lines.
        library: the name printed on labels and cards.
        smallest: the smallest em that is printed, in mm (1.8 is 5 point).
        inset: what stays free along the edge of a label, in mm.
    """

    typeface: Typeface
    dpi: int = 600
    symbology: Symbology = Symbology.CODE_128
    scheme: Scheme = "clc"
    library: str = ""
    smallest: float = 1.8
    inset: float = 1.2

    @property
    def dot(self) -> float:
        """One printer dot, in mm."""
        return 25.4 / self.dpi

    def small(self, height: float) -> float:
        """The em for the text below a code, in a block of this height."""
        return min(max(self.smallest, 0.12 * height), 3.0)

    def symbol(self, code: str, width: float, name: str, widest: float = _USUAL) -> tuple[Symbol, int]:
        """The code's modules, and the dots for one so that it fits the `width` (mm) with its quiet zones.

        Raises FitError with the width needed, and CodeError for a code without bars.
        """
        symbol = encode(code, self.symbology)
        narrowest, widest = (_QR_NARROWEST, _QR_WIDEST) if symbol.is_matrix else (_NARROWEST, widest)
        at_least = ceil(narrowest / self.dot - 0.01)
        dots = min(floor(width / (symbol.modules * self.dot)), max(at_least, floor(widest / self.dot)))
        if dots < at_least:
            raise FitError(
                N_(
                    "{name}: the code {code} needs {needed:.1f} mm with its quiet zones, "
                    "there are {width:.1f} mm."
                ),
                name=name,
                code=code,
                needed=symbol.modules * at_least * self.dot,
                width=width,
            )
        return symbol, dots

    def line(self, text: str, size: float, x: float, top: float, width: float, bold: bool = False) -> Text:
        """One line in the middle between `x` and `x + width`, its em box beginning at `top`.

        Shrunk to the smallest size, and then shortened with an ellipsis, when it is too long.
        """
        units = self.typeface.width(text)
        if units * size > width + _HAIR:
            size = max(width / units, min(size, self.smallest))
            if units * size > width + _HAIR:
                text = self.shorten(text, width / size)
                units = self.typeface.width(text)
        long = units * size
        return Text(x + (width - long) / 2, top + _ASCENT * size, text, size, long, bold)

    def shorten(self, text: str, units: float) -> str:
        """As much of the text as is at most `units` em long, with an ellipsis for the rest."""
        if self.typeface.width(text) <= units + _HAIR:
            return text
        kept, room = "", units - self.typeface.width("…")
        for character in text:
            room -= self.typeface.width(character)
            if room < 0:
                break
            kept += character
        return kept.rstrip() + "…"

    def fold(self, text: str, units: float, count: int) -> list[str]:
        """The text in at most `count` lines of `units` em; the last one is shortened when it is too long.

        Broken between Chinese characters, and at blanks between other words.
        """
        folded: list[str] = []
        while text and len(folded) < count - 1 and self.typeface.width(text) > units:
            end, used = 0, 0.0
            while end < len(text) and (used := used + self.typeface.width(text[end])) <= units:
                end += 1
            blank = text.rfind(" ", 0, end + 1)
            if text[end - 1 : end + 1].isascii() and blank > 0:
                end = blank
            while end > 1 and text[end] in _NEVER_FIRST:
                end -= 1
            end = max(end, 1)
            folded.append(text[:end].rstrip())
            text = text[end:].lstrip()
        return [*folded, self.shorten(text, units)] if text else folded

    def code_block(
        self,
        code: str,
        name: str,
        x: float,
        top: float,
        width: float,
        height: float,
        widest: float = _USUAL,
    ) -> list[Mark]:
        """The code and, below it, its text, in the middle of a box of this size (mm).

        Bars are at least 5 mm high, or 15 % of their width (ISO/IEC 15417); a QR code at least as wide
        as its smallest modules need. Raises FitError with what is needed.
        """
        size = self.small(height)
        room = height - LINE * size
        if self.symbology is Symbology.QR:
            symbol, dots = self.symbol(code, min(width, room), name)
            side = len(symbol.rows) * dots * self.dot
            quiet = symbol.quiet[0] * dots * self.dot
            top += (room - side - 2 * quiet) / 2
            bars = Bars(x + (width - side) / 2, top + quiet, symbol, dots, side)
            return [bars, self.line(code, size, x, top + side + 2 * quiet, width)]
        symbol, dots = self.symbol(code, width, name, widest)
        long = len(symbol.rows[0]) * dots * self.dot
        least = max(5.0, 0.15 * long)
        if room < least - 0.01:
            raise FitError(
                N_("{name}: the code {code} needs {needed:.1f} mm of height, there are {height:.1f}."),
                name=name,
                code=code,
                needed=least + LINE * size,
                height=height,
            )
        high = min(room, max(least, 14.0))
        top += (room - high) / 2
        free = width - (symbol.modules * dots * self.dot)
        bars = Bars(x + free / 2 + symbol.quiet[0] * dots * self.dot, top, symbol, dots, high)
        return [bars, self.line(code, size, x, top + high + 0.12 * size, width)]
