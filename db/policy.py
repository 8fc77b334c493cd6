"""Who may borrow and renew what. Pure: today and what the store says are arguments."""

from datetime import date

from db.answers import Refused
from db.lookup import FoundCopy, Standing
from db.refusals import Reason

_COPY_REFUSALS = {
    "reference": Reason.NOT_FOR_LOAN,
    "repair": Reason.IN_REPAIR,
    "lost": Reason.MARKED_LOST,
    "withdrawn": Reason.WITHDRAWN,
}

_READER_REFUSALS = {
    "suspended": Reason.SUSPENDED,
    "card_lost": Reason.CARD_LOST,
    "left": Reason.READER_LEFT,
}


def copy_refusal(copy: FoundCopy) -> Refused | None:
    """Why this copy is lent to nobody, or None."""
    if copy.status in _COPY_REFUSALS:
        return Refused(_COPY_REFUSALS[copy.status], copy.book)
    if copy.corner:
        return Refused(Reason.CLASS_CORNER, copy.book, {"corner": copy.corner})
    return None


def card_refusal(who: Standing) -> Refused | None:
    """Why no turn may open with this reader's card, or None. A suspended reader may still return."""
    if who.status in ("card_lost", "left"):
        return Refused(_READER_REFUSALS[who.status])
    return None


def may_borrow(who: Standing, copy: FoundCopy, today: date) -> Refused | None:
    """The first rule that forbids this loan, or None. What is wrong with the book comes first."""
    refused = copy_refusal(copy)
    if refused:
        return refused
    if who.status in _READER_REFUSALS:
        return Refused(_READER_REFUSALS[who.status])
    overdue = (today - who.earliest_due).days if who.earliest_due else 0
    if who.overdue_block_days is not None and overdue > who.overdue_block_days:
        return Refused(Reason.OVERDUE_BLOCK, details={"days": overdue, "allowed": who.overdue_block_days})
    if who.open_loans >= who.most_loans:
        return Refused(Reason.LIMIT_REACHED, details={"used": who.open_loans, "limit": who.most_loans})
    return None


def may_renew(who: Standing, copy: FoundCopy, renewals: int) -> Refused | None:
    """The first rule that forbids renewing this reader's loan of the copy, or None."""
    if who.status in _READER_REFUSALS:
        return Refused(_READER_REFUSALS[who.status])
    if copy.status in _COPY_REFUSALS:
        return Refused(_COPY_REFUSALS[copy.status])
    if copy.wanted:
        return Refused(Reason.ON_HOLD)
    if renewals >= who.most_renewals:
        return Refused(Reason.NO_MORE_RENEWALS, details={"renewals": renewals, "allowed": who.most_renewals})
    return None
