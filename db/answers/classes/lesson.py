"""What the library answers about a lesson: frozen facts, for the screen, for paper, for the command line."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True)
class LessonTime:
    """Which class comes when. Times are naive UTC.

    Attributes:
        ends_at: the bell, or None where nobody knows it.
        closed_at: when it was over, or None while it is on.
    """

    lesson_id: int
    class_id: int
    class_name: str
    opened_at: datetime
    ends_at: datetime | None
    closed_at: datetime | None = None

    def minutes_left(self, now: datetime) -> int | None:
        """Whole minutes to the bell, a begun one counted; None where nobody knows it."""
        if self.ends_at is None:
            return None
        return max(0, -int(-(self.ends_at - now).total_seconds() // 60))


class TileState(Enum):
    """How a pupil stands in the lesson."""

    NOT_YET = "not_yet"
    HERE = "here"
    RETURNED = "returned"
    HAS_BOOKS = "has_books"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Tile:
    """One pupil of the class in the lesson. No titles: other children read this.

    Attributes:
        position: the roster number, from 1.
        name: the full name, for paper that a teacher reads.
        called: for the screen: the given name, or the full one where that tells two of the class apart.
        books: how many books they hold now, and `overdue` how many of them should be back.
        was_here: the card was scanned in this lesson.
        borrowed, returned: what they did in this lesson, without what was undone.
    """

    position: int
    patron_id: int
    number: str
    name: str
    called: str
    books: int
    overdue: int
    was_here: bool
    borrowed: int
    returned: int

    @property
    def state(self) -> TileState:
        """What the tile shows. Before the pupil has come, nothing is said about their books."""
        if not (self.was_here or self.borrowed or self.returned):
            return TileState.NOT_YET
        if self.overdue:
            return TileState.OVERDUE
        if self.books:
            return TileState.HAS_BOOKS
        return TileState.RETURNED if self.returned else TileState.HERE


@dataclass(frozen=True)
class Roster:
    """The class as tiles in roster order, and the lesson in numbers.

    Attributes:
        turns: how often a card of the class opened a turn.
        visitors: readers of other classes who came meanwhile; what they did is in no other number.
    """

    lesson: LessonTime
    tiles: tuple[Tile, ...]
    turns: int
    visitors: int
    minutes_left: int | None

    @property
    def present(self) -> int:
        """Pupils whose card was scanned."""
        return sum(tile.was_here for tile in self.tiles)

    @property
    def borrowers(self) -> int:
        """Pupils who borrowed."""
        return sum(tile.borrowed > 0 for tile in self.tiles)

    @property
    def loans(self) -> int:
        """Books lent to the class."""
        return sum(tile.borrowed for tile in self.tiles)

    @property
    def returns(self) -> int:
        """Books that came back from the class."""
        return sum(tile.returned for tile in self.tiles)

    @property
    def average(self) -> float:
        """Books lent per pupil of the class, those counted who are not here."""
        return self.loans / len(self.tiles) if self.tiles else 0.0


@dataclass(frozen=True)
class Counts:
    """A lesson in numbers, as they were kept when it closed. `held_on` is the local day."""

    held_on: date
    pupils: int
    present: int
    borrowers: int
    loans: int
    returns: int


@dataclass(frozen=True)
class StillDue:
    """A pupil who holds books that are due. `titles` is empty unless staff asked for them."""

    pupil: Tile
    books: int
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermCount:
    """What a class borrowed in the present term, by all its pupils together.

    Attributes:
        term: the term's name.
        loans: books lent since it began, lessons or not.
        per_pupil: the same, per pupil of the class.
        target: what each pupil should reach by the end of the term, and `reached` how many have.
    """

    term: str
    loans: int
    per_pupil: float
    target: int
    reached: int


@dataclass(frozen=True)
class LessonPage:
    """All that the page says. `last` is the class's lesson before, None when this was the first.

    `library` is the library's own name, empty where it has none.
    """

    roster: Roster
    borrowed: tuple[Tile, ...]
    not_borrowed: tuple[Tile, ...]
    absent: tuple[Tile, ...]
    still_due: tuple[StillDue, ...]
    last: Counts | None
    term: TermCount | None
    library: str = ""
