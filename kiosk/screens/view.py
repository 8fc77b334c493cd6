"""All that a screen may know: one frozen value, made by the app whenever something changes."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from db.answers.alone.away import Away
from db.marking import Sentence
from kiosk.counter.clock import SANE, ClockLook
from kiosk.words import Words

if TYPE_CHECKING:  # the first picture, which is to be there at once, answers nobody
    from db.answers.classes.corner import CornerAnswer, CornerBegun
    from db.answers.classes.lesson import LessonPage, Roster
    from db.answers.counter.idle import Idle
    from db.answers.counter.scans import Answer
    from db.answers.shown import Reader


class Notice(Enum):
    """Why the kiosk serves nobody just now: it is closed, or the store cannot be used.

    Then it says of the last scan that it was noted, or that it was not.
    """

    CLOSED = "closed"
    UNAVAILABLE = "unavailable"
    NOTED = "noted"
    NOT_NOTED = "not_noted"


@dataclass(frozen=True)
class Lost:
    """A scanner that is not connected, and why, where that is known."""

    name: str
    trouble: Sentence | None = None


@dataclass(frozen=True)
class Aim:
    """What the camera sees, in lines of characters (none yet: empty). `flashes`: it has just read a code."""

    picture: tuple[str, ...] = ()
    flashes: bool = False


@dataclass(frozen=True)
class View:
    """What is to be seen.

    Attributes:
        words: the language.
        today: the school's calendar day; `is_open`: what the calendar says about it.
        library: the library's name, empty while it has none.
        clock: whether that day can be believed.
        answer: what the desk said last, or None when that is over.
        reader: whose turn it is.
        seconds_left: until the turn ends by itself, once the countdown has begun.
        locks_in: until staff mode locks itself, once that countdown has begun.
        typed: what somebody is keying by hand.
        lost: the scanners that are not connected; `dropped`: one has lost codes just now.
        left_out: the parts of the settings that make no sense.
        beside: the other terminals of this machine on which a kiosk of this store runs.
        away: why the server cannot be used, and the kiosk goes on with its own copy of the store.
        has_camera: there is a camera that can show what it sees; `aim`: that, while somebody aims.
        hints: (label, yet to be translated; code) to try out, in the demonstration.
        is_demo: leaving needs no PIN.
        roster: the class whose lesson is on; `page`: what is shown of a lesson that is over.
        corner: at which class corner somebody works, until `%DONE`.
        idle: what is shown while nobody is there, and which of its pages.
        can_print: what is shown can be printed; `printing`: how far that is.
        slip_offered: a review slip for the book that came back is printed where it is asked for.
    """

    words: Words
    today: date
    is_open: bool = True
    library: str = ""
    clock: ClockLook = SANE
    notice: Notice | None = None
    answer: "Answer | CornerAnswer | None" = None
    reader: "Reader | None" = None
    seconds_left: int | None = None
    locks_in: int | None = None
    typed: str = ""
    lost: tuple[Lost, ...] = ()
    left_out: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    dropped: bool = False
    away: Away | None = None
    has_camera: bool = False
    aim: Aim | None = None
    hints: tuple[tuple[str, str], ...] = ()
    is_demo: bool = False
    roster: "Roster | None" = None
    page: "LessonPage | None" = None
    corner: "CornerBegun | None" = None
    idle: "tuple[Idle, int] | None" = None
    can_print: bool = False
    slip_offered: bool = False
    printing: Sentence | None = None
