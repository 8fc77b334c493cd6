"""Lines of pixels: a text in the bitmaps of `letters.hex`, its strokes heavy, and pictures beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from rich.cells import cell_len

from kiosk.lettering.letters import LETTER_ROWS, glyph

_BLANK = 4
"""Pixels between two words, besides the one on either side."""
_HALVES = {"00": " ", "10": "▀", "01": "▄", "11": "█"}


@dataclass(frozen=True)
class Pixels:
    """A picture. `rows`: top first, each a number whose highest bit is the leftmost of `width` pixels."""

    width: int
    rows: tuple[int, ...]

    def beside(self, other: "Pixels", gap: int) -> "Pixels":
        """Both side by side, the lower one in the middle of the other's height."""
        high = max(len(self.rows), len(other.rows))
        left, right = self._in_height(high), other._in_height(high)
        shift = gap + other.width
        return Pixels(
            self.width + shift, tuple(a << shift | b for a, b in zip(left.rows, right.rows, strict=True))
        )

    def scaled(self, by: int) -> "Pixels":
        """Each pixel a square of so many."""
        if by == 1:
            return self
        wide = [int("".join(bit * by for bit in f"{row:0{self.width}b}"), 2) for row in self.rows]
        return Pixels(self.width * by, tuple(row for row in wide for _ in range(by)))

    def _in_height(self, high: int) -> "Pixels":
        above = (high - len(self.rows)) // 2
        below = high - len(self.rows) - above
        return Pixels(self.width, (0,) * above + self.rows + (0,) * below)


def pixels_of(text: str) -> Pixels | None:
    """The text on one line without blank rows around it; None where a sign has no bitmap."""
    line = line_of(text)
    return _without_blank_rows(line) if line else None


def line_of(text: str) -> Pixels | None:
    """The text on one line of 16 rows; None where a sign has no bitmap."""
    width, rows = 0, [0] * (2 * LETTER_ROWS)
    for letter, gap in _with_gaps(text):
        drawn = _letter(letter)
        if drawn is None:
            return None
        shift = (gap if width else 0) + drawn.width
        rows = [row << shift | more for row, more in zip(rows, drawn.rows, strict=True)]
        width += shift
    return Pixels(width, tuple(rows)) if width else None


def widths_of(text: str) -> list[int] | None:
    """How wide the text is up to and with each of its signs; None where one has no bitmap."""
    widths, wide, gap = [], 0, 0
    for letter in text:
        if letter.isspace():
            gap = 1 + _BLANK if wide else 0
        else:
            drawn = _letter(letter)
            if drawn is None:
                return None
            wide, gap = wide + gap + drawn.width, 1
        widths.append(wide)
    return widths


def _with_gaps(text: str) -> Iterator[tuple[str, int]]:
    """Each letter that is seen, and how far from the one before it."""
    gap = 1
    for letter in text:
        if letter.isspace():
            gap = 1 + _BLANK
            continue
        yield letter, gap
        gap = 1


@lru_cache(maxsize=512)
def _letter(letter: str) -> Pixels | None:
    """One letter of 16 rows: a Latin one without blank columns and heavy, a Chinese one in its square."""
    found = glyph(letter)
    if not found:
        return None
    digits = len(found) // 16
    width, rows = digits * 4, [int(found[at : at + digits], 16) for at in range(0, len(found), digits)]
    if cell_len(letter) > 1:
        return Pixels(width, tuple(rows))
    filled = reduce(or_, rows)
    right = (filled & -filled).bit_length() - 1 if filled else 0
    return Pixels(
        max(1, filled.bit_length() - right) + 1,
        tuple((row >> right) << 1 | row >> right for row in rows),
    )


def _without_blank_rows(picture: Pixels) -> Pixels:
    filled = [at for at, row in enumerate(picture.rows) if row]
    return Pixels(picture.width, picture.rows[filled[0] : filled[-1] + 1] if filled else picture.rows)


def signs_of(picture: Pixels, *, sixths: bool) -> tuple[str, ...]:
    """The picture in rows of signs: a sign is one pixel wide and two high, or two wide and three high."""
    across, down = (2, 3) if sixths else (1, 2)
    width = -(-picture.width // across) * across
    high = -(-len(picture.rows) // down) * down
    rows = [f"{row << (width - picture.width):0{width}b}" for row in picture.rows]
    rows += ["0" * width] * (high - len(rows))
    signs = _SIXTHS if sixths else _HALVES
    drawn = []
    for at in range(0, high, down):
        parts = zip(*(_parts(row, across) for row in rows[at : at + down]), strict=True)
        drawn.append("".join(signs["".join(part)] for part in parts))
    return tuple(drawn)


def _parts(row: str, across: int) -> Iterable[str]:
    return row if across == 1 else map("".join, zip(row[::2], row[1::2], strict=True))


def _sixth(bits: Sequence[str]) -> str:
    """The sign of the six pixels from top left to bottom right (U+1FB00 and the blocks that were there)."""
    number = sum(1 << at for at, bit in enumerate(bits) if bit == "1")
    known = {0: " ", 21: "▌", 42: "▐", 63: "█"}
    return known.get(number) or chr(0x1FB00 + number - 1 - (number > 21) - (number > 42))


_SIXTHS = {f"{number:06b}": _sixth(f"{number:06b}") for number in range(64)}
