"""The librarian's day in a few figures: what is out, what is late, what waits for her."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from db.events.conflicts import conflicts
from db.events.report import flagged_count
from db.models.stock.holdings import NO_ISSUE, NOT_GONE, UNNUMBERED
from db.store.sql import moment, rows


@dataclass(frozen=True)
class Out:
    """Loans that are open, and of them those that are late."""

    on_loan: int
    late: int


@dataclass(frozen=True)
class Waiting:
    """What the librarian may want to see to.

    Attributes:
        flagged: what happened and was flagged for her.
        conflicts: of a kiosk that was cut off, not settled yet.
        holds_come: readers who wait for a title of which a copy stands on the shelf.
        unlabelled: copies without a label.
        without_call_number: titles without one, of which there is a copy.
    """

    flagged: int
    conflicts: int
    holds_come: int
    unlabelled: int
    without_call_number: int


@dataclass(frozen=True)
class Seen:
    """A kiosk, and when something was last done there (naive UTC)."""

    kiosk: str
    at: datetime


def out(today: date, classes: Collection[int] | None = None) -> Out:
    """What is on loan; of the readers of these classes alone, unless they are None."""
    condition: str = ""
    values: list[int] = []
    if classes is not None:
        marks = ", ".join("?" * len(classes)) or "NULL"
        condition, values = f" AND patron.school_class_id IN ({marks})", sorted(classes)
    ((on_loan, late),) = rows(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN loan.due_on < ? THEN 1 ELSE 0 END), 0)"
        f" FROM loan JOIN patron ON patron.id = loan.patron_id WHERE loan.returned_at IS NULL{condition}",
        today,
        *values,
    )
    return Out(int(on_loan), int(late))


def waiting() -> Waiting:
    """Count what waits."""
    ((unlabelled, without),) = rows(
        f"""
        SELECT (SELECT COUNT(*) FROM copy WHERE {NOT_GONE} AND {NO_ISSUE} AND NOT EXISTS
                    (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id AND barcode.retired_at IS NULL)),
               (SELECT COUNT(*) FROM title WHERE {UNNUMBERED})
        """
    )
    ((come,),) = rows(
        """
        SELECT COUNT(*) FROM hold WHERE hold.closed_at IS NULL AND EXISTS
            (SELECT 1 FROM copy WHERE copy.title_id = hold.title_id AND copy.status = 'available'
             AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL))
        """
    )
    return Waiting(flagged_count(), len(conflicts()), int(come), int(unlabelled), int(without))


def missing_lists() -> list[str]:
    """The lists that a new library has not brought in yet: `books`, `readers`."""
    ((books, readers),) = rows("SELECT EXISTS (SELECT 1 FROM title), EXISTS (SELECT 1 FROM patron)")
    return [kind for kind, is_in in (("books", books), ("readers", readers)) if not is_in]


def kiosks(since: datetime) -> list[Seen]:
    """The kiosks at which somebody did something since this moment (naive UTC), the last one first."""
    found = rows(
        "SELECT kiosk, MAX(at) FROM event WHERE at >= ? AND actor = 'reader' GROUP BY kiosk ORDER BY 2 DESC",
        since,
    )
    return [Seen(kiosk, moment(at)) for kiosk, at in found]
