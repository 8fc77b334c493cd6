"""A dialog of the staff: a box that returns what was chosen and does nothing."""

from dataclasses import dataclass
from enum import Enum

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from db.answers.counter.overriding import Holder, Override
from db.marking import N_
from kiosk.screens.edges import locks_in
from kiosk.words import Words

WIDTH = 56
"""Columns of a line in the box."""


class Choice(Enum):
    """What was chosen in the menu."""

    LEAVE = "leave"
    CLOSE = "close"
    OPEN = "open"
    RELABEL = "relabel"
    CONFIRM_DAY = "confirm_day"
    OVERRIDE = "override"
    WHOSE = "whose"
    NEW_PIN = "new_pin"
    TITLES = "titles"
    FIND = "find"
    STICK = "stick"


Chosen = Choice | Override | Holder | None
"""What a dialog is closed with: an act, why something is lent anyway, whose copy it is, or nothing."""


class Dialog(ModalScreen[Chosen], inherit_bindings=False):
    """A box over the counter. The app hands it the keys, since no widget has the focus."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False

    @dataclass
    class Entered(Message):
        """Something was typed that only the store can judge."""

        text: str

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._typed = ""
        self._said = ""
        self._locks_in: int | None = None
        self._box: Static | None = None

    def compose(self) -> ComposeResult:
        """One box."""
        self._box = Static(self._content(), markup=False)
        yield self._box

    def told(self) -> list[Content]:
        """What stands in the box, line by line."""
        raise NotImplementedError

    def keyed(self, typed: str) -> None:
        """Show what has been typed so far."""
        if typed:
            self._said = ""
        self._typed = typed
        self._again()

    def entered(self, text: str) -> None:
        """Something was typed and ended with Enter."""

    def hears(self, _code: str) -> bool:
        """A code was scanned. Returns whether it is for this dialog, and taken."""
        return False

    def pressed(self, key: str) -> None:
        """A key that makes no character."""
        if key == "escape":
            self.dismiss(None)

    def count_down(self, seconds: int | None) -> None:
        """Show in how many seconds staff mode locks itself; None while that is far."""
        if seconds != self._locks_in:
            self._locks_in = seconds
            self._again()

    def tell(self, sentence: str) -> None:
        """Show this below what was typed, until the next key."""
        self._typed, self._said = "", sentence
        self._again()

    def _ask_the_store(self, text: str) -> None:
        self.tell(self._words(N_("One moment …")))
        self.post_message(self.Entered(text))

    def _content(self) -> Content:
        lines = self.told()
        if self._locks_in is not None:
            lines += [Content(""), Content(locks_in(self._locks_in, self._words))]
        return Content("\n").join(lines)

    def _again(self) -> None:
        if self._box:  # a key may come before it is painted for the first time
            self._box.update(self._content())
