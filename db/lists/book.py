"""A book as a list has it, and a title as the store has it, to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from db.lists.copies import Holding

DESCRIPTION = (
    "isbn",
    "identifier",
    "title",
    "author",
    "publisher",
    "year",
    "pages",
    "price",
    "currency",
    "subject",
    "language",
    "call_number",
)
"""The columns of `Title` that a list fills, in the order of `Book.values`; the call number is the last."""

Number = tuple[str, ...]
"""What a title is known by: its ISBN, else its identifier, else its title, author and publisher."""


@dataclass(slots=True)
class Book:
    """A title of the list. Of `values`, `""` and None are what the list does not say.

    Two rows are the same book when number and title are. (Parts of a set often share one ISBN.)
    `guessed` is what the list said where cleaning had to guess, by field.
    """

    values: tuple[Any, ...]
    quality: str
    guessed: dict[str, str]
    holdings: list[Holding]

    @property
    def number(self) -> Number:
        """What the title is known by."""
        return number_of(self.values)

    @property
    def codes(self) -> list[str]:
        """The labels of its copies."""
        return [code for holding in self.holdings for code in holding.barcodes]

    @property
    def has_title(self) -> bool:
        """Whether the list has its title."""
        return bool(self.values[2])

    @property
    def title(self) -> str:
        """The title, or what stands in its place where the list has none."""
        return str(self.values[2] or self.values[0] or self.values[1])


def number_of(values: Sequence[Any]) -> Number:
    """What a title is known by, from its values in the order of `DESCRIPTION`."""
    isbn, identifier, *description = values[:5]
    if isbn:
        return ("isbn", isbn)
    return ("identifier", identifier) if identifier else tuple(description)


class KnownTitle(NamedTuple):
    """A title as the store has it."""

    id: int
    original: str
    values: tuple[Any, ...]
