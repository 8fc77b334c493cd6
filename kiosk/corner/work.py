"""How far the conversation about a class corner has come. Frozen, like the one at the counter."""

from dataclasses import dataclass
from datetime import date, datetime

from db.answers.classes.corner import CornerAnswer, CornerBegun, Purpose
from db.answers.counter.scans import Answer
from db.circulation.found import Standing
from db.events.record import Acting
from db.roles import READER, Post
from kiosk.counter.hearing import Last


@dataclass(frozen=True)
class CornerWork:
    """How far the conversation has come.

    Attributes:
        acting: who does this, as a card has shown or the command line says; None while nobody has.
        post: what they may do.
        classes: whose corner; two of them to swap.
        touched_at, last: when something was last scanned, and what.
        acted: whether that did something.
        begun: what was said when it began, which is on the screen while nothing else is.
        done: what undo takes back, the last one last: copies, or the events of a paper loan.
        is_close_asked: `%DONE` was scanned once and what is missing was shown.
        day, reader, is_returning: where in the paper ledger we are.
    """

    purpose: Purpose
    acting: Acting | None = None
    post: Post = READER
    classes: tuple[int, ...] = ()
    touched_at: datetime | None = None
    last: Last | None = None
    acted: bool = False
    begun: CornerBegun | None = None
    done: tuple[int | tuple[int, ...], ...] = ()
    is_close_asked: bool = False
    day: date | None = None
    reader: Standing | None = None
    is_returning: bool = False


Reply = tuple[CornerAnswer | Answer, CornerWork | None]
"""What is answered, and where the work stands after it; None once it has ended."""
