"""The append-only record of what happened."""

import contextlib
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import peewee

from db.errors import LibraryError
from db.marking import N_
from db.models import Event
from db.store.sql import insert

STANDS = "NOT EXISTS (SELECT 1 FROM event AS undone WHERE undone.undoes_id = event.id)"
"""A condition of SQL: nobody has taken this event back."""


@dataclass(frozen=True)
class Acting:
    """Where and when something is done, and by whom.

    Attributes:
        kiosk: this machine's name.
        now: naive UTC.
        actor: a `reader` at the kiosk, `staff` there, a `command`, or the `system` itself.
        staff_id: the member of staff, by their reader's id; None for the PIN that all share.
        account: whose command it is, as the operating system knows them.
    """

    kiosk: str
    now: datetime
    actor: str = "reader"
    staff_id: int | None = None
    account: str = ""

    def at(self, now: datetime) -> "Acting":
        """The same, at another time."""
        return replace(self, now=now)

    def by_staff(self, staff_id: int | None) -> "Acting":
        """The same, done by staff."""
        return replace(self, actor="staff", staff_id=staff_id)

    def by_itself(self) -> "Acting":
        """What the system does by itself, whoever happened to be there."""
        return Acting(self.kiosk, self.now, "system")


@dataclass
class _Scan:
    """What the uuids of a scan's events are made of, so that they are the same when it is decided again."""

    uuid: str
    verb: str = ""
    happened: Counter[str] = field(default_factory=Counter)

    def uuid_of(self, now: datetime, *what: object) -> str:
        """The uuid itself for the first event of the given verb, else one that follows from all this."""
        key = "/".join(map(str, what))
        self.happened[key] += 1
        if what[0] == self.verb:
            self.verb = ""
            return self.uuid
        made = hashlib.blake2b(f"{self.uuid}/{key}/{self.happened[key]}".encode(), digest_size=10).digest()
        return _version_7(now, int.from_bytes(made))


_SCAN: ContextVar[_Scan | None] = ContextVar("scan", default=None)


@contextlib.contextmanager
def one_scan(uuid: str, verb: str = "") -> Iterator[None]:
    """Whatever is recorded meanwhile is this scan's, and gets the same uuids when it is decided once more.

    Where the line breaks while a store commits, nobody knows whether it did: the scan is then decided by
    another store, and what both have recorded is known to be one thing by its uuid. With a `verb`, the first
    event of it bears the uuid itself.
    """
    token = _SCAN.set(_Scan(uuid, verb))
    try:
        yield
    finally:
        _SCAN.reset(token)


def record(
    acting: Acting,
    verb: str,
    *,
    patron_id: int | None = None,
    copy_id: int | None = None,
    loan_id: int | None = None,
    undoes: int | None = None,
    flagged: bool = False,
    details: dict[str, object] | None = None,
) -> int:
    """Write one event in the running transaction; returns its id."""
    event_id = insert(
        "event",
        "uuid, at, kiosk, actor, staff_id, account, verb,"
        " patron_id, copy_id, loan_id, undoes_id, flagged, details",
        *(_uuid(acting.now, verb, patron_id, copy_id), acting.now, acting.kiosk, acting.actor),
        *(acting.staff_id, acting.account[:64], verb, patron_id, copy_id, loan_id, undoes, flagged),
        json.dumps(details, ensure_ascii=False) if details else "",
    )
    if event_id is None:
        raise peewee.IntegrityError("this event was recorded or undone before")
    return event_id


def details_of(event: Any) -> dict[str, Any]:
    """What an event says beside its verb; nothing where a disk made it unreadable, which `check` finds."""
    try:
        told = json.loads(event.details or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def needed_details(event: Any) -> dict[str, Any]:
    """The same, for what cannot be undone without it. Raises LibraryError."""
    told = details_of(event)
    if not told:
        raise LibraryError(
            N_("The record of this action cannot be read, so it cannot be undone. kiosk check says more.")
        )
    return told


def record_shown(copy_id: int, acting: Acting) -> None:
    """A book that is not on loan was scanned while nobody was at the kiosk.

    Only kiosks that may be cut off from their store need that: when the loan that they did not know of
    comes in later, it is known to be over.
    """
    if _SCAN.get():
        record(acting, "shown", copy_id=copy_id)


def newest_event_at() -> datetime | None:
    """When the store last took something in, naive UTC; None for a store in which nothing happened yet."""
    event = Event.select(Event.at).order_by(Event.at.desc()).first()
    return event.at if event else None


def new_uuid(now: datetime) -> str:
    """A version 7 UUID (RFC 9562): it grows with time, so that a million of them stay cheap to index."""
    return _version_7(now, secrets.randbits(80))


def _uuid(now: datetime, *what: object) -> str:
    scan = _SCAN.get()
    return scan.uuid_of(now, *what) if scan else new_uuid(now)


def _version_7(now: datetime, chance: int) -> str:
    milliseconds = int(now.replace(tzinfo=UTC).timestamp() * 1000)
    number = (milliseconds << 80) | (0x7 << 76) | (0b10 << 62)
    digits = f"{number | (chance >> 68 & 0xFFF) << 64 | chance & (1 << 62) - 1:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
