"""What the library says of a stocktake: each scan, how far it is, its lists, its statement."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Counted(Enum):
    """What is known of a copy in a stocktake."""

    SEEN = "seen"
    ON_LOAN = "on_loan"
    MISSING = "missing"
    NOT_SEEN = "not_seen"
    GONE = "gone"
    """Withdrawn: on no record any more."""


class Listed(Enum):
    """The seven lists, each of which is settled; the value is the word of the command."""

    REVIVE = "revive"
    """Here, though lost or withdrawn by the record."""
    ON_LOAN = "on_loan"
    """Here, though on loan by the record."""
    MISSING = "missing"
    """Not seen."""
    CARRY = "carry"
    """Belongs elsewhere: to another bay, or outside the scope."""
    UNKNOWN = "unknown"
    """A code of nobody."""
    TWICE = "twice"
    """Scanned at two places."""
    LABEL = "label"
    """The label that was read is not the one that the record has."""


class Answered(Enum):
    """What one scan of a stocktake means."""

    COUNTED = "counted"
    AGAIN = "again"
    FOUND = "found"
    """It was lost or withdrawn by the record."""
    WAS_ON_LOAN = "was_on_loan"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    CARD = "card"
    """A reader's card, of which nothing is kept."""
    AREA = "area"
    """A work card or shelf label: what follows stands there."""
    AREA_DONE = "area_done"


@dataclass(frozen=True)
class StocktakeHeard:
    """The answer to one scan: the book's title and the bay or shelf it belongs to, or the area begun."""

    answered: Answered
    code: str
    title: str = ""
    call_number: str = ""
    area: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a list.

    Attributes:
        code: the present label or ISBN; on the lists of codes and labels, what was scanned.
        area: where it belongs, and `scanned_at` where it was scanned; either may be empty.
        after, before: on the second-look list, the titles that stand left and right of its place.
        looked: when it was on a second-look list first, naive UTC.
    """

    copy_id: int | None
    code: str
    title: str = ""
    call_number: str = ""
    area: str = ""
    scanned_at: str = ""
    after: str = ""
    before: str = ""
    looked: datetime | None = None


@dataclass(frozen=True)
class Area:
    """A bay or shelf on the board. `state`: `left`, `running` or `done`; `stations` are who scanned there."""

    number: int
    name: str
    code: str
    expected: int
    accounted: int
    state: str
    stations: tuple[str, ...]
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Board:
    """How far a stocktake is.

    Attributes:
        counts: the copies of the scope, by what is known of them.
        per_minute: scans of the last ten minutes, a minute.
        days_left: at the rate of the days so far; None while an hour or a hundred scans have not told one.
        loss: of a thousand copies in areas that are done, how many were not found.
    """

    stocktake_id: int
    name: str
    opened_at: datetime
    closed_at: datetime | None
    counts: dict[Counted, int]
    areas: tuple[Area, ...]
    scans: int
    per_minute: float
    days_left: int | None
    loss: int | None


@dataclass(frozen=True)
class Figures:
    """The figures of one stocktake, as they are signed. They add up to `on_record`."""

    on_record: int
    seen: int
    on_loan: int
    missing: int
    not_seen: int

    @property
    def loss(self) -> float:
        """The share of the record that is missing or was not seen, from 0 to 1."""
        return (self.missing + self.not_seen) / self.on_record if self.on_record else 0.0


@dataclass(frozen=True)
class Statement:
    """A stocktake in one page. `last` is the one before of the same scope, by name, with its figures."""

    name: str
    scope: str
    opened_at: datetime
    closed_at: datetime | None
    by: str
    figures: Figures
    found_again: int
    returned: int
    last: tuple[str, Figures] | None = None


@dataclass(frozen=True)
class MemoryRead:
    """A scanner's memory that was read in: how many scans are new, were there before, are too old."""

    new: int
    before: int
    too_old: int


@dataclass(frozen=True)
class StocktakeSettled:
    """How many lines were settled; `waiting`: those that need a second look first."""

    settled: int
    waiting: int = 0
