"""The librarian's two dialogs: the PIN, and what may be done with it. They return a choice and do nothing."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from kiosk.words import Words

LEAVE_WORD = "LEAVE"
"""What is typed to leave while no PIN is set. A child does not do it by chance, and no PIN is lost."""


class Choice(Enum):
    """What the librarian chose."""

    LEAVE = "leave"
    CLOSE = "close"
    OPEN = "open"
    RELABEL = "relabel"
    CONFIRM_DAY = "confirm_day"


class Dialog(ModalScreen[Choice | None], inherit_bindings=False):
    """A box over the counter. The app hands it the keys, since no widget has the focus."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """One box."""
        yield Static(self.told(), markup=False)

    def told(self) -> Content:
        """What stands in the box."""
        raise NotImplementedError

    def keyed(self, typed: str) -> None:
        """What has been typed so far."""

    def entered(self, text: str) -> None:
        """Something was typed and ended with Enter."""

    def pressed(self, key: str) -> None:
        """A key that makes no character."""
        if key == "escape":
            self.dismiss(None)

    def _again(self) -> None:
        if self.is_mounted:
            self.query_one(Static).update(self.told())


class PinDialog(Dialog):
    """Asks for the staff PIN, or, while there is none, for the word that stands in for it."""

    @dataclass
    class Entered(Message):
        """Somebody typed this and wants to be let through."""

        text: str

    def __init__(self, words: Words, *, has_pin: bool) -> None:
        super().__init__(words)
        self.has_pin = has_pin
        self._typed = ""
        self._said = ""

    def told(self) -> Content:
        _ = self._words
        if self.has_pin:
            heading, ask = _("For the librarian"), _("Staff PIN:")
            shown = "•" * len(self._typed)
        else:
            heading = _("No staff PIN is set. Set one with: kiosk staff pin")
            ask = _("To leave the kiosk, type {word} and press Enter:", word=LEAVE_WORD)
            shown = self._typed
        return Content("\n").join(
            [
                Content.styled(heading, "bold"),
                Content(""),
                Content.assemble(ask, " ", (f"{shown}_", "bold")),
                Content(self._said),
                Content(_("Enter: go on   Esc: back to the kiosk")),
            ]
        )

    def keyed(self, typed: str) -> None:
        if typed:
            self._said = ""
        self._typed = typed
        self._again()

    def entered(self, text: str) -> None:
        self._typed, self._said = "", self._words("One moment …")
        self._again()
        self.post_message(self.Entered(text))

    def refuse(self, wait_seconds: int) -> None:
        """Say that this was wrong, and how long to wait before the next try is looked at."""
        _ = self._words
        if wait_seconds:
            self._said = _.plural(
                "That was not right. Wait {n} second.", "That was not right. Wait {n} seconds.", wait_seconds
            )
        else:
            self._said = _("That was not right.")
        self._again()


class StaffMenu(Dialog):
    """What the librarian may do at the kiosk itself."""

    def __init__(self, words: Words, *, is_closed: bool, day: date | None = None) -> None:
        """`day`: the day to be confirmed, when the clock looks wrong."""
        super().__init__(words)
        self._is_closed = is_closed
        self._day = day

    def told(self) -> Content:
        _ = self._words
        close = _("Open the kiosk again") if self._is_closed else _("Close the kiosk for now")
        keys = [
            ("F5 ", close),
            ("F6 ", _("Relabel books")),
            ("F10", _("Leave the kiosk")),
            ("Esc", _("Back to the kiosk")),
        ]
        if self._day:
            right = _("Today is {day}: the clock is right", day=self._day.isoformat())
            keys.insert(2, ("F8 ", right))
        lines = [Content.assemble((f" {key} ", "bold reverse"), "  ", what) for key, what in keys]
        return Content("\n\n").join([Content.styled(_("For the librarian"), "bold"), *lines])

    def pressed(self, key: str) -> None:
        if key == "f5":
            self.dismiss(Choice.OPEN if self._is_closed else Choice.CLOSE)
        elif key == "f6":
            self.dismiss(Choice.RELABEL)
        elif key == "f8" and self._day:
            self.dismiss(Choice.CONFIRM_DAY)
        elif key == "f10":
            self.dismiss(Choice.LEAVE)
        else:
            super().pressed(key)
