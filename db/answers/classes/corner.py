"""What the library answers about a class corner: frozen facts, for a screen or for the command line."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar

from db.answers.shown import Book


class Purpose(Enum):
    """What is being done with a corner. The command card of each is its value in capitals behind a `%`."""

    FILL = "fill"
    LEND = "lend"
    SWAP = "swap"
    CLOSE = "close"
    LEDGER = "ledger"


class Wanted(Enum):
    """What has to be scanned next."""

    STAFF_CARD = "staff_card"
    LIBRARIAN_CARD = "librarian_card"
    CLASS = "class"
    SECOND_CLASS = "second_class"
    DAY = "day"
    READER = "reader"


@dataclass(frozen=True)
class CornerTime:
    """One corner that is open. `books` is how many are on its manifest, at most `cap`."""

    corner_id: int
    class_id: int
    class_name: str
    location_id: int
    cap: int
    opened_at: datetime
    books: int


@dataclass(frozen=True)
class ManifestLine:
    """One book of a corner. `code` is its label, else its ISBN; `on_loan`: a pupil has it."""

    copy_id: int
    book: Book
    code: str
    on_loan: bool


@dataclass(frozen=True)
class Asks:
    """This has to be scanned first."""

    word: ClassVar[str] = "corner_asks"
    wanted: Wanted
    purpose: Purpose


@dataclass(frozen=True)
class CornerBegun:
    """Authority and class are known: now books are scanned."""

    word: ClassVar[str] = "corner_begun"
    purpose: Purpose
    class_name: str
    books: int
    cap: int


@dataclass(frozen=True)
class Placed:
    """The copy is on the manifest, as number `books` of at most `cap`."""

    word: ClassVar[str] = "placed"
    book: Book
    copy_id: int
    books: int
    cap: int


@dataclass(frozen=True)
class TakenBack:
    """The copy has left the corner for `book.shelf`. `was_on_loan`: a pupil's loan ended."""

    word: ClassVar[str] = "taken_back"
    book: Book
    copy_id: int
    left: int
    was_on_loan: bool = False


@dataclass(frozen=True)
class NotOurs:
    """The copy is not this corner's. `corner` is whose it is, empty for the library's shelves."""

    word: ClassVar[str] = "not_ours"
    book: Book
    corner: str = ""
    was_on_loan: bool = False


@dataclass(frozen=True)
class TakenOut:
    """What was done last in this corner is undone."""

    word: ClassVar[str] = "corner_undone"
    book: Book


@dataclass(frozen=True)
class CornerFilled:
    """Filling is done: the manifest can be printed."""

    word: ClassVar[str] = "corner_filled"
    class_name: str
    books: int
    cap: int
    manifest: tuple[ManifestLine, ...]


@dataclass(frozen=True)
class CloseAsked:
    """Before the books that nobody has seen are written down as missing: scan DONE again, but not at once."""

    word: ClassVar[str] = "close_asked"
    class_name: str
    back: int
    on_loan: int
    missing: int


@dataclass(frozen=True)
class CornerClosed:
    """The corner is closed. Books on loan stay with their pupils, missing ones are marked as lost."""

    word: ClassVar[str] = "corner_closed"
    class_name: str
    back: int
    on_loan: tuple[ManifestLine, ...]
    missing: tuple[ManifestLine, ...]


@dataclass(frozen=True)
class Swapped:
    """Two classes have each other's books. What was on loan stays with the corner it was lent from."""

    word: ClassVar[str] = "swapped"
    first: str
    second: str
    to_first: int
    to_second: int
    stayed: int


@dataclass(frozen=True)
class PaperDay:
    """What is scanned now was written down on this day.

    `given_name`: for this reader; `is_returning`: books that came back.
    """

    word: ClassVar[str] = "paper_day"
    day: date
    given_name: str = ""
    is_returning: bool = False


@dataclass(frozen=True)
class CornerEnded:
    """Nobody works at a corner any more; what was scanned holds. `timed_out`: it was quiet for too long."""

    word: ClassVar[str] = "corner_ended"
    purpose: Purpose
    timed_out: bool = False


CornerAnswer = (
    Asks
    | CornerBegun
    | Placed
    | TakenBack
    | NotOurs
    | TakenOut
    | CornerFilled
    | CloseAsked
    | CornerClosed
    | Swapped
    | PaperDay
    | CornerEnded
)
