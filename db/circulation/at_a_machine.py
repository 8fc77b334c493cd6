"""What another system's machine asks of a reader or a copy, beside what the counter shows."""

from dataclasses import dataclass
from datetime import date

from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.lookup import find_barcode
from db.circulation.waiting import holds_waiting
from db.codes import clean
from db.models import CODE_OF_COPY
from db.store.sql import day, rows


@dataclass(frozen=True)
class HeldItem:
    """One open loan by the code of its book: the label, or the ISBN while it has none."""

    loan_id: int
    code: str
    title: str
    due_on: date


@dataclass(frozen=True)
class WaitedFor:
    """One title that a reader waits for; `has_come`: a copy is free for them."""

    code: str
    title: str
    has_come: bool


_ITEMS = f"""
    SELECT loan.id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title, loan.due_on
    FROM loan
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    WHERE loan.patron_id = ? AND loan.returned_at IS NULL
    ORDER BY loan.due_on, loan.id
"""


def held_items(patron_id: int) -> tuple[HeldItem, ...]:
    """What the reader holds, the earliest due first."""
    return tuple(
        HeldItem(loan_id, code, title, day(due_on))
        for loan_id, code, title, due_on in rows(_ITEMS, patron_id)
    )


def waited_for(patron_id: int) -> tuple[WaitedFor, ...]:
    """What the reader waits for, the oldest wish first."""
    wishes = rows("SELECT title_id FROM hold WHERE patron_id = ? AND closed_at IS NULL", patron_id)
    if not wishes:
        return ()
    return tuple(
        WaitedFor(wish.code or str(wish.title_id), wish.title, wish.has_come)
        for wish in holds_waiting()
        if wish.patron_id == patron_id
    )


def waiting_for_title(title_id: int) -> int:
    """How many readers wait for a title."""
    return int(rows("SELECT COUNT(*) FROM hold WHERE title_id = ? AND closed_at IS NULL", title_id)[0][0])


def reader_by(text: str) -> FoundPatron | None:
    """The reader of a card, or of the school's own number."""
    code = clean(text)
    found = find_barcode(code)
    if isinstance(found, FoundPatron):
        return found
    numbered = rows("SELECT id FROM patron WHERE number = ?", code)
    return FoundPatron(numbered[0][0], False) if numbered and found is None else None


def present_code(copy: FoundCopy) -> str:
    """What is scanned of this copy now: its label, or its ISBN while it has none."""
    sql = f"""
        SELECT COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, '')
        FROM copy JOIN title ON title.id = copy.title_id WHERE copy.id = ?
    """
    return str(rows(sql, copy.copy_id)[0][0])
