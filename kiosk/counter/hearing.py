"""One scan as a desk hears it: the library's own, a class corner's, and the one for relabelling alike."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from db.codes import LONGEST_CODE, command_of

REPEAT = timedelta(seconds=2)
"""The same code within this time is the scanner repeating itself."""


@dataclass(frozen=True)
class Last:
    """The code that was heard last, to tell a scanner's repeats.

    Hashed, so that no card's number stays behind when its reader has gone. `titles` are what it stood for,
    where it was a book's; `by_label`: by its label, not by the ISBN.
    """

    code_hash: int = field(repr=False)
    at: datetime
    titles: frozenset[int] = frozenset()
    by_label: bool = False

    def again(self, at: datetime) -> "Last":
        """The same, heard once more; it stays known for as long as the scanner repeats it."""
        return replace(self, at=at)

    def is_other_code_of(self, before: "Last | None", repeat: timedelta = REPEAT) -> bool:
        """Whether a scanner reads the two codes of one book: its label, and the ISBN of its title."""
        if before is None or abs(self.at - before.at) >= repeat:
            return False
        return self.by_label is not before.by_label and not self.titles.isdisjoint(before.titles)


@dataclass(frozen=True)
class Heard:
    """One scan.

    Attributes:
        code: what was scanned, cleaned.
        at: when, naive UTC.
        command: the word of a command card, or empty.
        is_code: whether it can be a code at all: something was read, and no more than a code may have.
        is_repeat: the scanner repeats itself.
    """

    code: str
    at: datetime
    command: str = ""
    is_code: bool = True
    is_repeat: bool = False

    @property
    def last(self) -> Last:
        """What the next scan is compared with."""
        return Last(hash(self.code), self.at)


def hear(
    code: str, at: datetime, last: Last | None, *, by_key: bool = False, repeat: timedelta = REPEAT
) -> Heard:
    """Hear a cleaned code after the `last` one. `by_key`: a command's key, which is meant each time."""
    return Heard(
        code,
        at,
        command=command_of(code) or "",
        is_code=0 < len(code) <= LONGEST_CODE,
        is_repeat=not by_key and is_repeat(code, at, last, repeat),
    )


def is_repeat(code: str, at: datetime, last: Last | None, repeat: timedelta = REPEAT) -> bool:
    """Whether this is the scanner repeating itself, also where the clock was set back meanwhile."""
    return last is not None and hash(code) == last.code_hash and abs(at - last.at) < repeat
