"""What a screen may show of a book, of a loan, and of the reader at the kiosk. Knows no table."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Book:
    """A copy as a reader knows it: `shelf` is where it stands, empty when the store does not say."""

    title: str
    author: str = ""
    call_number: str = ""
    shelf: str = ""


@dataclass(frozen=True)
class LoanLine:
    """One open loan of the reader who is at the kiosk."""

    loan_id: int
    book: Book
    due_on: date
    renewals: int = 0

    def days_overdue(self, today: date) -> int:
        """Whole days past the due date; 0 while it is not overdue."""
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True)
class Reader:
    """Who is at the kiosk, as far as the screen may show: given name and class, no family name.

    `pinyin`: small readers want it above the characters.
    """

    patron_id: int
    number: str
    given_name: str
    class_name: str
    most_loans: int
    language: str | None
    loans: tuple[LoanLine, ...] = ()
    is_suspended: bool = False
    pinyin: bool = False
