"""Scans that come late, from a file: one older than what the library knows of its book changes nothing."""

from datetime import datetime

from db.answers.alone.conflict import Kind
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find
from db.events.conflicts import file_conflict
from db.events.record import Acting
from db.events.scanner_memory import newer_event
from db.models import Event


def newer_than(code: str, at: datetime, patron_id: int | None, known: int) -> Event | None:
    """What the library knows of this book from that time or later, so that the scan must not touch it.

    `code` is cleaned, `at` naive UTC, `patron_id` whoever was at the kiosk then; of events only those up to
    the number `known` count, for the ones after it came from the file itself. An ISBN stands for copies: a
    reader's own newer loan must not be returned by it, and without a card no newer loan; else it may be lent
    as long as a copy is left of which nothing newer is known.
    """
    found = find(code)
    if isinstance(found, FoundCopy):
        return newer_event(found.copy_id, at, known)
    if not isinstance(found, FoundTitle) or not found.unlabelled:
        return None
    newer = {copy.copy_id: newer_event(copy.copy_id, at, known) for copy in found.unlabelled}
    for copy in found.unlabelled:
        event = newer[copy.copy_id]
        if event and copy.loan and patron_id in (None, copy.loan.patron_id):
            return event
    if patron_id is None:
        return None
    return None if None in newer.values() else next(iter(newer.values()))


def keep_late(event: Event, acting: Acting, patron_id: int | None) -> None:
    """Let the librarian know of the scan that was too old, beside what was known already."""
    file_conflict(
        Kind.OLDER_SCAN,
        acting,
        "replayed",
        patron_id=patron_id,
        copy_id=event.copy_id,
        loan_id=event.loan_id,
    )
