"""The class in its lesson: every pupil a tile, by word, shape and colour; and the page at the end."""

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from db.answers.classes.lesson import LessonPage, Roster, Tile, TileState
from db.marking import N_, Sentence
from kiosk.machine.terminal import is_plain_console
from kiosk.screens.pane import between, cut, fold
from kiosk.sentences.classes.lesson import STATES
from kiosk.words import Words, visible

_SHORT = {
    TileState.NOT_YET: N_("not yet"),
    TileState.RETURNED: N_("returned"),
    TileState.HAS_BOOKS: N_("has books"),
    TileState.HERE: N_("here"),
    # Translators: on the tile of a pupil who holds a book that is late; at most nine letters.
    TileState.OVERDUE: N_("overdue"),
}
_COLOURS = {
    TileState.NOT_YET: "#c8d0d8 on #1b2f45",
    TileState.RETURNED: "bold #ffffff on #0b3fa0",
    TileState.HERE: "bold #ffffff on #0b3fa0",
    TileState.HAS_BOOKS: "bold #ffffff on #00702e",
    TileState.OVERDUE: "bold #000000 on #f5c518",
}
_ON_THE_CONSOLE = {TileState.RETURNED: "←", TileState.HAS_BOOKS: "●", TileState.NOT_YET: " "}
"""The shapes that the fonts of the kernel's console have."""
_HEAD = 2
"""Lines above the tiles."""
_START = 5
"""Columns of a tile's number and shape, with the blanks behind them."""
_SHORTEST_NAME = 6
_WIDEST = 24
"""Columns that a tile of several lines has at least."""
_TALLEST = 5
"""Lines of a tile where there is room, the last of them a half: more would not be read from farther away."""
_NARROWEST = 8
"""Columns of a tile below which it says nothing; the last pupils are then left out."""


def draw_class(
    roster: Roster | None,
    page: LessonPage | None,
    printing: Sentence | None,
    words: Words,
    columns: int,
    rows: int,
) -> Sequence[Content]:
    """The tiles of a lesson that is on, or the page of one that is over, in at most this many lines."""
    if page:
        return _page(page, printing, words, columns, rows)
    if roster is None or columns < _NARROWEST or rows <= _HEAD:
        return []
    return [*_head(roster, words, columns), *_tiles(roster.tiles, words, columns, rows - _HEAD)]


def _head(told: Roster, words: Words, columns: int) -> list[Content]:
    """The lesson in numbers, and what the shapes and colours mean."""
    _ = words
    numbers = [
        _("{present} of {pupils} here", present=told.present, pupils=len(told.tiles)),
        _("{loans} lent", loans=told.loans),
        _("{returns} returned", returns=told.returns),
        _("{average} books per pupil.", average=f"{told.average:.1f}").rstrip(".。"),
    ]
    if told.visitors:
        numbers.append(words.plural("{n} guest", "{n} guests", told.visitors))
    left = ""
    if told.minutes_left is not None:
        left = words.plural("{n} minute left.", "{n} minutes left.", told.minutes_left).rstrip(".。")
    heading = Content.assemble((visible(told.lesson.class_name), "bold"), "  ", " · ".join(numbers))
    counts = Counter(tile.state for tile in told.tiles)
    legend = _legend(counts, {state: _(word) for state, (_mark, word) in STATES.items()})
    if legend.cell_length > columns:
        legend = _legend(counts, {state: _(word) for state, word in _SHORT.items()})
    return [between(heading, Content.styled(left, "bold"), columns), legend.truncate(columns)]


def _legend(counts: Counter[TileState], words: dict[TileState, str]) -> Content:
    """What each shape means and how many there are; those who only came, where there are such."""
    return Content(" ").join(
        Content.styled(f" {_shape(state)} {word} {counts[state]} ", _COLOURS[state])
        for state, word in words.items()
        if counts[state] or state is not TileState.HERE
    )


def _tiles(tiles: Sequence[Tile], words: Words, columns: int, rows: int) -> list[Content]:
    """The tiles as tall as the room allows, then as wide; the class reads down, like its sheet."""
    tall, across = _shape_of_tiles(len(tiles), columns, rows)
    deep = min(rows // tall, -(-len(tiles) // across))
    wide = columns // across - 1
    longest = max(cell_len(words(word)) for word in _SHORT.values())
    has_words = tall > _WITH_WORD or wide - _START - longest - 1 >= _SHORTEST_NAME
    told = words if has_words else None
    rooms = [wide - _START - _beside(tile, tall, told) for tile in tiles]
    names = _told_apart([visible(tile.called) for tile in tiles], rooms)
    lines: list[Content] = []
    for row in range(deep):
        drawn = [
            _tile(tile, name, wide, tall, told)
            for tile, name in zip(tiles[row::deep][:across], names[row::deep][:across], strict=True)
        ]
        lines += [Content(" ").join(parts) for parts in zip(*drawn, strict=True)]
    return lines


def _beside(tile: Tile, tall: int, words: Words | None) -> int:
    """Columns that the word takes beside the name."""
    return cell_len(words(_SHORT[tile.state])) + 1 if words and tall <= _WITH_WORD else 0


def _told_apart(names: Sequence[str], rooms: Sequence[int]) -> list[str]:
    """Names cut to these widths; those that would then be the same show their family name, or their end."""
    cuts = [cut(name, room) for name, room in zip(names, rooms, strict=True)]
    common = Counter(cut(name, min(rooms)) for name in set(names))
    return [
        _end(name, room) if short != name and common[cut(name, min(rooms))] > 1 else short
        for name, short, room in zip(names, cuts, rooms, strict=True)
    ]


def _end(name: str, room: int) -> str:
    """`C. Miller` for a name of several words, else the last signs that have room."""
    *_given, family = name.split()
    if _given:
        return cut(f"{name[0]}. {family}", room)
    tail = next((name[at:] for at in range(1, len(name)) if cell_len(name[at:]) < room), "")
    return f"…{tail}"


def _shape_of_tiles(number: int, columns: int, rows: int) -> tuple[int, int]:
    """How many lines a tile has, and how many stand beside each other: as few as will do."""
    for tall in range(_TALLEST, 1, -1):
        across = -(-number // max(1, rows // tall))
        if rows >= tall and 0 < across <= columns // _WIDEST:
            return tall, across
    return 1, min(max(1, -(-number // rows), columns // _WIDEST), columns // _NARROWEST)


_WITH_WORD = 2
"""A taller tile has its word on a line of its own."""


def _tile(tile: Tile, name: str, wide: int, tall: int, words: Words | None) -> list[Content]:
    """Number, shape and name, with the word where there is room for it: the legend has it in any case.

    What is taller than one line ends with half of one, so that no tile runs into the next.
    """
    word = words(_SHORT[tile.state]) if words else ""
    below = tall > _WITH_WORD
    room = wide - _START - _beside(tile, tall, words)
    text = f"{tile.position:>2} {_shape(tile.state)} {name}"
    if not below:
        text = f"{text}{' ' * (room - cell_len(name))} {word}".rstrip()
    filled = [text, *([f"{' ' * _START}{cut(word, wide - _START)}"] if below else [])]
    filled = [""] * ((tall - 1 - len(filled)) // 2) + filled
    filled += [""] * (tall - 1 - len(filled))
    colours = _COLOURS[tile.state]
    styled = [Content.styled(line + " " * (wide - cell_len(line)), colours) for line in filled]
    return [*styled, Content.styled("▀" * wide, colours.rpartition(" ")[2])] if tall > 1 else styled


def _shape(state: TileState) -> str:
    mark = STATES[state][0]
    return _ON_THE_CONSOLE.get(state, mark) if is_plain_console() else mark


def _page(
    page: LessonPage, printing: Sentence | None, words: Words, columns: int, rows: int
) -> list[Content]:
    """The page's main lines: the numbers one by one, then what stands below a heading behind it."""
    # Only the end of a lesson needs it: the first paint does not wait for it.
    from kiosk.paper.lesson import end_paper
    from labels.content.blocks import Heading, Line

    heading, *rest = end_paper(page, words, full_names=False)
    assert isinstance(heading, Heading)
    lines = [Content.styled(cut(visible(heading.text), columns), "bold")]
    if printing:
        told = visible(words(printing))
        lines += [Content.styled(line, "reverse") for line in fold(told, columns, 2)]
    sections: list[tuple[str, list[str]]] = []
    for block in rest:
        if isinstance(block, Heading):
            sections.append((visible(block.text), []))
        elif isinstance(block, Line) and sections:
            sections[-1][1].append(visible(block.text))
        elif isinstance(block, Line):
            lines += [Content(line) for line in fold(visible(block.text), columns, 2)]
    texts = []
    for title, below in sections:
        told = "; ".join(below)
        texts.append(title if told == "-" else f"{title}: {told}")
    # A large class in a small window: each list gives way as far as it must, none is left out.
    folded = [[line for text in texts for line in fold(text, columns, most)] for most in range(rows, 0, -1)]
    fitting = next((found for found in folded if len(lines) + len(found) <= rows), folded[-1])
    return [*lines, *map(Content, fitting)][:rows]
