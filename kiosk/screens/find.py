"""The page for finding a book: letters typed, titles chosen by a digit, the way to one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from db.answers.shelves.finding import Way
from db.answers.shelves.shelf import TitleThere
from db.marking import N_, Sentence
from kiosk.machine.terminal import is_plain_console
from kiosk.screens.edges import BottomLine, TopLine
from kiosk.screens.pane import Pane, between, cut, fold
from kiosk.screens.view import View
from kiosk.sentences.shelves.find import LISTS, hint_lines, out_lines, seen_at_once
from kiosk.sentences.shelves.plan import plan_lines
from kiosk.sentences.shelves.shelf import way_lines
from kiosk.sentences.shelves.subjects import SUBJECTS
from kiosk.words import Words, visible

_PLACE = "bold #f5c518"
_LATELY = 30
"""Signs of a query that are shown, the last ones."""


@dataclass(frozen=True)
class Looking:
    """How far somebody has come who looks for a book.

    Attributes:
        query: what was typed.
        heading: which list is shown in place of what was typed.
        heads: the main classes to choose from; empty unless they are shown.
        titles: what was found; None while nothing was looked for. `has_more`: others follow.
        by_digit: a digit chooses one of them; otherwise it belongs to the query.
        way: the title that was chosen.
        said: what came of waiting for it, of printing, or of a search that found nothing.
    """

    query: str = ""
    heading: Sentence | None = None
    heads: tuple[str, ...] = ()
    titles: tuple[TitleThere, ...] | None = None
    has_more: bool = False
    by_digit: bool = False
    way: Way | None = None
    said: Sentence | None = None


@dataclass(frozen=True, kw_only=True)
class FindView(View):
    """What is to be seen while somebody looks for a book; `typing` may still turn out to be a scan."""

    looking: Looking
    typing: str = ""


@dataclass(frozen=True)
class Sought:
    """What the page shows, in a language."""

    words: Words
    looking: Looking
    today: date
    typing: str
    said: Sentence | None


class FindPane(Pane[Sought]):
    """One step of finding: what to type, what was found, or the way."""

    def look(self, view: View) -> Sought:
        seen = _find(view)
        return Sought(seen.words, seen.looking, seen.today, seen.typing, seen.printing or seen.looking.said)

    def draw(self, seen: Sought, columns: int, rows: int) -> Sequence[Content]:
        looking = seen.looking
        if looking.way:
            lines = list(_way(looking.way, seen, columns, rows))
        elif looking.heads:
            lines = list(_subjects(seen, columns))
        elif looking.titles is None:
            lines = list(_first(seen, columns))
        else:
            lines = list(_titles(looking.titles, seen, columns))
        return [line.truncate(columns, ellipsis=True) for line in lines[:rows]]


def _first(seen: Sought, columns: int) -> Iterator[Content]:
    _ = seen.words
    yield Content.styled(_(N_("Which book are you looking for?")), "bold")
    yield Content("")
    yield _query(seen)
    yield Content("")
    for line in hint_lines(_):
        yield from map(Content, fold(line, columns, 2))
    yield Content("")
    yield Content(_(N_("Or press a number:")))
    for number, name in enumerate(LISTS, 1):
        yield _numbered(number, _(name))
    yield from _said(seen, columns)


def _subjects(seen: Sought, columns: int) -> Iterator[Content]:
    _ = seen.words
    yield Content.styled(_(LISTS[1]), "bold")
    yield Content(_(N_("Press the letter:")))
    yield Content("")
    heads = [(head, _(SUBJECTS[head]) if head in SUBJECTS else "") for head in seen.looking.heads]
    half = (len(heads) + 1) // 2
    wide = columns // 2
    for left, right in zip(heads[:half], [*heads[half:], ("", "")], strict=False):
        row = Content.assemble((f" {left[0]} ", "bold reverse"), f" {left[1]}").truncate(wide - 1)
        if right[0]:
            row = row.pad_right(wide - row.cell_length)
            row = Content.assemble(row, (f" {right[0]} ", "bold reverse"), f" {right[1]}")
        yield row


def _titles(titles: Sequence[TitleThere], seen: Sought, columns: int) -> Iterator[Content]:
    _, looking = seen.words, seen.looking
    yield Content.styled(_(looking.heading), "bold") if looking.heading else _query(seen)
    yield Content("")
    for number, there in enumerate(titles, 1):
        state = seen_at_once(there, seen.today, _)
        name = Content.assemble((visible(there.title), "bold"), "  ", visible(there.author))
        room = columns - 5 - 2 - Content(state).cell_length
        name = name.truncate(max(8, room), ellipsis=True)
        yield between(_numbered(number, name), Content(state), columns)
    if looking.has_more:
        yield _numbered(0, _(N_("more")))
    yield Content("")
    if titles and looking.by_digit:
        yield Content(_(N_("Which one? Press its number.")))
    elif titles:
        yield Content(_(N_("Go on typing, or press Enter and then a number.")))
    yield from _said(seen, columns)


def _way(way: Way, seen: Sought, columns: int, rows: int) -> Iterator[Content]:
    _ = seen.words
    title, *told = way_lines(way.there, _)
    above = [Content.styled(line, "bold") for line in fold(title, columns, 2)]
    if way.there.author:
        above.append(Content(cut(visible(way.there.author), columns)))
    above.append(Content(""))
    for number, line in enumerate(told):
        style = _PLACE if number == 0 and way.is_here else ""
        above += [Content.styled(part, style) for part in fold(line, columns, 2)]
    above += [Content.styled(line, "bold") for line in out_lines(way, seen.today, _)]
    said = list(_said(seen, columns))
    yield from above
    yield from said
    room = rows - len(above) - len(said) - 1
    plan = plan_lines(way.bays, way.lit, _) if way.is_here else []
    if plan and room > 0:
        yield Content("")
        yield from (Content.styled(line, _PLACE if "▶" in line else "") for line in _window(plan, room))


def _window(plan: Sequence[str], rows: int) -> Sequence[str]:
    """As many rows of the plan as there is room for, that of the lit bay among them."""
    lit = next((at for at, line in enumerate(plan) if "▶" in line), 0)
    start = max(0, min(lit - rows // 2, len(plan) - rows))
    return plan[start : start + rows]


def _query(seen: Sought) -> Content:
    shown = visible(seen.looking.query + seen.typing)[-_LATELY:]
    return Content.assemble(" > ", (f"{shown}_", "bold"))


def _numbered(number: int, what: str | Content) -> Content:
    return Content.assemble(" ", (f" {number} ", "bold reverse"), " ", what)


def _said(seen: Sought, columns: int) -> Iterator[Content]:
    if seen.said:
        yield Content("")
        for line in fold(seen.words(seen.said), columns, 2):
            yield Content.styled(line, "bold reverse")


@dataclass(frozen=True)
class Keys:
    """Which keys do something now."""

    words: Words
    can_print: bool
    is_first: bool


class FindKeys(Pane[Keys]):
    """The function keys, and the way back."""

    def look(self, view: View) -> Keys:
        seen = _find(view)
        is_first = seen.looking == Looking(said=seen.looking.said)
        return Keys(seen.words, seen.can_print and seen.looking.way is not None, is_first)

    def draw(self, seen: Keys, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        keys = [("F2", _("Language") if is_plain_console() else "English/中文")]
        if not seen.is_first:
            keys.append(("F5", _("New search")))
        if seen.can_print:
            keys.append(("F8", _("Print")))
        left = Content("   ").join(_key(*key) for key in keys)
        return [between(left, _key("Esc", _("Go back")), columns)]


def _key(key: str, what: str) -> Content:
    return Content.assemble((f" {key} ", "bold reverse"), f" {what}")


class FindPage(Screen[None], inherit_bindings=False):
    """Shows a view. It decides nothing and remembers nothing but the view."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False

    def __init__(self, view: FindView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """Four panes; nothing of it can have the focus."""
        yield TopLine(self._view, "top")
        yield FindPane(self._view, "find")
        yield BottomLine(self._view, "bottom")
        yield FindKeys(self._view, "keys")

    def on_mount(self) -> None:
        """Show the view that was given before there was anything to show it in."""
        self.show(self._view)

    def show(self, view: FindView) -> None:
        """Show what holds now; each pane repaints only what it must."""
        self._view = view
        for pane in self.query(Pane).results(Pane):
            pane.show(view)


def _find(view: View) -> FindView:
    assert isinstance(view, FindView)
    return view
