"""Who waits for which title: placed and cancelled by the librarian, kept and ended by lending."""

from typing import Any

from db.answers.shelves.finding import Waits, WaitsFor
from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.lookup import find_barcode
from db.codes import clean, title_number
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, Hold, Loan, Location, Patron, Title, database
from db.readers.readers import patron_of
from db.store.opening import is_replica

MOST_BY_CARD = 5
"""For so many titles a reader may wait by scanning the card alone; the librarian may allow more."""


def place_hold(number: str, isbn: str, acting: Acting) -> None:
    """Let a reader wait for a title, named by its ISBN or the code of one of its copies.

    Raises NotFound, and BadValue when the reader has left, holds it or already waits for it, and when no copy
    is left of it.
    """
    with database.atomic():
        hold_title(number, _title_of(isbn), acting)


def hold_title(number: str, title_id: int, acting: Acting) -> int:
    """The same for a title that is pointed at; the number of the hold. Raises as `place_hold` does."""
    with database.atomic():
        patron = patron_of(number)
        _refuse_in_vain(patron, title_id)
        waiting = Hold.select().where(
            Hold.title == title_id, Hold.patron == patron.id, Hold.closed_at.is_null()
        )
        if waiting.exists():
            raise BadValue(N_("Reader {number} is already waiting for this title."), number=number)
        hold = Hold.create(title=title_id, patron=patron.id, placed_at=acting.now)
        record(acting, "hold_placed", patron_id=patron.id, details={"title": title_id})
        return int(hold.id)


def wait_by_card(code: str, title_id: int, acting: Acting) -> WaitsFor | None:
    """Let the reader of this card, a cleaned code, wait for a title; None for what is no card in use."""
    found = find_barcode(code)
    if not isinstance(found, FoundPatron) or found.retired:
        return None
    patron = Patron.get_by_id(found.patron_id)
    if patron.status in ("left", "card_lost"):  # the counter says what is wrong with this card
        return None
    if is_replica():
        return WaitsFor(Waits.NOT_NOW)
    with database.atomic():
        own = Hold.select().where(Hold.patron == patron.id, Hold.closed_at.is_null())
        if own.where(Hold.title == title_id).exists():
            return WaitsFor(Waits.WAITED, _position(title_id, patron.id))
        if _has(patron.id, title_id):
            return WaitsFor(Waits.HAS_IT)
        if not _copies_of(title_id).exists():
            return WaitsFor(Waits.NO_COPY)
        if own.count() >= MOST_BY_CARD:
            return WaitsFor(Waits.TOO_MANY)
        hold_title(patron.number, title_id, acting)
        return WaitsFor(Waits.WAITS, _position(title_id, patron.id))


def _position(title_id: int, patron_id: int) -> int:
    waiting = (
        Hold.select(Hold.patron)
        .where(Hold.title == title_id, Hold.closed_at.is_null())
        .order_by(Hold.placed_at, Hold.id)
    )
    return 1 + [hold.patron_id for hold in waiting].index(patron_id)


def _copies_of(title_id: int) -> Any:
    return Copy.select().where(Copy.title == title_id, Copy.status.not_in(("withdrawn", "lost")))


def _has(patron_id: int, title_id: int) -> bool:
    held = Loan.select().where(
        Loan.patron == patron_id,
        Loan.returned_at.is_null(),
        Loan.copy.in_(_copies_of(title_id).select(Copy.id)),
    )
    return bool(held.exists())


def _refuse_in_vain(patron: Patron, title_id: int) -> None:
    """Raises BadValue where nobody could ever bring the two together."""
    if patron.status == "left":
        raise BadValue(N_("Reader {number} has left."), number=patron.number)
    if not _copies_of(title_id).exists():
        raise BadValue(N_("The library has no copy of this book any more."))
    if _has(patron.id, title_id):
        raise BadValue(N_("Reader {number} has this book."), number=patron.number)


def cancel_hold(number: str, isbn: str, acting: Acting) -> None:
    """Let a reader wait no longer. Raises NotFound."""
    with database.atomic():
        patron = patron_of(number)
        hold = Hold.get_or_none(
            Hold.title == _title_of(isbn), Hold.patron == patron.id, Hold.closed_at.is_null()
        )
        if hold is None:
            raise NotFound(N_("Reader {number} is not waiting for this title."), number=number)
        end_hold(hold.id, acting)


def end_hold(hold_id: int, acting: Acting) -> None:
    """The same for a hold that is pointed at. Raises NotFound for one that has ended."""
    with database.atomic():
        hold = Hold.get_or_none(Hold.id == hold_id, Hold.closed_at.is_null())
        if hold is None:
            raise NotFound(N_("Nobody is waiting for this title any more."))
        Hold.update(closed_at=acting.now).where(Hold.id == hold_id).execute()
        details: dict[str, object] = {"title": hold.title.id}
        record(acting, "hold_cancelled", patron_id=hold.patron_id, details=details)


def promised_to_others(title_id: int, patron_id: int) -> bool:
    """Whether every free copy of the title is spoken for by readers who asked before this one.

    Who cannot borrow at present, suspended or without a card, keeps the place, but no book from others.
    """
    waiting = list(
        Hold.select()
        .join(Patron)
        .where(Hold.title == title_id, Hold.closed_at.is_null(), Patron.status == "active")
        .order_by(Hold.placed_at, Hold.id)
    )
    before = next((n for n, hold in enumerate(waiting) if hold.patron_id == patron_id), len(waiting))
    on_loan = Loan.select(Loan.copy).where(Loan.returned_at.is_null())
    corners = Location.select(Location.id).where(Location.kind == "corner")
    free = Copy.select().where(
        Copy.title == title_id,
        Copy.status == "available",
        Copy.id.not_in(on_loan),
        Copy.location.is_null() | Copy.location.not_in(corners),
    )
    return before >= free.count()


def fulfil_hold(title_id: int, patron_id: int, acting: Acting) -> dict[str, object]:
    """End the reader's waiting for this title; returns what undo needs to know of it."""
    hold = Hold.get_or_none(Hold.title == title_id, Hold.patron == patron_id, Hold.closed_at.is_null())
    if hold is None:
        return {}
    Hold.update(closed_at=acting.now).where(Hold.id == hold.id).execute()
    return {"hold": hold.id}


def _title_of(code: str) -> int:
    cleaned = clean(code)
    found = find_barcode(cleaned)
    if isinstance(found, FoundCopy):
        return found.title_id
    number = title_number(cleaned)
    title = Title.get_or_none((Title.isbn == number) | (Title.identifier == number))
    if title is None:
        raise NotFound(N_("There is no book {code}."), code=code)
    return int(title.id)
