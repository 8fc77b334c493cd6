"""A call number as the short lines of a spine label. A line is broken by rule, and nothing is left out."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

Scheme = Literal["clc", "dewey", "lc"]
"""Chinese Library Classification (中图法), Dewey, Library of Congress."""

# Where a volume or copy begins, in the third part of a Chinese call number: (14), :1, v.2, c.2.
_CLC_VOLUME = re.compile(r"(?<=.)(?=\(|:|[vc]\.\d|v\d)", re.IGNORECASE)
# Before an auxiliary mark, or before a dot (so that nobody takes the first line for the whole number).
_CLC_BREAKS = re.compile(r"(?<=.)(?=[-(\"=<:+]|\.)")
_DEWEY_BREAKS = re.compile(r"(?<=.)(?=\.)|(?<=[^\W\d])(?=\d{3})")
_LC_BREAKS = re.compile(r"(?<=[A-Z])(?=\d)|(?<=.)(?=\.)")


@lru_cache(maxsize=256)
def lines(call_number: str, scheme: Scheme) -> tuple[str, ...]:
    """The parts that stand on lines of their own, when there is room.

    Chinese: class number, book number, volume or copy (divided by `/`, by a blank, or a new line; the
    volume also by its own sign). Dewey and LC: what is divided by blanks. Full-width forms become half-width.
    """
    text = unicodedata.normalize("NFKC", call_number).strip()
    if scheme != "clc":
        return tuple(text.split())
    parts = [part for part in re.split(r"[/\s]+", text) if part]
    start = next((i for i, part in enumerate(parts) if part[0].isascii()), len(parts))
    heads, rest = parts[: start + 1], parts[start + 1 :]
    return (*heads, *(piece for part in rest for piece in _CLC_VOLUME.split(part)))


def pieces(line: str, scheme: Scheme) -> list[str]:
    """The line cut at every place where it may be broken; joined they are the line again.

    Chinese class numbers break before an auxiliary mark or a dot, Dewey before the dot and then after every
    third decimal, LC between letters and digits and before a dot.
    """
    breaks = {"clc": _CLC_BREAKS, "dewey": _DEWEY_BREAKS, "lc": _LC_BREAKS}[scheme]
    found = breaks.split(line)
    if scheme != "dewey":
        return found
    return [part for piece in found for part in _thirds(piece)]


def _thirds(piece: str) -> Iterator[str]:
    """`.20943` as `.209` and `43`: Dewey decimals are read in threes."""
    if not re.fullmatch(r"\.\d{4,}", piece):
        yield piece
        return
    yield piece[:4]
    yield from (piece[i : i + 3] for i in range(4, len(piece), 3))


def wrap(call_number: str, scheme: Scheme, fits: Callable[[str], bool]) -> list[str] | None:
    """The lines, each of which `fits`; None when a piece that may not be broken does not fit."""
    wrapped = []
    for line in lines(call_number, scheme):
        if fits(line):
            wrapped.append(line)
            continue
        current = ""
        for piece in pieces(line, scheme):
            if not fits(piece):
                return None
            if current and not fits(current + piece):
                wrapped.append(current)
                current = piece
            else:
                current += piece
        wrapped.append(current)
    return wrapped
