"""The append-only record of what happened."""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from db.models import Event


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
    return int(
        Event.insert(
            uuid=new_uuid(acting.now),
            at=acting.now,
            kiosk=acting.kiosk,
            actor=acting.actor,
            staff_id=acting.staff_id,
            account=acting.account[:64],
            verb=verb,
            patron=patron_id,
            copy=copy_id,
            loan=loan_id,
            undoes=undoes,
            flagged=flagged,
            details=json.dumps(details, ensure_ascii=False) if details else "",
        ).execute()
    )


def newest_event_at() -> datetime | None:
    """When the store last took something in, naive UTC; None for a store in which nothing happened yet."""
    event = Event.select(Event.at).order_by(Event.at.desc()).first()
    return event.at if event else None


def new_uuid(now: datetime) -> str:
    """A version 7 UUID (RFC 9562): it grows with time, so that a million of them stay cheap to index."""
    milliseconds = int(now.replace(tzinfo=UTC).timestamp() * 1000)
    number = (milliseconds << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62)
    digits = f"{number | secrets.randbits(62):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
