"""Who may borrow and renew what. Pure: today and what the store says are arguments."""

from datetime import date

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.circulation.found import FoundCopy, Standing

_COPY_REFUSALS = {
    "reference": Reason.NOT_FOR_LOAN,
    "repair": Reason.IN_REPAIR,
    "lost": Reason.MARKED_LOST,
    "withdrawn": Reason.WITHDRAWN,
    "processing": Reason.NOT_READY,
    "frozen": Reason.KEPT_BACK,
}

_READER_REFUSALS = {
    "suspended": Reason.SUSPENDED,
    "card_lost": Reason.CARD_LOST,
    "left": Reason.READER_LEFT,
}


def has_one_book(who: Standing, today: date) -> bool:
    """Whether they have one book at a time that day, as was agreed over a damaged book."""
    return who.one_book_until is not None and today <= who.one_book_until


def limit_on(who: Standing, today: date) -> int:
    """How many books they may have that day."""
    return min(1, who.most_loans) if has_one_book(who, today) else who.most_loans


def copy_refusal(copy: FoundCopy, corner_of: int | None = None) -> Refused | None:
    """Why this copy is lent to nobody here, or None.

    `corner_of` is the class whose librarian lends: this class's corner books, and no others. At the
    library's own counter it is None, and no corner book is lent.
    """
    if copy.status in _COPY_REFUSALS:
        return Refused(_COPY_REFUSALS[copy.status], copy.book)
    if copy.unreviewed == "on":
        return Refused(Reason.NOT_REVIEWED, copy.book)
    if corner_of is not None and copy.corner_class_id != corner_of:
        return Refused(Reason.NOT_THIS_CORNER, copy.book)
    if copy.corner and corner_of is None:
        return Refused(Reason.CLASS_CORNER, copy.book, {"corner": copy.corner})
    return None


def card_refusal(who: Standing) -> Refused | None:
    """Why no turn may open with this reader's card, or None. A suspended reader may still return."""
    if who.status in ("card_lost", "left"):
        return Refused(_READER_REFUSALS[who.status])
    return None


def may_borrow(who: Standing, copy: FoundCopy, today: date, corner_of: int | None = None) -> Refused | None:
    """The first rule that forbids this loan, or None. What is wrong with the book comes first.

    `corner_of` as in `copy_refusal`: there only readers of this class may borrow.
    """
    refused = copy_refusal(copy, corner_of)
    if refused:
        return refused
    if corner_of is not None and who.class_id != corner_of:
        return Refused(Reason.OTHER_CLASS)
    if who.status in _READER_REFUSALS:
        return Refused(_READER_REFUSALS[who.status])
    if who.earliest_due and (late := _too_late(who, who.earliest_due, today)):
        return late
    if who.open_loans and has_one_book(who, today):
        return Refused(Reason.ONE_BOOK, details={"day": f"{who.one_book_until}"})
    if who.open_loans >= who.most_loans:
        return Refused(Reason.LIMIT_REACHED, details={"used": who.open_loans, "limit": who.most_loans})
    return None


def _too_late(who: Standing, due_on: date, today: date) -> Refused | None:
    overdue = (today - due_on).days
    if who.overdue_block_days is None or overdue <= who.overdue_block_days:
        return None
    return Refused(Reason.OVERDUE_BLOCK, details={"days": overdue, "allowed": who.overdue_block_days})


def may_renew(who: Standing, copy: FoundCopy, renewals: int, due_on: date, today: date) -> Refused | None:
    """The first rule that forbids renewing this reader's loan of the copy, due on this day, or None.

    A book so late that its reader may borrow nothing has to come back: renewing it would end that.
    """
    if who.status in _READER_REFUSALS:
        return Refused(_READER_REFUSALS[who.status])
    if copy.status in _COPY_REFUSALS:
        return Refused(_COPY_REFUSALS[copy.status])
    if late := _too_late(who, due_on, today):
        return late
    if copy.wanted:
        return Refused(Reason.ON_HOLD)
    if renewals >= who.most_renewals:
        return Refused(Reason.NO_MORE_RENEWALS, details={"renewals": renewals, "allowed": who.most_renewals})
    return None
