"""How far the relabel campaign is, in all and shelf by shelf: frozen facts."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil


@dataclass(frozen=True)
class Progress:
    """How far the campaign is.

    Attributes:
        total: copies on the worklist.
        to_print, printed, closed, not_found: copies by state; together the total.
        in_hand: of those to print, how many are in a job that is not on paper.
        on_loan: of those to print, how many must first come back.
        per_day: labels closed on an average day on which any was; 0.0 before the third, for the first hours
            say nothing of the months to come.
        unprinted_jobs: numbers of the jobs that are not on paper, to be repeated.
    """

    total: int
    to_print: int
    printed: int
    closed: int
    not_found: int
    in_hand: int
    on_loan: int
    per_day: float
    unprinted_jobs: tuple[int, ...] = ()

    @property
    def percent(self) -> int:
        """How much is settled, closed or not found; 100 only when nothing is left."""
        return 100 * (self.closed + self.not_found) // self.total if self.total else 100

    @property
    def left(self) -> int:
        """Copies that still need a label scanned."""
        return self.to_print + self.printed

    @property
    def days_left(self) -> int | None:
        """Days of work left at this rate, or None while there is no rate."""
        return ceil(self.left / self.per_day) if self.per_day else None


@dataclass(frozen=True)
class ShelfProgress:
    """The copies of one shelf by state; `shelf` is empty for copies that stand nowhere.

    `worked_at` is when a book of it was last closed or not found (naive UTC), None before the first.
    """

    shelf: str
    to_print: int
    printed: int
    closed: int
    not_found: int
    worked_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do at it."""
        return not (self.printed or self.to_print)
