"""The state that a copy is in, as every list of copies says it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class State(Enum):
    """Where a copy is, from the one that nobody will find to the one that stands ready."""

    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    ON_LOAN = "on_loan"
    FROZEN = "frozen"
    IN_PROCESSING = "in_processing"
    IN_REPAIR = "in_repair"
    IN_CORNER = "in_corner"
    TO_SHELVE = "to_shelve"
    ON_SHELF = "on_shelf"


@dataclass(frozen=True)
class CopyState:
    """The state of one copy.

    Attributes:
        since: the day from which on, where that is known.
        due_on: when the copy is due back, where it is out.
        place: where it lies in repair, in the librarian's words.
        noticed: who noticed that it is missing: `librarian`, `reader`, `stocktake` or `corner`.
    """

    state: State
    since: date | None = None
    due_on: date | None = None
    place: str = ""
    noticed: str = ""
