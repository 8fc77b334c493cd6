"""What all labels of one job share, and the fitting of text and bars into a given space."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

from labels.content.spine import Scheme
from labels.errors import N_, FitError
from labels.ink.bars import Symbol, Symbology, encode
from labels.ink.folding import NO_BREAK, letter_ends, may_break
from labels.ink.marks import Bars, Mark, Text
from labels.ink.typeface import Typeface

NO_HEIGHT = N_("{name}: the code {code} needs {needed:.1f} mm of height; there are only {height:.1f} mm.")

LINE = 1.22
"""From one baseline to the next, in em."""

_ASCENT = 0.88
"""From the top of a Chinese character to the baseline, in em."""

_NARROWEST, _USUAL = 0.19, 0.26
"""Module widths in mm that ordinary scanners read (7.5 mil), and that we like to print (10 mil)."""

_HAIR = 1e-6
"""Millimetres (or em) that are nothing: what was made to fit is not too long."""

_QR_NARROWEST, _QR_WIDEST = 0.25, 0.6


@dataclass(frozen=True, slots=True)
class FittedCode:
    """A code whose modules have their width: `dots` of the printer, which are `module` mm."""

    symbol: Symbol
    dots: int
    module: float

    @property
    def width(self) -> float:
        """With the quiet zones, in mm."""
        return self.symbol.modules * self.module

    @property
    def bars(self) -> float:
        """Without the quiet zones, in mm."""
        return len(self.symbol.rows[0]) * self.module

    @property
    def least_height(self) -> float:
        """Bars: 5 mm, or 15 % of their width (ISO/IEC 15417). QR: with its quiet zones."""
        return self.width if self.symbol.is_matrix else max(5.0, 0.15 * self.bars)


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
        spine_symbol: the code under the call number that a camera reads on the shelf, or None.
    """

    typeface: Typeface
    dpi: int = 600
    symbology: Symbology = Symbology.CODE_128
    scheme: Scheme = "clc"
    library: str = ""
    smallest: float = 1.8
    inset: float = 1.2
    spine_symbol: Symbology | None = None

    @cached_property
    def dot(self) -> float:
        """One printer dot, in mm."""
        return 25.4 / self.dpi

    def small(self, height: float) -> float:
        """The em for the text below a code, in a block of this height."""
        return min(max(self.smallest, 0.12 * height), 3.0)

    def fit(self, code: str, width: float, name: str, widest: float = _USUAL) -> "FittedCode":
        """The code with modules of as many whole dots as fit the `width` (mm) with its quiet zones.

        Raises FitError with the width needed, and CodeError for a code without bars.
        """
        symbol = encode(code, self.symbology)
        narrowest, widest = (_QR_NARROWEST, _QR_WIDEST) if symbol.is_matrix else (_NARROWEST, widest)
        at_least = ceil(narrowest / self.dot - 0.01)
        narrow = symbol.modules * self.dot
        dots = min(floor(width / narrow), max(at_least, floor(widest / self.dot)))
        if dots < at_least:
            raise FitError(
                N_(
                    "{name}: the code {code} needs {needed:.1f} mm with its quiet zones; there are only "
                    "{width:.1f} mm."
                ),
                name=name,
                code=code,
                needed=narrow * at_least,
                width=width,
            )
        return FittedCode(symbol, dots, dots * self.dot)

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
        room = letter_ends(text, self._fitting(text, units - self.typeface.width("…")) or 1)
        while (shorter := letter_ends(text, room - 1)) < room and (
            self.typeface.width(text[:room].rstrip() + "…") > units + _HAIR
        ):
            room = shorter
        return text[:room].rstrip() + "…"

    def fold(self, text: str, units: float, count: int) -> list[str]:
        """The text in at most `count` lines of `units` em; the last one is shortened when it is too long.

        A no-break space holds the words beside it on one line.
        """
        folded: list[str] = []
        while text and len(folded) < count - 1:
            shown = text.replace(NO_BREAK, " ")
            if self.typeface.width(shown) <= units + _HAIR:
                break
            fitting = self._fitting(shown, units)
            places = range(min(fitting, len(text) - 1), 0, -1)
            end = next((place for place in places if may_break(text[place - 1], text[place])), 0)
            end = end or letter_ends(text, max(fitting, 1))
            folded.append(shown[:end].rstrip())
            text = text[end:].lstrip()
        return [*folded, self.shorten(text.replace(NO_BREAK, " "), units)] if text else folded

    def _fitting(self, text: str, units: float) -> int:
        """How many of the first characters are at most `units` em long."""
        if self.typeface.is_simple(text):
            used = 0.0
            for place, character in enumerate(text):
                used += self.typeface.width(character)
                if used > units + _HAIR:
                    return place
            return len(text)
        # Joined letters are narrower than apart, so the places are tried from the first.
        places = range(1, len(text) + 1)
        return next((n - 1 for n in places if self.typeface.width(text[:n]) > units + _HAIR), len(text))

    def code_block(
        self,
        code: str,
        name: str,
        x: float,
        top: float,
        width: float,
        height: float,
        widest: float = _USUAL,
        fitted: FittedCode | None = None,
    ) -> list[Mark]:
        """The code and, below it, its text, in the middle of a box of this size (mm).

        Bars that were `fitted` to the width are taken as they are. Raises FitError with what is needed.
        """
        size = self.small(height)
        room = height - LINE * size
        if fitted is None or fitted.symbol.is_matrix:
            square = self.symbology is Symbology.QR
            fitted = self.fit(code, min(width, room) if square else width, name, widest)
        least = fitted.least_height
        if room < least - 0.01:
            raise FitError(
                NO_HEIGHT,
                name=name,
                code=code,
                needed=least + LINE * size,
                height=height,
            )
        symbol, quiet = fitted.symbol, fitted.symbol.quiet[0] * fitted.module
        left = x + (width - fitted.width) / 2 + quiet
        if symbol.is_matrix:
            top += (room - fitted.width) / 2
            bars = Bars(left, top + quiet, symbol, fitted.dots, fitted.bars)
            return [bars, self.line(code, size, x, top + fitted.width, width)]
        high = min(room, max(least, 14.0))
        top += (room - high) / 2
        bars = Bars(left, top, symbol, fitted.dots, high)
        return [bars, self.line(code, size, x, top + high + 0.12 * size, width)]
