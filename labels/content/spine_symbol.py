"""The code under the call number that a camera reads on the shelf: along the spine, or a small square."""

from dataclasses import dataclass

from labels.content.design import Design
from labels.ink.bars import Symbol, Symbology, encode
from labels.ink.marks import Bars

_MODULE = {Symbology.LADDER: 0.33, Symbology.DATA_MATRIX: 0.6}
"""Widths of a module in mm at which 8 pixels a millimetre were read in every light."""

_LONGEST_BAR = 12.0
_NARROWEST_LADDER = 3.0
"""Millimetres: longer bars help no camera; on a thinner book they are too short for one."""


@dataclass(frozen=True)
class SpineBlock:
    """A spine code whose modules have their width.

    Attributes:
        quiet_below: what of the lower quiet zone the label's margin has no room for, in mm.
    """

    symbol: Symbol
    dots: int
    module: float
    is_ladder: bool
    quiet_below: float

    @property
    def _long(self) -> float:
        return len(self.symbol.rows[0]) * self.module

    @property
    def _quiet(self) -> float:
        return self.symbol.quiet[0] * self.module

    @property
    def height(self) -> float:
        """With its quiet zones, as far as the label's margin is not enough for the lower one."""
        return self._quiet + self._long + self.quiet_below

    @property
    def narrowest(self) -> float:
        """The thinnest spine that shows all of it, in mm."""
        return _NARROWEST_LADDER if self.is_ladder else self._long + 2 * self._quiet

    def bars(self, x: float, top: float, width: float) -> Bars:
        """The symbol in the middle of a space that begins here, below its quiet zone."""
        across = min(width, _LONGEST_BAR) if self.is_ladder else self._long
        left = x + (width - across) / 2
        return Bars(left, top + self._quiet, self.symbol, self.dots, across, self.is_ladder)


def spine_block(code: str, design: Design) -> SpineBlock:
    """The code as the design's spine symbol. Raises CodeError for one that has none."""
    assert design.spine_symbol is not None
    symbol = encode(code, design.spine_symbol)
    dots = max(1, round(_MODULE[design.spine_symbol] / design.dot))
    module = dots * design.dot
    below = max(0.0, symbol.quiet[1] * module - design.inset)
    return SpineBlock(symbol, dots, module, design.spine_symbol is Symbology.LADDER, below)
