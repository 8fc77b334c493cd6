"""A mark and a word as large as a box allows, in heavy letters: thin ones vanish at two metres."""

from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len

from kiosk.lettering.letters import LETTER_ROWS, big, can_draw

_UPPER = str.maketrans(" ▀▄█", "0101")
_LOWER = str.maketrans(" ▀▄█", "0011")
"""The upper and the lower pixel of a sign."""
_SIGNS = {("0", "0"): " ", ("1", "0"): "▀", ("0", "1"): "▄", ("1", "1"): "█"}
_ENOUGH = 100
"""Columns: more than a letter needs at any scale."""
_BETWEEN_WORDS = 5
"""Pixels at scale 1; between letters it is one."""

Block = Sequence[str]
"""Equally wide rows."""


@lru_cache(maxsize=64)
def draw_large(mark: str, text: str, columns: int, rows: int) -> tuple[str, ...]:
    """The mark and the text beside it in equally wide rows; the text on several lines if that is larger.

    Where they do not fit, or a sign has no bitmap, one row of plain text. Kept for the next time: these
    are words of the catalogue, never anything of a reader.
    """
    if can_draw(mark + text) and text:
        # Blank edges are cut off in the end, so a little more may fit than the letters' boxes say.
        for scale in range((rows + 2) // LETTER_ROWS, 0, -1):
            for gap in (4 * scale, 2 * scale, scale):
                block = _beside(
                    [_mark(mark, scale)] if mark else [], _lines(text.split(), columns, scale), gap
                )
                if len(block) <= rows and block and len(block[0]) <= columns:
                    return tuple(block)
    return (f"{mark} {text}".strip(),)


def _lines(words: Sequence[str], columns: int, scale: int) -> Block:
    """The words, as many on a line as have room, each line in the middle."""
    lines: list[Block] = []
    for word in words:
        drawn = _joined([_letter(letter, scale) for letter in word], scale)
        longer = _joined([lines[-1], drawn], _BETWEEN_WORDS * scale) if lines else drawn
        if lines and len(longer[0]) <= columns:
            lines[-1] = longer
        else:
            lines.append(drawn)
    widest = max(len(line[0]) for line in lines)
    return _without_blank_rows([row.center(widest) for line in lines for row in line])


def _beside(marks: Sequence[Block], text: Block, gap: int) -> Block:
    """The mark in the middle of the text's height."""
    if not marks:
        return text
    mark = _without_blank_rows(marks[0])
    height = max(len(mark), len(text))
    return _joined([_middle(mark, height), _middle(text, height)], gap)


def _middle(block: Block, height: int) -> Block:
    blank = " " * len(block[0])
    above = (height - len(block)) // 2
    return [blank] * above + list(block) + [blank] * (height - above - len(block))


def _joined(blocks: Sequence[Block], gap: int) -> Block:
    return [(" " * gap).join(row) for row in zip(*blocks, strict=True)]


@lru_cache(maxsize=256)
def _letter(letter: str, scale: int) -> Block:
    """One letter without blank columns, its strokes heavy; a Chinese character as it is, in its square."""
    block = big(letter, _ENOUGH, LETTER_ROWS * scale)
    if cell_len(letter) > 1:
        return block
    left = min(len(row) - len(row.lstrip()) for row in block)
    right = max(len(row.rstrip()) for row in block)
    trimmed = [row[left:right] for row in block]
    return [_heavier(row, scale) for row in trimmed] if letter.isascii() or letter.isalpha() else trimmed


def _mark(mark: str, scale: int) -> Block:
    """The mark, as heavy as the letters beside it, whatever it is."""
    drawn = _letter(mark, scale)
    return drawn if mark.isascii() or mark.isalpha() else [_heavier(row, scale) for row in drawn]


def _heavier(row: str, by: int) -> str:
    """Each stroke wider to the right by that many columns."""
    upper, lower = _spread(row.translate(_UPPER), by), _spread(row.translate(_LOWER), by)
    return "".join(_SIGNS[pixels] for pixels in zip(upper, lower, strict=True))


def _spread(pixels: str, by: int) -> str:
    """Each 1 followed by that many more."""
    if not pixels:
        return "0" * by
    row, spread = int(pixels, 2) << by, 0
    for shift in range(by + 1):
        spread |= row >> shift
    return f"{spread:0{len(pixels) + by}b}"


def _without_blank_rows(block: Block) -> Block:
    filled = [at for at, row in enumerate(block) if row.strip()]
    return block[filled[0] : filled[-1] + 1] if filled else block
