"""A reading passport as it is shown. Knows no table."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PassportLine:
    """A book of one's own; `checker` is empty while nobody has stamped it."""

    loan_id: int
    title: str
    author: str
    lent_on: date
    returned_on: date | None
    checker: str
    stamped_on: date | None


@dataclass(frozen=True)
class PassportPage:
    """What a passport shows now.

    Attributes:
        called: the given name; class_name: the class, or empty; language: what they have chosen, or empty.
        since: when it was begun.
        lines: the books whose loans still name their reader, the first borrowed first.
        books: how many books it are in this term, with those that are named no more; None between terms.
        stage: how many stages that reaches; goals: how many books each needs.
    """

    patron_id: int
    number: str
    called: str
    class_name: str
    language: str
    since: date
    lines: tuple[PassportLine, ...]
    books: int | None
    stage: int
    goals: tuple[int, ...]
