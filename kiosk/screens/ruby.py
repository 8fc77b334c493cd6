"""An answer for small readers: the pinyin above every Chinese character, as far as there is room."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from db.searching.toned import toned
from kiosk.lettering.middle import day_pixels, draw_middle, room_of
from kiosk.lettering.pixels import pixels_of, widths_of
from kiosk.lettering.ruby import ruby_rows, ruby_word
from kiosk.screens.pane import centred
from kiosk.screens.spread import tellings
from kiosk.sentences.said import Said

_EDGE = 2
"""Columns that stay free on either side."""
_GAP = 6
"""Columns between the title and the day on one line."""

Block = Sequence[str]
"""Equally wide rows."""


def spread_with_pinyin(said: Said, columns: int, rows: int, *, sixths: bool) -> list[Content] | None:
    """The answer in at most these lines; None where it has no room."""
    room = columns - 2 * _EDGE
    for blocks, has_title in _blocks(said, room, sixths=sixths):
        for told in tellings(said, said.lines[1:] if has_title else said.lines, columns):
            below = _pairs(told, room)
            used = sum(len(block) + 1 for block in blocks) + 2 * len(below) + bool(below)
            if word := ruby_word(said.mark, said.big, columns, rows - used, toned, sixths=sixths):
                return centred([*_drawn(word, blocks), *_texts(below)], columns, rows)
    for told in tellings(said, said.lines, columns):
        pairs = _pairs((f"{said.mark} {said.big}", *told), room)
        if 2 * len(pairs) + 2 <= rows:
            return centred([*list(_texts(pairs[:1]))[1:], *_texts(pairs[1:])], columns, rows)
    return None


def _pairs(texts: Sequence[str], room: int) -> list[tuple[str, str]]:
    return [pair for text in texts for pair in ruby_rows(text, room, toned)]


def _blocks(said: Said, room: int, *, sixths: bool) -> Iterator[tuple[list[Block], bool]]:
    """Title and day in middle size, the richest first, and whether the title is among them."""
    title = line_with_pinyin(said.title, room, sixths=sixths) if said.title else ()
    days = [
        draw_middle(day, 1, sixths=sixths)
        for day in (day_pixels(said.day, said.held), day_pixels(said.day, None))
        if day and day.width <= room_of(room, sixths=sixths, scale=1)
    ]
    if title and days:
        yield [title, days[0]], True
        for day in days:
            if len(title[0]) + _GAP + len(day[0]) <= room:
                yield [_beside(title, day)], True
    if days:
        yield [days[0]], False
    elif title:
        yield [title], True
    yield [], False


def text_with_pinyin(texts: Sequence[str], columns: int) -> list[Content]:
    """The texts on as many lines as they need, each below its readings."""
    return list(_texts(_pairs(texts, columns)))


def line_with_pinyin(title: str, room: int, *, sixths: bool) -> Block:
    """One line in middle size, each reading as text above its sign; nothing where it has no room."""
    widths, picture = widths_of(title), pixels_of(title)
    if not widths or picture is None or picture.width > room_of(room, sixths=sixths, scale=1):
        return ()
    drawn = draw_middle(picture, 1, sixths=sixths)
    across = 2 if sixths else 1
    above = ""
    for at, reading in enumerate(toned(title)):
        middle = (widths[at] + (widths[at - 1] if at else 0)) // 2 // across
        if reading:
            above = above.ljust(max(len(above) + bool(above), middle - len(reading) // 2)) + reading
    wide = max(len(above), len(drawn[0]))
    return tuple(row.ljust(wide) for row in (above, *drawn)) if wide <= room else ()


def _beside(left: Block, right: Block) -> Block:
    """Both on one line, the right one as low as the left one."""
    high = max(len(left), len(right))
    blanks = [[" " * len(block[0])] * (high - len(block)) for block in (left, right)]
    pairs = zip((*blanks[0], *left), (*blanks[1], *right), strict=True)
    return [(" " * _GAP).join(pair) for pair in pairs]


def _drawn(word: Block, blocks: Sequence[Block]) -> Iterator[Content]:
    yield from (Content.styled(row, "bold") for row in word)
    for block in blocks:
        yield Content("")
        yield from map(Content, block)


def _texts(below: Sequence[tuple[str, str]]) -> Iterator[Content]:
    if below:
        yield Content("")
    for over, under in below:
        yield Content(over)
        yield Content.styled(under, "bold")
