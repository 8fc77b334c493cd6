"""What the library says of shelves read book by book: what stands right, what to do about the rest."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from db.answers.shelves.copy_state import CopyState


@dataclass(frozen=True)
class Move:
    """One book that stands wrongly, and where it goes.

    Attributes:
        code: what was scanned of it.
        after: the book that it then follows; empty in front of the first.
        before: the next book that stays; empty behind the last.
    """

    code: str
    after: str
    before: str


@dataclass(frozen=True)
class Handful:
    """Moves of books that stand side by side and go side by side into one gap: one grip of a hand."""

    codes: tuple[str, ...]
    after: str
    before: str


@dataclass(frozen=True)
class Spine:
    """A book as the record knows it when its code is read at a shelf.

    Attributes:
        code: what was scanned, or for a book that was not, its label or ISBN.
        copy_id: None where the ISBN was read of a book whose copies all have labels.
        key: its place in shelf order.
        place: the shelf or corner that the record names, or empty.
        out: it is on loan; `due_on` is when it should be back.
        label: its present label, where that is another than the code that was read.
        by_label: the code is a label; else a number for which each copy of a title stands in turn.
    """

    code: str
    copy_id: int | None
    title: str
    call_number: str
    key: bytes
    place: str = ""
    in_corner: bool = False
    status: str = "available"
    due_on: date | None = None
    label: str = ""
    by_label: bool = True

    @property
    def out(self) -> bool:
        """Whether the record has it on loan."""
        return self.due_on is not None


class Verdict(Enum):
    """What one scan at a shelf means. The value is the key of its list in JSON."""

    RIGHT = "right"
    MOVE = "moves"
    STRANGER = "strangers"
    ON_LOAN = "on_loan"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    IN_REPAIR = "in_repair"
    TWICE = "twice"
    OLD_LABEL = "old_labels"
    NO_LABEL = "no_label"
    CARD = "cards"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Face:
    """One board of a bay, with what stands on it.

    Attributes:
        face_id: its number, by which its label's code is made.
        side: empty where the bay has but one; `level` counts from the top, from 1.
        start: the call number that it begins at.
        low: the shelf key of that, and `high` that of the next face's start: None behind the last one.
        location: the shelf that lists name for the bay, or empty.
    """

    face_id: int
    bay: str
    side: str
    level: int
    start: str
    low: bytes = b""
    high: bytes | None = None
    location: str = ""

    def holds(self, key: bytes) -> bool:
        """Whether a book with this shelf key stands here."""
        return self.low <= key and (self.high is None or key < self.high)


@dataclass(frozen=True)
class BayPlaced:
    """A bay on the plan of the room; `across` and `down` are None while nobody has said where it is."""

    name: str
    location: str
    across: int | None
    down: int | None
    faces: tuple[Face, ...] = ()


@dataclass(frozen=True)
class HeardAtShelf:
    """One scan at a shelf, as it is answered at once.

    Attributes:
        verdict: None for a shelf label, which begins the face `face`.
        spine: the book, where the code stands for one.
    """

    verdict: Verdict | None
    code: str
    spine: Spine | None = None
    face: Face | None = None


@dataclass(frozen=True)
class ShelfRead:
    """Shelves as they were read.

    Attributes:
        scanned: how many scans of books there were.
        shelves: the faces whose labels were scanned, or the shelf that they are judged by; may be empty.
        moves: the fewest that put each in order, in the order in which they are made.
        handfuls: the same moves, those together that one hand does at once.
        found: the books of each verdict but `RIGHT` and `MOVE`, in the order of their scans.
        missing: those that should stand between the others and were not read.
        right: how many books may stay where they are.
        books: what the codes of moves name.
        homes: where each stranger belongs: a face, or a shelf or corner by name.
    """

    scanned: int
    shelves: tuple[Face | str, ...]
    moves: tuple[Move, ...]
    handfuls: tuple[Handful, ...]
    found: dict[Verdict, tuple[Spine, ...]]
    missing: tuple[Spine, ...]
    right: int
    books: dict[str, Spine]
    homes: dict[str, Face | str]

    @property
    def is_in_order(self) -> bool:
        """Nothing is to be done here."""
        return not (self.moves or self.missing or any(self.found.values()))


@dataclass(frozen=True)
class CopyThere:
    """A copy of a title that is looked for: its label or ISBN, its state, where it belongs."""

    code: str
    state: CopyState
    place: Face | str


@dataclass(frozen=True)
class TitleThere:
    """The way to a title. No reader is named.

    Attributes:
        copies: all that are not withdrawn, those on the shelf first.
        after: the titles between which it stands, empty at the ends.
        back_on: when the first copy should be back, where none is here.
    """

    title_id: int
    title: str
    author: str
    call_number: str
    copies: tuple[CopyThere, ...]
    after: str = ""
    before: str = ""
    back_on: date | None = None


@dataclass(frozen=True)
class ToShelve:
    """A book that came back and is on its way to the shelf; `returned_at` is naive UTC."""

    copy_id: int
    code: str
    title: str
    call_number: str
    place: Face | str
    returned_at: datetime
