"""What a kiosk did while alone that does not fit the store: its kinds, and one of them as it is shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from db.answers.counter.refusals import Reason


class Kind(Enum):
    """What did not fit."""

    LENT_WHILE_OUT = "lent_while_out"
    """By the store another reader had the book; that loan was ended, this one stands."""
    LENT_AGAIN_SINCE = "lent_again_since"
    """The book was lent once more, later, elsewhere: that loan stands, this one is over."""
    LENT_ON_RETURN = "lent_on_return"
    """By the store the book was on loan when it was scanned, which returned it; then a card borrowed it."""
    ALREADY_THEIRS = "already_theirs"
    """By the store the reader had the book already: perhaps it was meant to be returned."""
    LENT_DESPITE = "lent_despite"
    """By the store a rule forbade the loan; it stands."""
    NOT_LENT = "not_lent"
    """By the replica a rule forbade the loan; by the store none does."""
    OTHERS_RETURNED = "others_returned"
    """The book that came back was on another reader's record; that loan is ended."""
    RETURNED_TWICE = "returned_twice"
    """By the store the book was back already: perhaps somebody wanted to borrow it."""
    RENEWED_SINCE = "renewed_since"
    """The book came back, and its reader renewed it elsewhere later; the loan is ended."""
    RENEWED_DESPITE = "renewed_despite"
    """By the store a rule forbade the renewal; it stands."""
    NOT_RENEWED = "not_renewed"
    """The loan had ended when it was renewed."""
    NOT_UNDONE = "not_undone"
    """What was to be taken back had changed since."""
    OLDER_SCAN = "older_scan"
    """A file held a scan that is older than what the store knows of the book; it changed nothing."""
    NOT_DONE = "not_done"
    """The store could not do it at all."""


@dataclass(frozen=True)
class Conflict:
    """One of them, as far as the store still knows.

    Attributes:
        number: by which it is settled.
        at, kiosk: when and where the kiosk did what did not fit (naive UTC).
        verb: what the kiosk did.
        patron, title, code: the reader's number there, and the book.
        other, other_at, other_kiosk: the loan it did not fit with: whose, since when, lent where.
        reason: the rule that forbade it.
        flaw: what the store said when it could do nothing at all.
    """

    number: int
    kind: Kind
    at: datetime
    kiosk: str
    verb: str
    patron: str
    title: str
    code: str
    other: str
    other_at: datetime | None
    other_kiosk: str
    reason: Reason | None
    flaw: str = ""
