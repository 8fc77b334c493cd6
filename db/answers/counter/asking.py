"""What the library answers where the next scan decides: which book, whose card, or the same once more.

Frozen facts as those of `scans`, each with its fixed word.
"""

from dataclasses import dataclass
from typing import ClassVar

from db.answers.shown import Book


@dataclass(frozen=True)
class TakenOrBrought:
    """Nobody is at the kiosk, and the ISBN has copies both on loan and on the shelf.

    A card within some seconds takes one or returns its own, the same book once more returns one. `waits` as
    for `scans.BookShown`.
    """

    word: ClassVar[str] = "taken_or_brought"
    book: Book
    waits: bool = True


@dataclass(frozen=True)
class CardWanted:
    """The ISBN is lent to several readers: a card within some seconds decides whose loan is closed."""

    word: ClassVar[str] = "card_wanted"
    book: Book


@dataclass(frozen=True)
class OneOfThese:
    """The reader has copies of this title already and scanned its ISBN: the same book once more answers.

    Attributes:
        held: how many they have.
        by_label: one of them bears a label, by which alone it comes back: once more lends another. Else once
            more returns one, and RENEW lends another.
    """

    word: ClassVar[str] = "one_of_these"
    book: Book
    held: int
    by_label: bool = False


@dataclass(frozen=True)
class RenewalAwaited:
    """The reader asked to renew: the next book of theirs that is scanned is renewed."""

    word: ClassVar[str] = "renewal_awaited"


@dataclass(frozen=True)
class CardNeeded:
    """What needs a card was asked for before any was scanned; `of_staff`: a teacher's or librarian's card."""

    word: ClassVar[str] = "card_needed"
    of_staff: bool = False
