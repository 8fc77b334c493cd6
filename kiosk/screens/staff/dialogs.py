"""The staff's dialogs: who it is, what they may do here. They return what was chosen and do nothing."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from db.answers.counter.overriding import CHOSEN_WHY, WHY, Holder, Override, Why
from db.answers.shown import Book
from db.marking import N_
from db.roles import Act, Post
from kiosk.machine.sticks import Stick
from kiosk.screens.edges import locks_in
from kiosk.screens.pane import cut
from kiosk.words import Words, visible

_FEWEST_LETTERS = 3
WIDTH = 56
"""Columns of a line in the box."""
_MANY = 6
"""From this many lines on, a menu is set close, to fit in 24 rows."""


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


@dataclass(frozen=True)
class Refusal:
    """What was refused to the reader at the kiosk, and why, as the librarian needs to know it.

    `one_more`: every copy is out, and this one may be lent as one more than the list says.
    """

    book: Book | None
    sentence: str
    one_more: bool = False


class StaffMenu(Dialog):
    """What this member of staff may do at the kiosk itself."""

    def __init__(
        self,
        words: Words,
        post: Post,
        *,
        is_closed: bool,
        day: date | None = None,
        refusal: Refusal | None = None,
        page_of: int | None = None,
        stick: Stick | None = None,
        may_wish: bool = False,
    ) -> None:
        """`day`: the day to be confirmed, when the clock looks wrong. `refusal`: what may be lent anyway.

        `page_of`: the class whose lesson's page is shown. `stick`: one that gets no backups; `may_wish`:
        this machine adopts it when it is named here.
        """
        super().__init__(words)
        self._stick = stick if post.may(Act.LEAVE) else None
        adopts = self._stick is not None and may_wish
        self._may_wish = adopts and post.may(Act.SAFETY)
        _ = words
        self._refusal = refusal if post.may(Act.OVERRIDE) else None
        lend = _("Lend it anyway") if self._refusal else ""
        whose = ""
        if self._refusal and self._refusal.one_more:
            lend, whose = _("Lend it as one copy more"), _("It is one that another reader has")
        close = _("Open the kiosk again") if is_closed else _("Close the kiosk for now")
        right = _("Today is {day}: the clock is right", day=day.isoformat()) if day else ""
        titles = ""
        if page_of is not None and post.may(Act.TITLES, page_of):
            titles = _("Show which titles are due")
        own_pin = _("A new PIN") if post.patron_id is not None else ""
        offered = (
            ("f2", Act.DESK, Choice.FIND, _("Find a book or a reader")),
            ("f3", Act.OVERRIDE, Choice.WHOSE, whose),
            ("f4", Act.OVERRIDE, Choice.OVERRIDE, lend),
            ("f5", Act.CLOSE, Choice.OPEN if is_closed else Choice.CLOSE, close),
            ("f6", Act.RELABEL, Choice.RELABEL, _("Relabel books")),
            ("f7", Act.TITLES, Choice.TITLES, titles),
            ("f8", Act.CONFIRM_DAY, Choice.CONFIRM_DAY, right),
            ("f9", Act.OWN_PIN, Choice.NEW_PIN, own_pin),
            ("f10", Act.LEAVE, Choice.LEAVE, _("Leave the kiosk")),
            ("f11", Act.SAFETY, Choice.STICK, _("This stick gets the backups from now on") if adopts else ""),
        )
        self._choices = {key: (choice, what) for key, act, choice, what in offered if what and post.may(act)}

    def told(self) -> list[Content]:
        _ = self._words
        keys = [(key.upper(), what) for key, (_choice, what) in self._choices.items()]
        lines = [Content.styled(_("For the staff"), "bold")]
        if self._refusal:
            book = self._refusal.book
            lines += [Content(""), Content(cut(_("“{title}”", title=book.title), WIDTH))] if book else []
            lines.append(Content(self._refusal.sentence))
        apart = [Content("")] if len(keys) < _MANY and not self._refusal else []
        lines.append(Content(""))
        for key, what in (*keys, ("Esc", _("Back to the kiosk"))):
            lines += [Content.assemble((f" {key:<3} ", "bold reverse"), "  ", what), *apart]
        if self._stick and not self._refusal:
            stick = f"{visible(self._stick.label) or '-'}, {self._stick.megabytes} MB, {self._stick.uuid}"
            lines += [
                Content(""),
                Content(cut(_("A stick is plugged in: {stick}", stick=stick), WIDTH)),
                *self._how_it_is_adopted(self._stick),
            ]
        return lines

    def pressed(self, key: str) -> None:
        if key in self._choices:
            self.dismiss(self._choices[key][0])
        else:
            super().pressed(key)

    def _how_it_is_adopted(self, stick: Stick) -> list[Content]:
        _ = self._words
        if self._may_wish:
            return [Content(_("It gets no backups. Whoever holds it could read them."))]
        return [
            Content(_("It gets no backups. For that, type as root:")),
            Content(f"kiosk install-service --backup-stick {stick.uuid}"),
        ]


class ReasonDialog(Dialog):
    """Asks why a book is lent anyway: one of a few reasons by its number, or own words."""

    def __init__(self, words: Words, refusal: Refusal) -> None:
        super().__init__(words)
        self._refusal = refusal
        self._asks_for_words = False

    def told(self) -> list[Content]:
        _ = self._words
        if self._asks_for_words:
            asked = [Content(_("Why? Please write no names:"))]
        else:
            asked = [
                Content.assemble((f" {number} ", "bold reverse"), "  ", _(WHY[why]))
                for number, why in enumerate(CHOSEN_WHY, start=1)
            ]
        return [
            Content.styled(_("Why is it lent anyway?"), "bold"),
            Content(self._refusal.sentence),
            Content(""),
            *asked,
            Content(""),
            Content.assemble((f"{visible(self._typed)}_", "bold")),
            Content(self._said),
            Content(_("Enter: go on   Esc: back to the kiosk")),
        ]

    def entered(self, text: str) -> None:
        text = visible(text).strip()
        if self._asks_for_words:
            if len(text) < _FEWEST_LETTERS:
                self.tell(self._words(N_("Please write a few words.")))
            else:
                self.dismiss(Override(Why.OTHER, text))
            return
        chosen = dict(enumerate(CHOSEN_WHY, start=1)).get(int(text) if text.isdecimal() else 0)
        if chosen is None:
            self.tell(self._words(N_("Please type one of the numbers.")))
        elif chosen is Why.OTHER:
            self._asks_for_words = True
            self.tell("")
        else:
            self.dismiss(Override(chosen))
