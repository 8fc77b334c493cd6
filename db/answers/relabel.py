"""What the relabel campaign answers: frozen facts, painted by the screen and printed by `kiosk relabel`.

`word` is the fixed word for the kind of answer. Nothing here knows tables or languages.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from db.answers.shown import Book

State = Literal["to_print", "printed", "closed", "not_found"]


@dataclass(frozen=True)
class Line:
    """A copy of the worklist.

    Attributes:
        state: empty when the copy is not on the worklist.
        code: what its label says; empty while it has no code.
        job: the number of the print job that has it in hand, 0 for none.
        changed_at: when the state was last changed (naive UTC), and by whom.
    """

    copy_id: int
    title_id: int
    number: int
    book: Book
    code: str
    state: State | Literal[""]
    job: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True)
class BookSeen:
    """A book was scanned by its ISBN or an old code: its new label is scanned next.

    `lines` are the copies that it may be; `labels` counts those of them whose label is printed.
    """

    word: ClassVar[str] = "book"
    book: Book
    lines: tuple[Line, ...]

    @property
    def labels(self) -> int:
        """How many labels of this book are printed and not scanned yet."""
        return sum(line.state == "printed" for line in self.lines)


@dataclass(frozen=True)
class LabelSeen:
    """A new label was scanned before its book: the book is scanned next.

    `alone`: nothing on the book can be scanned, so the title is compared and the label scanned again.
    """

    word: ClassVar[str] = "label"
    line: Line
    alone: bool


@dataclass(frozen=True)
class Closed:
    """Book and label belong together: this copy is done, and with it `done` of `total`."""

    word: ClassVar[str] = "closed"
    line: Line
    was: State
    at: datetime
    done: int
    total: int


@dataclass(frozen=True)
class Mismatch:
    """The label is another book's: `belongs_on` says which, `in_hand` is the book that was scanned."""

    word: ClassVar[str] = "mismatch"
    belongs_on: Line
    in_hand: Book


@dataclass(frozen=True)
class AlreadyClosed:
    """The label was scanned on its book before."""

    word: ClassVar[str] = "already_closed"
    line: Line


@dataclass(frozen=True)
class NotOnList:
    """The book is known, but not part of this campaign."""

    word: ClassVar[str] = "not_on_list"
    book: Book


@dataclass(frozen=True)
class Choose:
    """Several copies may be meant: the librarian names one of them."""

    word: ClassVar[str] = "choose"
    book: Book
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Queued:
    """The copy gets a label with the next print. `was` is the state before, empty when it was not listed."""

    word: ClassVar[str] = "queued"
    line: Line
    was: State | Literal[""]
    at: datetime


@dataclass(frozen=True)
class AlreadyQueued:
    """A label for the book is to be printed anyway."""

    word: ClassVar[str] = "already_queued"
    line: Line


@dataclass(frozen=True)
class MarkedMissing:
    """The book was not found: the stocktake looks for it."""

    word: ClassVar[str] = "not_found"
    line: Line
    was: State
    at: datetime


@dataclass(frozen=True)
class TakenBack:
    """The last answer of this desk was taken back; the copy is as it was before."""

    word: ClassVar[str] = "taken_back"
    line: Line


@dataclass(frozen=True)
class NothingToTakeBack:
    """Nothing was done at this desk that could be taken back, or it was changed since."""

    word: ClassVar[str] = "nothing_to_take_back"


@dataclass(frozen=True)
class ScanFirst:
    """The librarian asked for something to be done with a book before scanning one."""

    word: ClassVar[str] = "scan_first"


@dataclass(frozen=True)
class UnknownCode:
    """The code is no book's. `card`: it is a reader's."""

    word: ClassVar[str] = "unknown"
    card: bool = False


@dataclass(frozen=True)
class SameAgain:
    """The scanner repeated itself."""

    word: ClassVar[str] = "repeat"


RelabelAnswer = (
    BookSeen
    | LabelSeen
    | Closed
    | Mismatch
    | AlreadyClosed
    | NotOnList
    | Choose
    | Queued
    | AlreadyQueued
    | MarkedMissing
    | TakenBack
    | NothingToTakeBack
    | ScanFirst
    | UnknownCode
    | SameAgain
)
