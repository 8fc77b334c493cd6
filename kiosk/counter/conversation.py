"""Where the conversation at the kiosk stands. Frozen: the desk swaps it once the store has committed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db.roles import READER, Act, Post
from kiosk.counter.hearing import Heard, Last

if TYPE_CHECKING:  # the screen, which is to be there at once, waits for no table
    from db.answers.counter.scans import CheckedIn
    from db.answers.shown import Reader
    from db.library.calendar import Calendar

TURN = timedelta(seconds=20)
"""A turn ends by itself after this long without a scan."""
COUNTDOWN = timedelta(seconds=10)
"""The last part of a turn, in which the screen counts down."""
SHOWN = timedelta(seconds=15)
"""A card within this time borrows the book that was shown."""
OFFER = timedelta(seconds=10)
"""A returned book may be renewed instead for this long."""


@dataclass(frozen=True)
class Turn:
    """One reader's turn.

    Attributes:
        reader: who it is, with what they hold now.
        calendar: the school's calendar as it was when the turn opened.
        renews_by_default: the policy renews own books that are scanned instead of returning them.
        lent: loans made in this turn.
        renewed: loans renewed in this turn; scanning one again returns it.
        post: what the reader may do besides.
        is_first: they have never borrowed before, and are shown how.
    """

    reader: "Reader"
    calendar: "Calendar"
    renews_by_default: bool
    lent: frozenset[int] = frozenset()
    renewed: frozenset[int] = frozenset()
    post: Post = READER
    is_first: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether it is a teacher's or librarian's, who may open and close a lesson."""
        return self.post.may(Act.LESSON)


@dataclass(frozen=True)
class Question:
    """What was asked of a book whose ISBN does not say which copy it is. The same book once more answers it.

    Attributes:
        titles: what the ISBN stands for, by the titles' ids.
        at: when it was asked; until: when nobody answers any more.
        event: what the librarian reads of it unless it is answered; None where a reader was asked.
        another: the copy that RENEW lends, where the book once more returns one of the reader's.
    """

    titles: frozenset[int]
    at: datetime
    until: datetime
    event: int | None = None
    another: int | None = None


@dataclass(frozen=True)
class Conversation:
    """All that the desk remembers. A fresh one knows nothing of anybody.

    Attributes:
        turn: the reader at the kiosk.
        touched_at: when somebody last did something (naive UTC).
        last: what was heard last, to tell a scanner's repeats; `acted`: the events of what it did.
        shown: the code of a book that a card borrows, and `shown_until` when that ends; `shown_comes_back`:
            it is to be returned, and no card borrows it.
        question: what was asked of the last book.
        card_refused: the last card was refused, or its turn broke off: the books that follow are for no
            other card.
        offer: the return that may become a renewal, and `offer_until` when that ends.
        renewing_until: until then the next own book is renewed.
        done: the events of each action since the turn opened, the last one last; undo takes from the end.
        default_language: what the kiosk speaks to strangers.
        chosen_language: what this reader, or the stranger before it, asked for.
    """

    default_language: str
    chosen_language: str | None = None
    turn: Turn | None = None
    touched_at: datetime | None = None
    last: Last | None = None
    acted: tuple[int, ...] = ()
    shown: str = ""
    shown_until: datetime | None = None
    shown_comes_back: bool = False
    question: Question | None = None
    card_refused: bool = False
    offer: "CheckedIn | None" = None
    offer_until: datetime | None = None
    renewing_until: datetime | None = None
    done: tuple[tuple[int, ...], ...] = ()

    @property
    def language(self) -> str:
        """What the kiosk speaks now."""
        return self.chosen_language or self.default_language

    @property
    def ends_at(self) -> datetime | None:
        """When the turn ends by itself, or None while nobody is at the kiosk."""
        return self.touched_at + TURN if self.turn and self.touched_at else None

    def is_over(self, now: datetime) -> bool:
        """Whether everybody has been quiet for so long that all is forgotten."""
        return self.touched_at is not None and now - self.touched_at >= TURN

    def offered(self, now: datetime) -> "CheckedIn | None":
        """The return that may still become a renewal."""
        return self.offer if self.offer_until and now < self.offer_until else None

    def waiting_book(self, now: datetime) -> str:
        """The code of the book that a card borrows now, or an empty string."""
        return self.shown if self.shown_until and now < self.shown_until else ""

    def asked(self, now: datetime) -> Question | None:
        """The question that may still be answered."""
        return self.question if self.question and now < self.question.until else None

    def without_reader(self) -> "Conversation":
        """After a turn: who it was, what they did and which language they chose is forgotten."""
        return replace(self, turn=None, done=(), chosen_language=None, card_refused=False)

    def hearing(self, heard: Heard) -> "Conversation":
        """After a scan that is not a repeat: the short offers end, the turn's time starts again."""
        return replace(
            self,
            touched_at=heard.at,
            last=heard.last,
            acted=(),
            shown="",
            shown_until=None,
            shown_comes_back=False,
            question=None,
            offer=None,
            offer_until=None,
            renewing_until=None,
        )
