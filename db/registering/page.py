"""All that the librarian sees of one reader."""

from dataclasses import dataclass
from datetime import date, datetime

from db.circulation.policy import has_one_book, limit_on
from db.circulation.standing import standing
from db.clock import local_day
from db.errors import NotFound
from db.library.terms import term_of
from db.marking import N_
from db.models import CODE_OF_COPY, CODE_OF_READER
from db.readers.readers import patron_of
from db.reports.term_loans import loans_of_term
from db.store.sql import day, moment, rows


@dataclass(frozen=True)
class LoanOnPage:
    """A book that a reader has; `code` is its label, or the ISBN while it has none."""

    loan_id: int
    copy_id: int
    title_id: int
    title: str
    call_number: str
    code: str
    lent_on: date
    due_on: date
    days_late: int
    renewals: int


@dataclass(frozen=True)
class HoldOnPage:
    """A title that a reader waits for; `since` is naive UTC."""

    hold_id: int
    title_id: int
    title: str
    since: datetime


@dataclass(frozen=True)
class ReaderPage:
    """One reader as the librarian sees them.

    Attributes:
        own_limit: how many books at once, where that is not as their category says.
        limit: how many in effect.
        one_book_until: to this day one at a time; None where that is not so.
        card: the code of the present card, or empty; `ended_cards` never work again.
        position: the number in the class, as on its sheet.
        role: what they are on the staff, or empty.
        term: the name of the present term, empty between terms, and with it how many books a pupil borrowed
            in it; None for who is no pupil.
    """

    patron_id: int
    number: str
    name: str
    given_name: str
    class_name: str
    category: str
    status: str
    language: str
    pinyin: bool | None
    own_limit: int | None
    limit: int
    one_book_until: date | None
    card: str
    ended_cards: tuple[str, ...]
    position: int | None
    role: str
    loans: tuple[LoanOnPage, ...]
    holds: tuple[HoldOnPage, ...]
    term: str
    term_loans: int | None

    @property
    def is_number_ended(self) -> bool:
        """Whether the number was the code of an ended card: typed at the kiosk, it is refused like it."""
        return self.number in self.ended_cards


_LOANS = f"""
    SELECT loan.id, copy.id, title.id, title.title, title.call_number,
           COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''),
           loan.lent_on, loan.due_on, loan.renewals
    FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id
    WHERE loan.patron_id = ? AND loan.returned_at IS NULL ORDER BY loan.due_on, loan.id
"""
_HOLDS = """
    SELECT hold.id, title.id, title.title, hold.placed_at FROM hold JOIN title ON title.id = hold.title_id
    WHERE hold.patron_id = ? AND hold.closed_at IS NULL ORDER BY hold.placed_at, hold.id
"""


def number_of(patron_id: int) -> str:
    """The number of a reader who is pointed at. Raises NotFound for none, and for one who was erased."""
    found = rows("SELECT number FROM patron WHERE id = ? AND name <> ''", patron_id)
    if not found:
        raise NotFound(N_("There is no such reader any more."))
    return str(found[0][0])


def reader_page(number: str, now: datetime) -> ReaderPage:
    """The page of the reader with this number; `now` is naive UTC. Raises NotFound."""
    patron, today = patron_of(number), local_day(now)
    who, term = standing(patron.id), term_of(today)
    ((card,),) = rows(f"SELECT COALESCE({CODE_OF_READER}, '') FROM patron WHERE patron.id = ?", patron.id)
    ended = rows(
        "SELECT code FROM barcode WHERE patron_id = ? AND retired_at IS NOT NULL ORDER BY id", patron.id
    )
    loans = tuple(
        LoanOnPage(
            loan_id, copy_id, title_id, title, call_number, code, day(lent_on), day(due_on),
            max(0, (today - day(due_on)).days), renewals,
        )
        for loan_id, copy_id, title_id, title, call_number, code, lent_on, due_on, renewals in rows(
            _LOANS, patron.id
        )
    )  # fmt: skip
    counted = loans_of_term(term, who.class_id).get(patron.id, 0) if term and who.class_id else None
    return ReaderPage(
        patron_id=patron.id,
        number=patron.number,
        name=patron.name,
        given_name=patron.given_name,
        class_name=who.class_name,
        category=who.category,
        status=who.status,
        language=patron.language or "",
        pinyin=patron.pinyin,
        own_limit=patron.quota,
        limit=limit_on(who, today),
        one_book_until=who.one_book_until if has_one_book(who, today) else None,
        card=card,
        ended_cards=tuple(code for (code,) in ended),
        position=patron.roster_number,
        role=who.role,
        loans=loans,
        holds=tuple(
            HoldOnPage(hold_id, title_id, title, moment(since))
            for hold_id, title_id, title, since in rows(_HOLDS, patron.id)
        ),
        term=term.name if term else "",
        term_loans=counted,
    )
