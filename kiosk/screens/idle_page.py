"""A page of the idle screen: a picture, a word and what there is to read, as large as the room allows."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from kiosk.lettering.large import draw_large
from kiosk.lettering.letters import LETTER_ROWS, big, can_draw
from kiosk.lettering.pictures import Picture, picture
from kiosk.screens.pane import centred, cut, fold
from kiosk.sentences.said import Said

_ACCENT = "bold #f5c518"
_GAP = 4
"""Columns between the picture and the word."""
_SIGN = 16
"""Columns of a Chinese character in large letters."""
_CLOSING = "，。！？；：、）》”’"
"""What does not begin a line."""


def draw_idle(seen: Said, columns: int, rows: int, *, sixths: bool = False) -> Sequence[Content]:
    """Of its lines the last says what to do here and stands at the foot, the one before is a note.

    The picture gives way as far as the first of the others needs it to be large.
    """
    *told, note, foot = seen.lines
    room, wide = rows - 2, columns - 4
    head, below = _head(seen, columns, room, 1), _plain([*told, note], wide)
    for scale in (3, 2, 1):
        tried = _head(seen, columns, room, scale)
        if seen.pinyin:
            read = _with_pinyin(told, note, wide, room - len(tried) - 1, sixths=sixths)
            if tried and read:
                head, below = tried, read
                break
            continue
        large = _large_lines(told, wide, room - len(tried) - 1)
        if tried and large:
            head, below = tried, [*large, *_plain([note], wide)]
            break
    below = below[: room - len(head)]
    gap = [Content("")] if below and len(head) + len(below) < room else []
    shown = centred([*head, *gap, *below], columns, room)
    blank = [Content("")] * (rows - 1 - len(shown))
    said = cut(foot, wide)
    left = max(0, (wide - cell_len(said)) // 2)
    bar = " " * left + said + " " * (wide - left - cell_len(said))
    return [*shown, *blank, Content.styled(bar, "bold reverse").pad_left(2)]


def _head(seen: Said, columns: int, rows: int, scale: int) -> list[Content]:
    """The picture with the word beside it; nothing where they have no room at this scale."""
    drawn = picture(seen.picture, scale)
    tall, wide = len(drawn.rows), columns - drawn.columns - _GAP
    if wide < _SIGN or tall > rows:
        return [Content.styled(seen.big, _ACCENT)] if scale == 1 else []
    word = draw_large("", seen.big, wide, tall)
    return _beside(drawn, word) if len(word) > 1 or scale == 1 else []


def draw_step(seen: Said, columns: int, rows: int) -> list[Content]:
    """An answer with the picture of what to do next beside its word; nothing unless both have room."""
    told = [Content.styled(row, "bold") for line in seen.lines for row in fold(line, columns - 4, 2)]
    for scale in (3, 2, 1):
        drawn = picture(seen.step, scale)
        tall, wide = len(drawn.rows), columns - drawn.columns - _GAP
        if tall + len(told) > rows or wide < _SIGN:
            continue
        for mark in (seen.mark, ""):
            word = draw_large(mark, seen.big, wide, tall)
            if len(word) > 1:
                gap = [Content("")] if tall + len(told) < rows else []
                return centred([*_beside(drawn, word, "bold"), *gap, *told], columns, rows)
    return []


def _beside(drawn: Picture, word: Sequence[str], style: str = _ACCENT) -> list[Content]:
    above = (len(drawn.rows) - len(word)) // 2
    lines = []
    for at, cells in enumerate(drawn.rows):
        row = Content.assemble(*((sign, style) if style else sign for sign, style in cells), " " * _GAP)
        text = word[at - above] if 0 <= at - above < len(word) else " " * len(word[0])
        lines.append(Content.assemble(row, (text, style)))
    return lines


def _plain(lines: Sequence[str], columns: int) -> list[Content]:
    most = 2 if len(lines) < 4 else 1
    return [Content.styled(row, "bold") for line in lines for row in fold(line, columns, most)]


def _with_pinyin(told: Sequence[str], note: str, columns: int, rows: int, *, sixths: bool) -> list[Content]:
    """The first line in middle size, the others as text, each sign below its reading; empty without room."""
    from kiosk.screens.ruby import line_with_pinyin, text_with_pinyin  # few libraries want it

    first = line_with_pinyin(told[0], columns, sixths=sixths) if told else ()
    large = [Content.styled(row, "bold") for row in first]
    for above, others in ((large, [*told[1:], note]), ([], [*told, note])):
        for kept in range(len(others), 0 if not above else -1, -1):
            drawn = [*above, *text_with_pinyin(others[:kept], columns)]
            if drawn and len(drawn) <= rows:
                return drawn
    return []


def _large_lines(told: Sequence[str], columns: int, rows: int) -> list[Content]:
    """As many of the lines from the first as have room in large letters."""
    drawn: list[Content] = []
    for line in told:
        picked = _large(line, columns, rows - len(drawn))
        if not picked:
            break
        drawn += [Content.styled(row, "bold") for row in picked]
    return drawn


def _large(line: str, columns: int, rows: int) -> Sequence[str]:
    """The line in letters of eight rows, on several lines where it must be; nothing without room for it."""
    if not can_draw(line):
        return []
    for text in (line, *(() if line.isascii() else (_parted(line, columns // _SIGN - 1),))):
        drawn = big(text, columns, rows // LETTER_ROWS * LETTER_ROWS)
        if len(drawn) > 1:
            return drawn
    return []


def _parted(line: str, most: int) -> str:
    """A Chinese text with blanks where it is broken into lines of about equal length."""
    signs = "".join(line.split())
    if most < 1 or len(signs) <= most + 1:  # a window too narrow for two signs beside each other
        return line
    number = -(-len(signs) // most)
    each = -(-len(signs) // number)
    parts: list[str] = []
    while signs:
        end = each + 1 if signs[each : each + 1] and signs[each] in _CLOSING else each
        parts.append(signs[:end])
        signs = signs[end:]
    return " ".join(parts)
