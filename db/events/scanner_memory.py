"""How far the scans of a file, such as a scanner's memory, were taken in: kept in the store, by its content.

Taken in twice, they would return and lend everything once more; after an interruption the rest is to follow.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from db.clock import local_day
from db.errors import BadList
from db.events.record import Acting, record
from db.marking import N_
from db.store.kept import forget, keep, kept


@dataclass(frozen=True)
class Served:
    """How many scans of a file were taken in, the last on which day (`2026-09-07`)."""

    day: str
    scans: int


def key_of(content: bytes) -> str:
    """Under which key this is kept of a file with this content."""
    return f"replayed:{hashlib.sha256(content).hexdigest()[:32]}"


def served_before(key: str) -> Served | None:
    """How far the file was taken in; None where it never was."""
    found = kept(key)
    if found is None:
        return None
    day, scans = found.split()
    return Served(day, int(scans))


def start_over(key: str) -> None:
    """The file is to be taken in once more, from its first scan on."""
    forget(key)


def hold(key: str, served: int) -> None:
    """In the transaction in which the next scans are served: this count of served scans holds until it ends.

    Raises BadList where more were: a second process takes in the same file.
    """
    before = served_before(key)
    if served != (before.scans if before else 0):
        raise BadList(N_("Another program is reading in this file at the moment."))


def keep_served(key: str, served: int, now: datetime) -> None:
    """In the same transaction: how many are served. Even interrupted, none is served twice or left out."""
    keep(key, f"{local_day(now)} {served}")


def finish(acting: Acting, served: int) -> None:
    """Record that a file was read in, with how many scans."""
    record(acting, "replayed", details={"scans": served})
