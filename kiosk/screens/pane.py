"""A part of the screen that is a picture of a value, and text cut to cells."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

from kiosk.screens.view import View

Seen = TypeVar("Seen")


class Lines(Visual):
    """Lines that are cut to their room already: painted as they are, where a text would be folded first."""

    def __init__(self, lines: Sequence[Content]) -> None:
        self._lines = lines

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """One strip a line, at most `height` of them; Textual cuts off what is wider than the pane."""
        return [
            Strip(
                [
                    Segment(text, (style + own).rich_style)
                    for text, own in line.render(style, end="", parse_style=options.get_style)
                ]
            )
            for line in self._lines[:height]
        ]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as the longest line, in cells."""
        return max((line.cell_length for line in self._lines), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines there are."""
        return len(self._lines)


class Pane(Widget, Generic[Seen]):
    """Paints itself again only when what it shows has changed, or its size.

    A subclass says what it looks at (`look`) and how that is drawn in these columns and rows (`draw`).
    """

    can_focus = False
    ALLOW_SELECT = False

    def __init__(self, view: View, name: str) -> None:
        super().__init__(id=name)
        self.auto_links = False
        self._seen: Seen = self.look(view)

    def look(self, view: View) -> Seen:
        """What of all this the pane shows. Compared with what it showed before."""
        raise NotImplementedError

    def draw(self, seen: Seen, columns: int, rows: int) -> Sequence[Content]:
        """At most `rows` lines of at most `columns` cells."""
        raise NotImplementedError

    def show(self, view: View) -> bool:
        """Show what holds now. Returns whether that is something else than before."""
        seen = self.look(view)
        changed = seen != self._seen
        if changed:
            self._seen = seen
            self.refresh()
        return changed

    def render(self) -> Lines:
        columns, rows = self.size
        return Lines(self.draw(self._seen, columns, rows)[:rows])


def cut(text: str, columns: int) -> str:
    """The text in at most this many cells, its end marked where something was cut off."""
    if cell_len(text) <= columns:
        return text
    return set_cell_size(text, columns - 1).rstrip() + "…" if columns > 1 else ""


def fold(text: str, columns: int, rows: int) -> list[str]:
    """The text on at most this many lines, broken at blanks where there are any, the rest cut off."""
    lines: list[str] = []
    rest = text.strip()
    while rest and columns > 1 and len(lines) < rows:
        if cell_len(rest) <= columns or len(lines) == rows - 1:
            return [*lines, cut(rest, columns)]
        piece = chop_cells(rest, columns)[0]
        blank = piece.rfind(" ")
        if rest[len(piece)] != " " and blank > 0:
            piece = piece[:blank]
        lines.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return lines


def centred(lines: Sequence[Content], columns: int, rows: int) -> list[Content]:
    """The lines in the middle of a box; blank lines above, blanks in front."""
    above = max(0, (rows - len(lines) + 1) // 2)
    return [Content("")] * above + [
        line.pad_left(max(0, (columns - line.cell_length) // 2)) for line in lines
    ]


def between(left: Content, right: Content, columns: int) -> Content:
    """Two texts at the two ends of a line; the left one gives way."""
    room = columns - right.cell_length - 2
    if room < 1:
        return right.truncate(columns)
    left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * (columns - left.cell_length - right.cell_length), right)
