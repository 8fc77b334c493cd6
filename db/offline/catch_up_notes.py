"""What every event that a kiosk brings leaves in the store: its own record, or a conflict."""

from db.answers.alone.conflict import Kind
from db.answers.counter.refusals import Reason
from db.events.conflicts import file_conflict
from db.events.record import record
from db.offline.journal import Entry

_ITS_OWN = ("lesson", "corner", "hold", "was")
"""Details that hold ids or states of the replica."""


class CannotReplay(Exception):
    """It cannot be done; the kind of conflict says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.value)
        self.kind = kind


def record_entry(
    entry: Entry,
    *,
    loan_id: int | None = None,
    undoes: int | None = None,
    flagged: bool = False,
    details: dict[str, object] | None = None,
) -> None:
    """Record it as it happened at the kiosk. `loan_id` and `undoes` are the store's own numbers."""
    record(
        entry.acting,
        entry.verb,
        patron_id=entry.patron_id,
        copy_id=entry.copy_id,
        loan_id=loan_id,
        undoes=undoes,
        flagged=flagged or entry.flagged,
        details=plain_details(entry) if details is None else details,
    )


def plain_details(entry: Entry) -> dict[str, object]:
    """Its details without what only the replica knows."""
    return {key: value for key, value in entry.details.items() if key not in _ITS_OWN}


def file_entry(
    entry: Entry, kind: Kind, *, loan_id: int | None = None, reason: Reason | None = None, flaw: str = ""
) -> None:
    """Put it on the librarian's list. `loan_id` is the loan with which it does not fit."""
    file_conflict(
        kind,
        entry.acting,
        entry.verb,
        patron_id=entry.patron_id,
        copy_id=entry.copy_id,
        loan_id=loan_id,
        reason=reason,
        flaw=flaw,
    )


def reader_of(entry: Entry) -> int:
    """Whom it concerns; only events of readers ask."""
    assert entry.patron_id is not None
    return entry.patron_id


def copy_of(entry: Entry) -> int:
    """The book; only events of books ask."""
    assert entry.copy_id is not None
    return entry.copy_id
