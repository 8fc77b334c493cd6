"""What the library answers to a scan: frozen facts that screens paint and `kiosk replay` prints.

Nothing here knows tables or languages. An answer about a returned book never names who had it.
`word` is the fixed word for the kind of answer in machine-readable output.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from db.answers.counter.asking import (
    CardNeeded,
    CardWanted,
    OneOfThese,
    RenewalAwaited,
    TakenOrBrought,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.turn import (
    LanguageChanged,
    LessonClosed,
    LessonOpened,
    NothingToPrint,
    TurnEnded,
    TurnOpened,
)
from db.answers.shown import Book


@dataclass(frozen=True)
class _Lent:
    book: Book
    loan_id: int
    due_on: date
    used: int
    limit: int
    events: tuple[int, ...] = ()
    has_another: bool = False
    """The reader has another copy of this title already, by its label."""
    is_first: bool = False
    """It is the first book that they ever borrowed, and they are shown how."""


@dataclass(frozen=True)
class CheckedOut(_Lent):
    """The copy is lent to the reader at the kiosk, until and including `due_on`."""

    word: ClassVar[str] = "lent"


@dataclass(frozen=True)
class Settled(_Lent):
    """The copy was still on another reader's record: returned there, lent here, flagged for the librarian."""

    word: ClassVar[str] = "settled"


@dataclass(frozen=True)
class CheckedIn:
    """The copy is back.

    Attributes:
        days_overdue: how late it was; 0 when in time. Shown only to the reader whose loan it was.
        on_hold: somebody waits for it: it goes to the librarian, not on the shelf.
        to_librarian: it does not go on a shelf (withdrawn, to be mended, was thought lost).
        corner: the class corner it belongs to, or empty.
        renewal_offered: the reader at the kiosk may keep it instead.
        renewal_refused: why it was not renewed, where renewing is the policy's default.
    """

    word: ClassVar[str] = "returned"
    book: Book
    loan_id: int
    days_overdue: int = 0
    on_hold: bool = False
    to_librarian: bool = False
    corner: str = ""
    renewal_offered: bool = False
    renewal_refused: Reason | None = None
    events: tuple[int, ...] = ()


@dataclass(frozen=True)
class Renewed:
    """The reader keeps the copy until and including `due_on`."""

    word: ClassVar[str] = "renewed"
    book: Book
    loan_id: int
    due_on: date
    renewals: int
    events: tuple[int, ...] = ()


@dataclass(frozen=True)
class Undone:
    """The last action of this turn was taken back. `undone` is the word of that action: after a loan that was
    `settled`, the other reader has the book again.
    """

    word: ClassVar[str] = "undone"
    undone: str
    book: Book | None
    events: tuple[int, ...] = ()


@dataclass(frozen=True)
class NothingToUndo:
    """Nothing has happened in this turn that could be taken back."""

    word: ClassVar[str] = "nothing_to_undo"


@dataclass(frozen=True)
class LoanWanted:
    """A loan that the rules refused and that a librarian may override.

    `one_more`: every copy of the title is out, so this book is one more than the list says; `copy_id` is
    one of the others.
    """

    patron_id: int
    copy_id: int
    one_more: bool = False


@dataclass(frozen=True)
class Refused:
    """Not done. `details` fill the placeholders of the reason's sentences.

    `events` is not empty where another reader's loan of the book was closed all the same. `wanted` is the
    loan that was refused, where it may be made all the same.
    """

    word: ClassVar[str] = "refused"
    reason: Reason
    book: Book | None = None
    details: dict[str, int | str] = field(default_factory=dict)
    events: tuple[int, ...] = ()
    wanted: LoanWanted | None = None


@dataclass(frozen=True)
class BookShown:
    """Nobody is at the kiosk and the copy is not on loan: a card within some seconds borrows it.

    Not so with `waits` false: a card was refused just now, and its book is not for the next card.
    """

    word: ClassVar[str] = "shown"
    book: Book
    waits: bool = True


@dataclass(frozen=True)
class AlreadyYours:
    """The copy was lent in this very turn; nothing changed. `another`: scanned once more, another is lent."""

    word: ClassVar[str] = "already_yours"
    book: Book
    due_on: date
    another: bool = False


@dataclass(frozen=True)
class Unknown:
    """The code is nobody's. Nothing was created.

    `code`: what was read, where its form says that it is a book's. A card's number is never shown.
    """

    word: ClassVar[str] = "unknown"
    code: str = ""


@dataclass(frozen=True)
class Ignored:
    """The scanner repeated itself."""

    word: ClassVar[str] = "repeat"


@dataclass(frozen=True)
class Fault:
    """Something broke in the kiosk. The next scan is served as if nothing had happened.

    `noted`: the scan waits in the returns file, so that a return is not lost.
    """

    noted: bool = False
    word: ClassVar[str] = "fault"


Answer = (
    CheckedOut
    | Settled
    | CheckedIn
    | Renewed
    | Undone
    | NothingToUndo
    | Refused
    | TurnOpened
    | TurnEnded
    | BookShown
    | TakenOrBrought
    | CardWanted
    | AlreadyYours
    | OneOfThese
    | RenewalAwaited
    | CardNeeded
    | NothingToPrint
    | LanguageChanged
    | LessonOpened
    | LessonClosed
    | Unknown
    | Ignored
    | Fault
)
