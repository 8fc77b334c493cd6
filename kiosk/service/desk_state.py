"""What comes from the desk's thread to the screen: where things stand, and what day it is."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.answers.alone.away import Away
from kiosk.counter.clock import SANE, ClockLook
from kiosk.counter.conversation import Conversation

if TYPE_CHECKING:  # the first picture, which is to be there at once, answers nobody
    from db.answers.classes.corner import CornerAnswer, CornerBegun
    from db.answers.classes.lesson import LessonPage, Roster
    from db.answers.counter.idle import Idle
    from db.answers.counter.scans import Answer


@dataclass(frozen=True)
class DeskState:
    """Where things stand after a scan or after time has passed.

    Attributes:
        answer: what the desk said, or None when nothing happened that would be said.
        conversation: whose turn it is, and all that the desk remembers.
        unavailable: the store cannot be used at the moment; nothing was done.
        noted: then, after a scan: whether it waits in the returns file, so that a return is not lost.
        away: why the server cannot be used, and the kiosk goes on with its own copy of the store.
        roster: the class while its lesson is on.
        page: the page of a lesson that is over, as long as it is to be seen.
        corner: at which class corner somebody works.
        stays: the answer stands until the next one: somebody works at a class corner.
    """

    answer: "Answer | CornerAnswer | None"
    conversation: Conversation
    unavailable: bool = False
    roster: "Roster | None" = None
    page: "LessonPage | None" = None
    corner: "CornerBegun | None" = None
    stays: bool = False
    noted: bool | None = None
    away: Away | None = None

    @property
    def alone(self) -> bool:
        """Whether the kiosk goes on with its own copy of the store."""
        return self.away is not None


@dataclass(frozen=True)
class Today:
    """The school's day, whether the library is open, its name, and whether the clock can be believed.

    `idle`: what is shown while nobody is there; None where nothing is.
    """

    day: date
    is_open: bool = True
    library: str = ""
    clock: ClockLook = SANE
    idle: "Idle | None" = None
