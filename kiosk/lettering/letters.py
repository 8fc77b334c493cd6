"""Words in letters that can be read from two metres, drawn with half blocks.

One column is one pixel wide, one text row is two pixels high: pixels come out nearly square, and
the three signs `▀▄█` are in every console font. The bitmaps are those of `letters.hex`.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from rich.cells import cell_len, set_cell_size

LETTER_ROWS = 8
"""Text rows that a letter takes at scale 1 (16 pixels)."""

_BLANK_PIXELS = 8
"""Between two words, at scale 1."""

_BLOCKS = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
"""The sign for an upper and a lower pixel."""


def big(text: str, columns: int, rows: int) -> list[str]:
    """Draw `text` as large as a box of `columns` by `rows` terminal cells allows.

    Words go on several lines, broken at blanks, where that makes them larger; lines are centred on
    each other. All returned rows are equally wide. Text that has a sign without a bitmap, or does not
    fit at scale 1, comes back as itself on one row: letters spaced where there is room, cut with `…`
    where there is not. An empty text, or a box without room, gives no rows.
    """
    words = _words(text)
    if not words or columns < 1 or rows < 1:
        return []
    if can_draw(text):
        for scale in range(rows // LETTER_ROWS, 0, -1):
            lines = _break(words, columns // scale)
            if lines and len(lines) * LETTER_ROWS * scale <= rows:
                return list(_draw(lines, scale))
    return [_small(" ".join(words), columns)]


def can_draw(text: str) -> bool:
    """Whether there is a bitmap for every letter of `text`."""
    return all(glyph(letter) for word in _words(text) for letter in word)


def _words(text: str) -> list[str]:
    """What can be seen of the text: composed letters, no control or direction signs, split at blanks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c.isspace() or not unicodedata.category(c).startswith("C")).split()


@cache
def glyph(letter: str) -> str:
    """Its 16 pixel rows in hexadecimal, each 2 digits (8 pixels) or 4 digits (16 pixels); empty for none."""
    for name in ("letters.hex", "rare_letters.hex"):
        _, _, found = _source(name).partition(f"\n{ord(letter):04X}:")
        if found:
            return found.partition("\n")[0]
    return ""


@cache
def _source(name: str) -> str:
    """A file as it is: the few letters that a picture needs are sooner found than 4,000 are taken apart."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _width(word: str) -> int:
    """Pixels at scale 1."""
    return sum(len(glyph(letter)) // 4 for letter in word)


def _break(words: Sequence[str], width: int) -> list[str] | None:
    """The words on as few lines of at most `width` pixels as possible; None when one word is wider."""
    lines: list[str] = []
    room = 0
    for word in words:
        needed = _width(word)
        if needed > width:
            return None
        if lines and needed + _BLANK_PIXELS <= room:
            lines[-1] += " " + word
            room -= needed + _BLANK_PIXELS
        else:
            lines.append(word)
            room = width - needed
    return lines


def _bitmap(letter: str) -> list[str]:
    """16 strings of `0` and `1`, top row first."""
    pixels = glyph(letter)
    digits = len(pixels) // 16
    return [f"{int(pixels[at : at + digits], 16):0{digits * 4}b}" for at in range(0, len(pixels), digits)]


def _draw(lines: Sequence[str], scale: int) -> Iterator[str]:
    widest = max(map(_width, lines))
    for line in lines:
        bitmaps = [_bitmap(letter) for letter in line]
        pixel_rows = ["".join(row).center(widest, "0") for row in zip(*bitmaps, strict=True)]
        scaled = ["".join(bit * scale for bit in row) for row in pixel_rows for _ in range(scale)]
        for upper, lower in zip(scaled[::2], scaled[1::2], strict=True):
            yield "".join(_BLOCKS[above + below] for above, below in zip(upper, lower, strict=True))


def _small(text: str, columns: int) -> str:
    spaced = " ".join(text)
    # Letters of other scripts may be joined, or carry marks: set apart, they would be another word.
    if can_draw(text) and cell_len(spaced) <= columns:
        return spaced
    return text if cell_len(text) <= columns else set_cell_size(text, columns - 1) + "…"
