"""The page at which the librarian relabels: what to do now, how far it is, and a picture of every shelf."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from db.answers.campaign import Progress, ShelfProgress
from kiosk.machine.terminal import is_plain_console
from kiosk.screens.edges import BottomLine, TopLine
from kiosk.screens.pane import Pane, between, cut
from kiosk.screens.stage import Stage
from kiosk.screens.view import View
from kiosk.sentences.relabel.desk import bar, progress_lines
from kiosk.sentences.said import Said
from kiosk.words import Words, visible

_SHELF = 44
"""Columns that the picture of one shelf takes at least."""
_WIDEST_BAR = 100


@dataclass(frozen=True, kw_only=True)
class RelabelView(View):
    """What is to be seen while books are relabelled.

    Attributes:
        said: the last answer, or what to do.
        has_campaign: a campaign is open; `progress`, `shelves`: how far it is, once that is known.
        note: what came of the last print, when something else was said since.
    """

    said: Said
    has_campaign: bool = True
    progress: Progress | None = None
    shelves: tuple[ShelfProgress, ...] = ()
    note: str = ""


class RelabelStage(Stage):
    """The answer, drawn as at the counter."""

    def look(self, view: View) -> Said:
        return _relabel(view).said

    def draw(self, seen: Said, columns: int, rows: int) -> Sequence[Content]:
        lines = seen.lines
        if len(lines) >= rows > 3:  # a choice of very many copies; what to do about it stays to be read
            lines = (*lines[: rows - 3], "…", lines[-1])
        return super().draw(Said(seen.tone, seen.mark, seen.big, lines), columns, rows)


@dataclass(frozen=True)
class Reached:
    """How far the campaign is, in a language."""

    words: Words
    progress: Progress | None
    note: str


class ProgressPane(Pane[Reached]):
    """The campaign in words and as a bar."""

    def look(self, view: View) -> Reached:
        seen = _relabel(view)
        return Reached(seen.words, seen.progress, seen.note)

    def draw(self, seen: Reached, columns: int, rows: int) -> Sequence[Content]:
        lines = [seen.note] if seen.note else []
        if seen.progress:
            reached = progress_lines(seen.progress, seen.words, max(8, min(columns - 9, _WIDEST_BAR)))
            lines = [*reached[:2], *lines, *reached[2:]]
        return [Content.styled(cut(line, columns), "" if at else "bold") for at, line in enumerate(lines)]


@dataclass(frozen=True)
class Shelves:
    """The shelves, in a language."""

    words: Words
    shelves: tuple[ShelfProgress, ...]


class ShelvesPane(Pane[Shelves]):
    """A bar for every shelf. Where there is no room for all, the one worked at comes first, then those
    behind it at which work is left.
    """

    def look(self, view: View) -> Shelves:
        seen = _relabel(view)
        return Shelves(seen.words, seen.shelves)

    def draw(self, seen: Shelves, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        across = max(1, columns // _SHELF)
        wide = columns // across
        room = across * (rows - 1)
        shelves: Sequence[ShelfProgress] = seen.shelves
        heading = _("# done  + printed  . to print  ? not found")
        if len(shelves) > room:
            more = len(shelves) - room
            heading += "   " + _.plural("and {n} more shelf", "and {n} more shelves", more)
            shelves = _from_here(shelves)[:room]
        cells = [_shelf(shelf, wide - 2) for shelf in shelves]
        lines = ["  ".join(cells[at : at + across]) for at in range(0, len(cells), across)]
        return [Content.styled(cut(heading, columns), "bold"), *map(Content, lines)]


@dataclass(frozen=True)
class Keys:
    """Which keys do something now."""

    words: Words
    has_campaign: bool


class RelabelKeys(Pane[Keys]):
    """The function keys. The language gives way where there is no room."""

    def look(self, view: View) -> Keys:
        seen = _relabel(view)
        return Keys(seen.words, seen.has_campaign)

    def draw(self, seen: Keys, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        keys = [("F2", _("Language") if is_plain_console() else "English/中文")]
        if seen.has_campaign:
            keys += [("F3", _("Undo")), ("F4", _("New label")), ("F5", _("Not found")), ("F8", _("Print"))]
        else:
            keys.append(("F6", _("Whole stock")))
        back = _keys([("Esc", _("Go back"))], 0)
        for shown, apart in ((keys, 3), (keys, 2), (keys[1:], 3), (keys[1:], 2)):
            line = _keys(shown, apart)
            if line.cell_length + 2 + back.cell_length <= columns:
                break
        return [between(line, back, columns)]


class RelabelPage(Screen[None], inherit_bindings=False):
    """Shows a view. It decides nothing and remembers nothing but the view."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-high")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, view: RelabelView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """Six panes; nothing of it can have the focus."""
        yield TopLine(self._view, "top")
        yield RelabelStage(self._view, "stage")
        yield ShelvesPane(self._view, "shelves")
        yield ProgressPane(self._view, "progress")
        yield BottomLine(self._view, "bottom")
        yield RelabelKeys(self._view, "keys")

    def on_mount(self) -> None:
        """Show the view that was given before there was anything to show it in."""
        self.show(self._view)

    def show(self, view: RelabelView) -> None:
        """Show what holds now; each pane repaints only what it must."""
        self._view = view
        self.set_class(bool(view.shelves), "-shelves")
        for pane in self._panes():
            pane.show(view)

    def _panes(self) -> Iterator[Pane[object]]:
        yield from self.query(Pane).results(Pane)


def _relabel(view: View) -> RelabelView:
    assert isinstance(view, RelabelView)
    return view


def _from_here(shelves: Sequence[ShelfProgress]) -> Sequence[ShelfProgress]:
    worked = [shelf.worked_at for shelf in shelves if shelf.worked_at]
    here = next((at for at, shelf in enumerate(shelves) if worked and shelf.worked_at == max(worked)), 0)
    first, *others = (*shelves[here:], *shelves[:here])
    ahead = sorted(others, key=lambda shelf: shelf.is_done)
    return [first, *ahead] if worked else sorted(shelves, key=lambda shelf: shelf.is_done)


def _shelf(shelf: ShelfProgress, columns: int) -> str:
    total = shelf.closed + shelf.printed + shelf.to_print + shelf.not_found
    counted = f"{shelf.closed}/{total}"
    name = set_cell_size(cut(visible(shelf.shelf) or "-", 10), 10)
    length = max(4, columns - 12 - max(9, len(counted)))
    return f"{name} {bar(shelf, length)} {counted:>9}"


def _keys(keys: Sequence[tuple[str, str]], apart: int) -> Content:
    parts = [Content.assemble((f" {key} ", "bold reverse"), f" {what}") for key, what in keys]
    return Content(" " * apart).join(parts)
