"""What the library says to who looks for a book: the way to it, or when it should be back."""

from dataclasses import dataclass
from enum import Enum

from db.answers.shelves.copy_state import State
from db.answers.shelves.shelf import BayPlaced, Face, TitleThere

READY = (State.ON_SHELF, State.TO_SHELVE)
"""In these states a copy can be fetched."""


@dataclass(frozen=True)
class Way:
    """The way to a title, with the plan of the room."""

    there: TitleThere
    bays: tuple[BayPlaced, ...] = ()

    @property
    def lit(self) -> frozenset[str]:
        """The bays at which a copy stands ready."""
        return frozenset(
            one.place.bay
            for one in self.there.copies
            if one.state.state in READY and isinstance(one.place, Face)
        )

    @property
    def is_here(self) -> bool:
        """Whether a copy can be fetched now."""
        return any(one.state.state in READY for one in self.there.copies)


@dataclass(frozen=True)
class TitlesSeen:
    """Some of many titles; `following` is where the next ones begin, None behind the last."""

    titles: tuple[TitleThere, ...]
    following: int | None = None


class Waits(Enum):
    """What came of a reader's wish to wait for a title."""

    WAITS = "waits"
    WAITED = "waited"
    """Had done so before."""
    HAS_IT = "has_it"
    TOO_MANY = "too_many"
    NO_COPY = "no_copy"
    NOT_NOW = "not_now"
    """The server is away, and with it the list of those who wait."""


@dataclass(frozen=True)
class WaitsFor:
    """The answer to a card that is scanned for a title; `position` 1 is next. It names no reader."""

    waits: Waits
    position: int = 0
