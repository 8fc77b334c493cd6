"""Pinyin above the characters, as small readers learn them: text in pairs of rows, and words drawn large."""

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len

from kiosk.lettering.letters import LETTER_ROWS
from kiosk.lettering.pixels import Pixels, line_of, pixels_of, signs_of

Readings = Callable[[str], Sequence[str]]
"""For each character of a text its reading, empty where it has none: `db.searching.toned.toned`."""

_CLOSING = frozenset("，。！？：；、》”）」』…,.!?:;)")
"""Never begins a line."""
_OPENING = frozenset("《“（「『(")
"""Never ends one."""


def ruby_rows(text: str, columns: int, read: Readings) -> list[tuple[str, str]]:
    """The text on as many lines as it needs: each the readings and, below, the characters, equally wide.

    A line is broken between two characters, or at the blanks between other words. An empty text has none.
    """
    lines: list[tuple[str, str]] = []
    above = below = last = ""
    for over, under in _pieces(text, read):
        wide = max(cell_len(over), cell_len(under))
        gap = 1 if below and not (last.isspace() or under.isspace()) else 0
        last = under
        if below and cell_len(below) + gap + wide > columns:
            lines.append((above, below))
            above = below = ""
            gap = 0
        if not below and under.isspace():
            continue
        above += " " * gap + _centred(over, wide)
        below += " " * gap + _centred(under, wide)
    return [*lines, (above, below)] if below.strip() else lines


def _pieces(text: str, read: Readings) -> Iterator[tuple[str, str]]:
    """What is never parted: a character below its reading with the signs that belong to it, or a word."""
    readings = read(text)
    over = under = ""
    for at, character in enumerate(text):
        reading = readings[at]
        is_word = not reading and not character.isspace() and character not in _OPENING | _CLOSING
        continues = is_word and under and not over and not under[-1].isspace()
        if under and not (continues or character in _CLOSING or under[-1] in _OPENING):
            yield over, under
            over = under = ""
        over, under = over or reading, under + character
    if under:
        yield over, under


def _centred(text: str, columns: int) -> str:
    left = (columns - cell_len(text)) // 2
    return " " * left + text + " " * (columns - left - cell_len(text))


def ruby_word(
    mark: str, word: str, columns: int, rows: int, read: Readings, *, sixths: bool
) -> tuple[str, ...]:
    """The mark and the word drawn as large as has room, each reading above its character; else nothing.

    The readings are drawn as well where they have room, and are text otherwise.
    """
    letters = [letter for letter in word if not letter.isspace()]
    if not letters:
        return ()
    readings = [reading for letter, reading in zip(word, read(word), strict=True) if not letter.isspace()]
    for scale in range(rows // LETTER_ROWS, 0, -1):
        for are_drawn in (True, False) if sixths else (False,):
            pictures = [
                _pillar(*pair, scale, is_drawn=are_drawn) for pair in zip(letters, readings, strict=True)
            ]
            sign = pixels_of(mark) if mark else None
            if None in pictures or (mark and sign is None):
                return ()
            pillars = [pillar for pillar in pictures if pillar]
            high = max(map(len, pillars))
            if sign:
                drawn = signs_of(sign.scaled(scale), sixths=False)
                above = high - LETTER_ROWS * scale + (LETTER_ROWS * scale - len(drawn)) // 2
                blank = " " * len(drawn[0])
                pillars.insert(0, (*[blank] * above, *drawn, *[blank] * (high - above - len(drawn))))
            lines = tuple((" " * (1 + scale)).join(parts) for parts in zip(*pillars, strict=True))
            if len(lines) <= rows and cell_len(lines[0]) <= columns:
                return lines
    return ()


_READING_ROWS = 5
"""Of a reading that is drawn in sixths: all of a letter's rows but the highest, which is always blank."""


def _pillar(letter: str, reading: str, scale: int, *, is_drawn: bool) -> tuple[str, ...] | None:
    """A character with its reading above it, as sixths or as text; None where there is no bitmap."""
    picture = pixels_of(letter)
    over = line_of(reading) if is_drawn and reading else None
    if picture is None:
        return None
    drawn = signs_of(picture.scaled(scale), sixths=False)
    above: tuple[str, ...] = ("",) * _READING_ROWS if is_drawn else (reading,)
    if over:
        above = signs_of(Pixels(over.width, over.rows[1:]), sixths=True)
    wide = max(len(drawn[0]), *map(cell_len, above))
    blanks = LETTER_ROWS * scale - len(drawn)
    body = (*[""] * (blanks // 2), *drawn, *[""] * (blanks - blanks // 2))
    return tuple(_centred(row, wide) for row in (*above, *body))
