"""What was refused to a reader, and the question why it is lent anyway."""

from dataclasses import dataclass

from textual.content import Content

from db.answers.counter.overriding import CHOSEN_WHY, WHY, Override, Why
from db.answers.shown import Book
from db.marking import N_
from kiosk.screens.staff.dialog import Dialog
from kiosk.words import Words, visible

_FEWEST_LETTERS = 3


@dataclass(frozen=True)
class Refusal:
    """What was refused to the reader at the kiosk, and why, as the librarian needs to know it.

    `one_more`: every copy is out, and this one may be lent as one more than the list says.
    """

    book: Book | None
    sentence: str
    one_more: bool = False


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
