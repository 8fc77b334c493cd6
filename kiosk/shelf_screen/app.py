"""A shelf read on a full screen: one large word for each scan, one key to settle it, one to undo that."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from db.answers.shelves.shelf import HeardAtShelf, ShelfRead, Verdict
from db.codes import clean
from db.errors import LibraryError
from db.events.record import Acting
from db.marking import N_
from db.shelf.reading import ReadingShelves
from db.shelf.settling import ACT_OF, settle_here, take_back
from kiosk.lettering.large import draw_large
from kiosk.machine.terminal import is_plain_console, tone_of
from kiosk.sentences.shelves.shelf import VERDICTS, scan_line
from kiosk.words import Words


class ShelfScreen(App[ShelfRead]):
    """Reads shelves; it ends with all that was read. The store must be open on this thread."""

    CSS = """
    Screen { background: #10141c; color: #e8ecf4; }
    Screen.right { background: #0e3a22; }
    Screen.wrong { background: #5c1f1a; }
    Static { width: 100%; text-align: center; }
    #word { height: 1fr; content-align: center middle; }
    #told { height: 6; }
    #keys { height: 1; color: #9aa4b4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "settle", show=False, priority=True),
        Binding("f6", "undo", show=False, priority=True),
        Binding("f10", "leave", show=False, priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, reading: ReadingShelves, acting: Callable[[], Acting], words: Words) -> None:
        super().__init__()
        self._reading, self._acting, self._words = reading, acting, words
        self._typed = ""
        self._last: HeardAtShelf | None = None
        self._done: list[tuple[int, ...]] = []

    def compose(self) -> ComposeResult:
        """The large word, what is said below it, and the keys."""
        yield Static(id="word", markup=False)
        yield Static(id="told", markup=False)
        yield Static(self._words("F5 settle · F6 undo · F10 leave"), id="keys", markup=False)

    def on_mount(self) -> None:
        """Say what to do first."""
        self._say(
            "", N_("Scan"), self._words("Scan the label of a shelf, then its books from left to right."), ""
        )

    def on_key(self, event: events.Key) -> None:
        """A scanner types its code and Enter."""
        if event.key == "enter":
            code, self._typed = clean(self._typed), ""
            if code:
                self._hear(code)
        elif event.is_printable and event.character:
            self._typed += event.character

    def action_settle(self) -> None:
        """What one key does about the last book: found, returned, or standing here from now on."""
        heard, self._last = self._last, None
        if heard is None:
            return
        self._try(lambda: self._settled(heard))

    def action_undo(self) -> None:
        """Undo what was settled last."""
        if self._done:
            done = take_back(self._done.pop(), self._acting())
            told = "" if done else self._words("This cannot be undone: something has changed since.")
            self._say("", N_("Undone") if done else N_("Not undone"), told, "" if done else "wrong")

    def action_leave(self) -> None:
        """End with all that was read."""
        self.exit(self._reading.result())

    def _hear(self, code: str) -> None:
        self._last = None
        try:
            heard = self._reading.hear(code)
        except LibraryError as error:
            self._say("?", N_("Unknown"), self._words(error.sentence), "wrong")
            return
        if heard is None:
            return
        is_wrong = heard.verdict not in (None, Verdict.RIGHT)
        self._last = heard if is_wrong else None
        mark, word = VERDICTS[heard.verdict]
        tone = "wrong" if is_wrong else "right" if heard.verdict else ""
        self._say(mark, word, scan_line(heard, self._words), tone)

    def _settled(self, heard: HeardAtShelf) -> None:
        place = heard.face.location if heard.face else ""
        act = ACT_OF.get(heard.verdict) if heard.verdict else None
        if act is None or (act == "here" and not place):
            self._say("", N_("By hand"), self._words("This is put right by hand."), "")
            return
        settled = settle_here(act, heard.code, self._acting(), shelf=place)
        if settled.events:
            self._done.append(settled.events)
        self._say("✓", N_("Settled"), settled.title, "right")

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except LibraryError as error:
            self._say("!", N_("Not settled"), self._words(error.sentence), "wrong")

    def _say(self, mark: str, word: str, told: str, tone: str) -> None:
        """Paint it; and sound one of two tones."""
        said = self._words(word)
        rows = max(1, self.size.height - 9)
        drawn = draw_large(mark, said, max(10, self.size.width - 4), rows)
        self.query_one("#word", Static).update(Content("\n".join(drawn)))
        self.query_one("#told", Static).update(Content(f"{mark} {said}\n{told}".strip()))
        self.screen.set_class(tone == "right", "right")
        self.screen.set_class(tone == "wrong", "wrong")
        if tone and self._driver:
            self._driver.write(tone_of(is_right=tone == "right", is_console=is_plain_console()))
