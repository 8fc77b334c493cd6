"""Lending all the same: which refusals staff may override, and why they do."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from db.answers.counter.refusals import Reason
from db.marking import N_

OVERRIDABLE = frozenset(
    {
        Reason.LIMIT_REACHED,
        Reason.ONE_BOOK,
        Reason.OVERDUE_BLOCK,
        Reason.SUSPENDED,
        Reason.NOT_FOR_LOAN,
        Reason.IN_REPAIR,
        Reason.ON_HOLD,
        Reason.CLASS_CORNER,
    }
)
"""What a librarian may lend anyway. A book that is lost or withdrawn is first marked as what it is now."""


class Why(Enum):
    """Why a librarian lent what the rules refuse."""

    LESSON = "lesson"
    PROJECT = "project"
    ARRANGED = "arranged"
    NOT_WANTED = "not_wanted"
    OTHER = "other"
    MORE_COPIES = "more_copies"


WHY: dict[Why, str] = {
    Why.LESSON: N_("A teacher needs it for a lesson"),
    Why.PROJECT: N_("For a project or a competition"),
    Why.ARRANGED: N_("The late or lost book has been discussed"),
    Why.NOT_WANTED: N_("Nobody else needs it today"),
    Why.OTHER: N_("Another reason, in your words"),
    Why.MORE_COPIES: N_("There is one more copy than the list says"),
}


CHOSEN_WHY = tuple(why for why in Why if why is not Why.MORE_COPIES)
"""What a librarian chooses from; one copy more is a choice of its own."""


@dataclass(frozen=True)
class Holder:
    """A reader who has a copy of the title in question. Only staff see them."""

    copy_id: int
    number: str
    name: str
    class_name: str
    due_on: date


@dataclass(frozen=True)
class Override:
    """A reason to lend anyway. `words` are the librarian's own; forgotten with the loan's reader."""

    why: Why
    words: str = ""
