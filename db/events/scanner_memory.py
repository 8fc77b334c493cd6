"""Which scans of a scanner's memory were read in already: each is known by itself, whatever file holds it.

A memory that is not cleared grows, and its file is saved with other line ends: a scan read in twice would
return what it lent.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import peewee

from db.errors import BadList
from db.events.record import Acting, record
from db.marking import N_
from db.models import Event, ReplayedScan
from db.store.batches import select_in
from db.store.sql import rows


def digests_of(scans: Iterable[tuple[datetime, str]]) -> list[str]:
    """By what each of these scans (naive UTC, cleaned code) is known; of equal ones each by its turn."""
    equal: Counter[tuple[datetime, str]] = Counter()
    digests = []
    for at, code in scans:
        told = f"{at.isoformat()} {code} {equal[at, code]}"
        equal[at, code] += 1
        digests.append(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return digests


def read_before(digests: Sequence[str]) -> set[str]:
    """Those of them that were read in."""
    return {digest for (digest,) in select_in("SELECT digest FROM replayed_scan WHERE digest IN", digests)}


def keep_read(scans: Sequence[tuple[str, datetime]]) -> None:
    """In the transaction that serves them: these (digest, time) are read in.

    Raises BadList where one was meanwhile: a second program reads in the same scans.
    """
    try:
        for digest, at in scans:
            ReplayedScan.create(digest=digest, at=at)
    except peewee.IntegrityError as error:
        raise BadList(N_("Another program is reading in this file at the moment.")) from error


def forget_read(digests: Sequence[str]) -> None:
    """These are to be read in once more."""
    for digest in digests:
        ReplayedScan.delete().where(ReplayedScan.digest == digest).execute()


def last_event() -> int:
    """The number of the newest event of all, 0 in a new store."""
    return int(rows("SELECT COALESCE(MAX(id), 0) FROM event")[0][0])


def newer_event(copy_id: int, at: datetime, known: int) -> Event | None:
    """What happened to a copy at this time or later, by the events up to the number `known`; or None."""
    found: Event | None = (
        Event.select()
        .where(Event.copy == copy_id, Event.at >= at, Event.id <= known)
        .where(Event.verb.in_(("lent", "returned", "renewed", "undone")))
        .order_by(Event.at.desc(), Event.id.desc())
        .first()
    )
    return found


def finish(acting: Acting, served: int) -> None:
    """Record that scans of a file were read in, and how many."""
    record(acting, "replayed", details={"scans": served})
