"""What the store says of a reader or a copy when a code is looked up: the values that the rules judge."""

from dataclasses import dataclass
from datetime import date, datetime

from db.answers.shown import Book, LoanLine


@dataclass(frozen=True)
class FoundPatron:
    """The code is a reader's card. `retired`: the card was replaced by another."""

    patron_id: int
    retired: bool


@dataclass(frozen=True)
class OpenLoan:
    """The loan that a copy is out on."""

    loan_id: int
    patron_id: int
    lent_at: datetime
    due_on: date
    renewals: int
    kiosk: str


@dataclass(frozen=True)
class FoundCopy:
    """One copy, where it belongs, and the loan it is out on, if any.

    `corner` is the name of the class corner it belongs to, or empty, and `corner_class_id` that class.
    `wanted`: somebody holds the title. `label_unseen_since` is set while the scanned label, printed then
    (naive UTC), was never scanned before. `overnight`: it is due on the next open day, whoever has it.
    """

    copy_id: int
    title_id: int
    status: str
    book: Book
    corner: str
    loan: OpenLoan | None
    wanted: bool
    corner_class_id: int | None = None
    label_unseen_since: datetime | None = None
    unreviewed: str = ""
    """Nobody has reviewed the title, and the library wants that: `warn` or `on`."""
    overnight: bool = False


@dataclass(frozen=True)
class FoundTitle:
    """An ISBN (or the list's own number) stands for the copies of which no label was scanned yet.

    `labelled` are the others; `title_ids` has several titles where the parts of a set share one ISBN.
    """

    unlabelled: tuple[FoundCopy, ...]
    labelled: tuple[FoundCopy, ...]
    book: Book
    title_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Standing:
    """What a reader may do: their own data over the policy of their category, and what they hold now.

    `role` is what they are on the staff, or empty; `is_class_librarian`: of the class that they are in.
    `pinyin`: the kiosk sets it above the characters for them.
    `has_borrowed`: ever, which a machine's own copy of the store does not know.
    `loans`: what they hold now, the earliest due first.
    """

    patron_id: int
    number: str
    given_name: str
    class_name: str
    status: str
    language: str | None
    category: str
    loan_days: int
    most_loans: int
    most_renewals: int
    overdue_block_days: int | None
    renews_by_default: bool
    open_loans: int
    earliest_due: date | None
    class_id: int | None = None
    role: str = ""
    is_class_librarian: bool = False
    has_borrowed: bool = True
    pinyin: bool = False
    one_book_until: date | None = None
    """To this day they have one book at a time; see `db.circulation.policy.has_one_book`."""
    loans: tuple[LoanLine, ...] = ()
