"""How wide the columns of a table are: what cannot be folded stands whole, long texts share the rest."""

import re
from collections.abc import Sequence

_WIDEST, _HEAD, _BESIDE = 62.0, 12.0, 4.6
"""In mm: what the widest text and the widest head ask for, and what is free beside a text."""
_WORD = re.compile(r"[!-~]+")
_POINT = 0.353
"""In mm."""


def widths(lines: Sequence[Sequence[str]], page: float, points: float, stretch: float) -> list[float]:
    """Millimetres for each column, its head first among the lines.

    `page`: millimetres between the margins; `points`: the size of the letters; `stretch`: how far a narrow
    table may be made wider than it asks for.
    """
    em = points * _POINT
    columns = list(zip(*lines, strict=True))
    least = [
        _BESIDE + max(_letters(_longest_word(column)), min(_HEAD / em, _letters(column[0]))) * em
        for column in columns
    ]
    asked = [
        max(low, _BESIDE + min(_WIDEST, _letters(_typical(column)) * em))
        for low, column in zip(least, columns, strict=True)
    ]
    if sum(asked) <= page:
        return [width * min(page / sum(asked), stretch) for width in asked]
    share = max(0.0, page - sum(least)) / (sum(asked) - sum(least))
    found = [low + (width - low) * share for low, width in zip(least, asked, strict=True)]
    return [width * min(1.0, page / sum(found)) for width in found]


def _letters(text: str) -> float:
    """How wide a text is, in em: one of ours is as wide as two of theirs."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.58 for sign in text)


def _longest_word(column: Sequence[str]) -> str:
    """What cannot be folded: the longest run of Latin letters and digits; a barcode is read by its digits."""
    return max((word for text in column for word in _WORD.findall(text)), key=len, default="")


def _typical(column: Sequence[str]) -> str:
    """A text that nine of ten are no longer than."""
    texts = sorted((text for text in column if text), key=len) or [""]
    return max(texts[len(texts) * 9 // 10 if len(texts) > 9 else -1], column[0], key=_letters)
