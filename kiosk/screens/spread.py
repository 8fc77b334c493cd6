"""How an answer is spread over its room: the word largest, then title, day and books, then text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from kiosk.lettering.large import draw_large
from kiosk.lettering.letters import LETTER_ROWS
from kiosk.lettering.middle import day_pixels, draw_middle, room_of, side_by_side, title_pixels
from kiosk.lettering.pixels import Pixels, pixels_of
from kiosk.screens.pane import centred, fold
from kiosk.sentences.said import Said

_SCALES = (3, 2, 1)
"""Of the letters of middle size, the largest first."""
_OF_A_LOAN = 3
"""Lines: the title, the day, the books."""
_LEAST = 96
"""Columns below which nothing but the word is larger than text."""
_EDGE = 2
"""Columns that stay free on either side."""


@dataclass(frozen=True)
class _Band:
    """Lines of middle size; `has_title`: the title is among them, whole, and need not be told again."""

    pictures: tuple[Pixels, ...]
    has_title: bool = False


def spread(said: Said, columns: int, rows: int, *, sixths: bool) -> list[Content] | None:
    """The answer in at most these lines, or None where nothing but the word has room to be large.

    `sixths`: the terminal draws sixths of a cell.
    """
    room = columns - 2 * _EDGE
    for scale in _SCALES if columns >= _LEAST else ():
        for band in _bands(said, room_of(room, sixths=sixths, scale=scale), scale, sixths=sixths):
            if drawn := _fitted(said, band, scale, columns, rows, sixths=sixths):
                return centred(drawn, columns, rows)
    drawn = _word_and_text(said, columns, rows, sixths=sixths)
    return centred(drawn, columns, rows) if drawn else None


def _bands(said: Said, room: int, scale: int, *, sixths: bool) -> Iterator[_Band]:
    """What may stand in middle size, the richest first; nothing is left out for larger letters."""
    title, whole = title_pixels(said.title, room) if said.title else (None, False)
    title = title if whole or (sixths and scale == 1) else None
    days = [day for day in (day_pixels(said.day, said.held), day_pixels(said.day, None)) if day]
    days = [day for day in days if day.width <= room]
    if title and days:
        yield _Band((title, days[0]), whole)
        for day in days if whole else ():
            both = side_by_side(title, day)
            if both.width <= room:
                yield _Band((both,), has_title=True)
    if days and (scale == 1 or not said.title):
        yield _Band((days[0],))
    elif title and (scale == 1 or not said.day):
        yield _Band((title,), whole)


def _fitted(
    said: Said, band: _Band, scale: int, columns: int, rows: int, *, sixths: bool
) -> list[Content] | None:
    """The word, the band and the text, where all have room and the word stays the largest; else None."""
    down = 3 if sixths else 2
    heights = [-(-len(picture.rows) * scale // down) for picture in band.pictures]
    texts = said.lines[1:] if band.has_title and said.title else said.lines
    for told in tellings(said, texts, columns)[: 3 if sixths else 2]:
        below = _text(told, columns, 2 if told is texts else 1)
        used = sum(heights) + len(heights) + len(below) + bool(below)
        if rows - used < LETTER_ROWS // 2:
            continue
        word = draw_large(said.mark, said.big, columns, rows - used)
        if len(word) < max(LETTER_ROWS // 2, *heights):
            continue
        drawn = [Content.styled(row, "bold") for row in word]
        for picture in band.pictures:
            drawn += [Content(""), *map(Content, draw_middle(picture, scale, sixths=sixths))]
        return [*drawn, *([Content("")] if below else []), *below]
    return None


def _word_and_text(said: Said, columns: int, rows: int, *, sixths: bool) -> list[Content] | None:
    """The word above the text; rather in middle size, or above less text, than as small as text."""
    small = pixels_of(f"{said.mark} {said.big}") if sixths else None
    middle = draw_middle(small, 1, sixths=True) if small else ()
    told_all = tellings(said, said.lines, columns)
    for some in (told_all[:2], told_all[2:]):
        for is_large in (True, False):
            for told in some:
                below = _text(told, columns, 2 if told is said.lines else 1)
                room = rows - len(below)
                word = draw_large(said.mark, said.big, columns, room) if is_large else middle
                if 1 < len(word) <= room and len(word[0]) <= columns:
                    gap = [Content("")] if room > len(word) else []
                    return [*(Content.styled(row, "bold") for row in word), *gap, *below]
    return None


def tellings(said: Said, texts: Sequence[str], columns: int) -> list[Sequence[str]]:
    """The text, in full, on fewer lines, and without what stands below the answer as well: day and books."""
    title = 1 if said.title and texts is said.lines else 0
    one = "  ".join(texts[title:])
    told = [texts, (*texts[:title], one) if len(fold(one, columns - 2 * _EDGE, 2)) == 1 else texts]
    if said.held and len(said.lines) == _OF_A_LOAN:
        told.append(texts[:-2])
    return told


def _text(texts: Sequence[str], columns: int, most: int) -> list[Content]:
    """Each in at most this many lines, the first one bold."""
    return [
        Content.styled(row, "" if at else "bold")
        for at, text in enumerate(texts)
        for row in fold(text, columns - 2 * _EDGE, most)
    ]
