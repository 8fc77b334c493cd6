"""What is said when a turn opens and ends, and of what staff and children choose beside lending."""

from dataclasses import dataclass, field
from typing import ClassVar

from db.answers.shown import Reader


@dataclass(frozen=True)
class TurnOpened:
    """A reader's card was scanned; another reader's turn ended with it.

    `lesson` is the class whose lesson this card opened, or empty; `may_begin_lesson`: none is on here, and a
    class's code would begin one. `is_first`: they have never borrowed, and are shown how.
    """

    word: ClassVar[str] = "turn_opened"
    reader: Reader
    lesson: str = ""
    may_begin_lesson: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class TurnEnded:
    """Nobody is at the kiosk any more. `timed_out`: the time ran out, no card ended it.

    `language` is what the reader was spoken to in: they are bidden farewell in it. `is_first`: they have
    borrowed for the first time, and were shown how.
    """

    word: ClassVar[str] = "turn_ended"
    timed_out: bool = False
    language: str = field(default="", compare=False)
    is_first: bool = False


@dataclass(frozen=True)
class NothingToPrint:
    """The page of a lesson was to be printed while none is shown."""

    word: ClassVar[str] = "nothing_to_print"


@dataclass(frozen=True)
class LanguageChanged:
    """The kiosk speaks this language from now on (to this reader, or until the next turn)."""

    word: ClassVar[str] = "language"
    language: str


@dataclass(frozen=True)
class LessonOpened:
    """A member of staff scanned a class's card: its lesson is on."""

    word: ClassVar[str] = "lesson_opened"
    class_name: str


@dataclass(frozen=True)
class LessonClosed:
    """A member of staff scanned the class's card again: its lesson is over. Numbers are of this lesson."""

    word: ClassVar[str] = "lesson_closed"
    class_name: str
    pupils: int
    present: int
    loans: int
    returns: int
