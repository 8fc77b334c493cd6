"""A list of titles in figures: copies held, who borrowed of it, before and since it was shown."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClassOfList:
    """A class and a list: its pupils, and how many of them borrowed of it at least once.

    `before`: before it was shown, `since`: since that day; who did both is in both.
    """

    class_name: str
    pupils: int
    readers: int
    before: int
    since: int


@dataclass(frozen=True)
class ListRow:
    """A title of a list and the library's copies of it.

    Attributes:
        number: its place on the list, by which people name it; a title taken off leaves a gap.
        titles: the titles of the stock that it stands for: id, name, how that was found.
        held: copies that are not lost or withdrawn; `on_shelf`: those that can be borrowed now.
        loans: how often it was lent in the list's days, to anybody.
        call_number, code: of the copy that a reader finds first; empty where there is none.
    """

    row_id: int
    number: int
    title: str
    author: str
    isbn: str
    titles: tuple[tuple[int, str, str], ...]
    held: int
    on_shelf: int
    loans: int
    call_number: str
    code: str


@dataclass(frozen=True)
class Rate:
    """Pupils, and how many of them borrowed of a list: in all, before it was shown and since."""

    pupils: int
    readers: int
    before: int
    since: int

    @property
    def rate(self) -> float:
        """The list rate: readers for each pupil, from 0 to 1; 0 without pupils."""
        return self.readers / self.pupils if self.pupils else 0.0

    @property
    def rate_before(self) -> float:
        """The same of those who borrowed before it was shown."""
        return self.before / self.pupils if self.pupils else 0.0

    @property
    def rate_since(self) -> float:
        """The same of those who borrowed since."""
        return self.since / self.pupils if self.pupils else 0.0


@dataclass(frozen=True)
class ListClass:
    """A class for which a list is; `weeks` is how often it borrowed of it, by the Monday of the week."""

    numbers: ClassOfList
    grade: int | None
    weeks: tuple[tuple[date, int], ...]

    @property
    def loans(self) -> int:
        """In all weeks of the list."""
        return sum(loans for _, loans in self.weeks)

    @property
    def rate(self) -> Rate:
        """Its rate."""
        one = self.numbers
        return Rate(one.pupils, one.readers, one.before, one.since)


@dataclass(frozen=True)
class ListFigures:
    """All of it. `grades` are the rates of each grade that the list is for, `total` that of all of them."""

    list_id: int
    name: str
    kind: str
    force: str
    source: str
    first: date
    last: date
    shown_on: date | None
    titles: tuple[ListRow, ...]
    classes: tuple[ListClass, ...]
    grades: tuple[tuple[int | None, Rate], ...]
    total: Rate

    @property
    def held(self) -> int:
        """Titles of the list that the library has."""
        return sum(row.held > 0 for row in self.titles)

    @property
    def missing(self) -> tuple[ListRow, ...]:
        """The titles that it has not: what is to be bought."""
        return tuple(row for row in self.titles if row.held == 0)

    @property
    def borrowed(self) -> int:
        """Titles held that were borrowed at least once in the list's days."""
        return sum(row.held > 0 and row.loans > 0 for row in self.titles)

    @property
    def coverage(self) -> float:
        """Titles borrowed of those held, from 0 to 1."""
        return self.borrowed / self.held if self.held else 0.0
