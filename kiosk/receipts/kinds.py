"""What is on each kind of slip: plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SlipLine:
    """One book and the day by which it comes back."""

    title: str
    due_on: date


@dataclass(frozen=True)
class Slip:
    """One turn's loans and renewals, in the reader's language.

    `reader` is the first letter of the given name with the class: enough to know whose slip it is.
    """

    language: str
    reader: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class WaySlip:
    """The way to a book: its call number, its title, and where it stands; in nobody's name."""

    call_number: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TextSlip:
    """A heading and lines, such as a reading passport's."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ReviewSlip:
    """Questions about a book that came back, with room to write, and the code of its loan: of no child."""

    title: str
    questions: tuple[str, ...]
    hand_in: str
    code: str
