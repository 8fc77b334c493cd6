"""Bars as operators of a PDF page: rectangles of whole dots."""

import re
from functools import lru_cache

from labels.ink.bars import Symbol
from labels.ink.marks import Bars

_CODEWORD = 11
"""Modules of a Code 128 codeword; each begins dark and ends light."""


def rectangle(left: int, top: int, width: int, height: int) -> bytes:
    """The operator for one, its sides in dots from the top left corner."""
    return b"%d %d %d %d re" % (left, -top - height, width, height)


def has_codewords(symbol: Symbol) -> bool:
    """Whether it can be cut into codewords of Code 128."""
    return not symbol.is_matrix and "1" not in symbol.rows[0][_CODEWORD - 1 :: _CODEWORD]


def codewords(bars: Bars, dots: float) -> list[bytes]:
    """The bars cut where all codewords end light: the same ones come again and again at the same places."""
    left, top, high = round(bars.x * dots), round(bars.y * dots), round(bars.height * dots)
    modules, wide = bars.symbol.rows[0], bars.dots
    return [
        _codeword(modules[start : start + _CODEWORD], left + start * wide, top, wide, high)
        for start in range(0, len(modules), _CODEWORD)
    ]


@lru_cache(maxsize=1024)
def _codeword(modules: str, left: int, top: int, wide: int, high: int) -> bytes:
    runs = [run.span() for run in re.finditer("1+", modules)]
    return b"\n".join(
        [rectangle(left + start * wide, top, (end - start) * wide, high) for start, end in runs]
    )
