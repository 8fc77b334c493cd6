"""The dialogs that ask for a PIN: to open staff mode, and for a new one. No PIN is ever shown."""

from enum import Enum

from textual.content import Content

from db.answers.counter.pin import PinAsked
from db.codes import clean
from db.marking import N_
from kiosk.screens.staff.dialog import Dialog
from kiosk.words import Words, visible

LEAVE_WORD = "LEAVE"
"""What is typed to leave while no PIN is set. The screen never says it: children read that."""


class PinDialog(Dialog):
    """Asks for a card of staff and its PIN, for the shared PIN, or for the word that stands in for it.

    `card` is the member of staff whose card was shown.
    """

    def __init__(self, words: Words, asked: PinAsked, card: int | None = None) -> None:
        super().__init__(words)
        self.asked = asked
        self.card = card

    def told(self) -> list[Content]:
        _ = self._words
        heading, shown = _("For the staff"), self._typed
        if self.card is not None:
            ask, shown = _("Your PIN:"), "•" * len(shown)
        elif self.asked is PinAsked.CARD:
            ask = _("Scan your staff card, or type its number:")
        elif self.asked is PinAsked.SHARED:
            ask, shown = _("Staff PIN:"), "•" * len(shown)
        else:
            heading = _("No staff PIN is set. Set one with: kiosk staff pin")
            # Children read this too: the README says the word.
            ask, shown = _("The word from the README:"), "•" * len(shown)
        return [
            Content.styled(heading, "bold"),
            Content(""),
            Content.assemble(ask, " ", (f"{visible(shown)}_", "bold")),
            Content(self._said),
            Content(_("Enter: go on   Esc: back to the kiosk")),
        ]

    @property
    def wants_card(self) -> bool:
        """Whether what is typed is a card's number."""
        return self.card is None and self.asked is PinAsked.CARD

    def entered(self, text: str) -> None:
        self._ask_the_store(clean(text))

    def show_card(self, card: int, number: str) -> None:
        """A card of staff was shown; now its PIN. It is said where one was known already."""
        _ = self._words
        said = _("Now the PIN of {number}.", number=number) if self.card is not None else ""
        if card == self.card:
            said = _("I know your card already. Now type your PIN.")
        self.card = card
        self.tell(said)

    def refuse(self, wait_seconds: int = 0) -> None:
        """Say that this was wrong, and how long to wait before the next try is looked at."""
        self.tell(_not_right(wait_seconds, self._words))


class Step(Enum):
    """What a new PIN still needs."""

    PRESENT = N_("Your current PIN:")
    NEW = N_("New PIN, 4 to 12 digits:")
    AGAIN = N_("The same PIN again:")


class NewPinDialog(Dialog):
    """Asks the person there for their PIN, then twice for a new one: their own, or, for the head, the PIN of
    the person whose card is scanned.
    """

    def __init__(self, words: Words, card: int, *, for_others: bool) -> None:
        super().__init__(words)
        self.card = card
        self._for_others = for_others
        self.step = Step.PRESENT
        self._number = ""
        self._first = ""

    def told(self) -> list[Content]:
        _ = self._words
        whose = _("A new PIN for {number}", number=self._number) if self._number else _("A new PIN for you")
        lines = [Content.styled(whose, "bold"), Content("")]
        if self._for_others:
            lines += [Content(_("For somebody else, scan their card.")), Content("")]
        return [
            *lines,
            Content.assemble(_(self.step.value), " ", ("•" * len(self._typed) + "_", "bold")),
            Content(self._said),
            Content(_("Enter: go on   Esc: back to the kiosk")),
        ]

    def entered(self, text: str) -> None:
        pin = clean(text)
        if self.step is not Step.AGAIN or pin == self._first:
            self._ask_the_store(pin)
        else:
            self.refuse(self._words(N_("The two PINs differ; nothing was changed.")))

    def let_in(self, wait_seconds: int | None) -> None:
        """The present PIN was right; or it was not, and the next try waits this long."""
        if wait_seconds is None:
            self.step = Step.NEW
            self.tell("")
        else:
            self.tell(_not_right(wait_seconds, self._words))

    def take(self, pin: str) -> None:
        """This one is good enough, and is wanted again."""
        self.step, self._first = Step.AGAIN, pin
        self.tell("")

    def show_card(self, card: int, number: str) -> None:
        """It is for this member of staff."""
        self.card, self._number = card, number
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say why this PIN was not taken, and start again."""
        if self.step is Step.AGAIN:
            self.step = Step.NEW
        self._first = ""
        self.tell(sentence)


def _not_right(wait_seconds: int, words: Words) -> str:
    if not wait_seconds:
        return words("That was not right.")
    return words.plural(
        "That was not right. Wait {n} second.", "That was not right. Wait {n} seconds.", wait_seconds
    )
