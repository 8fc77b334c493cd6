"""What scans, loans and returns say of a copy together, whatever order they arrive in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.answers.shelves.stocktake import Counted


@dataclass(frozen=True)
class Span:
    """One loan that counted: from when to when, None while it is open."""

    lent_at: datetime
    returned_at: datetime | None


@dataclass(frozen=True)
class Known:
    """All that is known of a copy.

    Attributes:
        scanned: when it was scanned last in this stocktake.
        loans: those that were open at its opening or later.
        status: of the copy now, and `marked` when it last got it, where that is known.
    """

    scanned: datetime | None
    loans: Sequence[Span]
    status: str
    marked: datetime | None = None


def counted(known: Known, opened_at: datetime) -> Counted:
    """The last thing that happened decides: a loan after a scan cancels it, a return counts as seen.

    dp2's rule (InventoryForm.cs), with one addition: what was marked lost counts as seen by a scan alone,
    for a reader who lost a book ends its loan without bringing it.
    """
    if known.status == "withdrawn":
        return Counted.GONE
    if known.status == "lost":
        return Counted.SEEN if is_found(known) else Counted.MISSING
    out = _open_loan(known)
    if out:
        return Counted.SEEN if is_present_though_lent(known) else Counted.ON_LOAN
    back = any(loan.returned_at and loan.returned_at >= opened_at for loan in known.loans)
    return Counted.SEEN if known.scanned or back else Counted.NOT_SEEN


def is_found(known: Known) -> bool:
    """It was scanned after it had been marked lost or withdrawn."""
    return bool(known.scanned and (known.marked is None or known.scanned > known.marked))


def is_present_though_lent(known: Known) -> bool:
    """It was scanned after the loan that is still open."""
    out = _open_loan(known)
    return bool(out and known.scanned and known.scanned > out.lent_at)


def _open_loan(known: Known) -> Span | None:
    return next((loan for loan in known.loans if loan.returned_at is None), None)
