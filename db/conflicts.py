"""What could not simply be carried over from a kiosk that had been alone, for the librarian to look at.

A conflict is a flagged event of its own: nothing of it is lost, and its links to persons are cut when theirs
are. It is settled by another event.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import peewee

from db.errors import NotFound
from db.events import Acting, record
from db.marking import N_
from db.models import Barcode, Copy, Event, Loan, Patron, Title, database
from db.refusals import Reason


class Kind(Enum):
    """What did not fit."""

    LENT_WHILE_OUT = "lent_while_out"
    """By the store another reader had the book; that loan was ended, this one stands."""
    LENT_AGAIN_SINCE = "lent_again_since"
    """The book was lent once more, later, elsewhere: that loan stands, this one is over."""
    LENT_ON_RETURN = "lent_on_return"
    """By the store the book was on loan when it was scanned, which returned it; then a card borrowed it."""
    ALREADY_THEIRS = "already_theirs"
    """By the store the reader had the book already: perhaps it was meant to be returned."""
    LENT_DESPITE = "lent_despite"
    """By the store a rule forbade the loan; it stands."""
    NOT_LENT = "not_lent"
    """By the replica a rule forbade the loan; by the store none does."""
    OTHERS_RETURNED = "others_returned"
    """The book that came back was on another reader's record; that loan is ended."""
    RETURNED_TWICE = "returned_twice"
    """By the store the book was back already: perhaps somebody wanted to borrow it."""
    RENEWED_SINCE = "renewed_since"
    """The book came back, and its reader renewed it elsewhere later; the loan is ended."""
    RENEWED_DESPITE = "renewed_despite"
    """By the store a rule forbade the renewal; it stands."""
    NOT_RENEWED = "not_renewed"
    """The loan had ended when it was renewed."""
    NOT_UNDONE = "not_undone"
    """What was to be taken back had changed since."""
    NOT_DONE = "not_done"
    """The store could not do it at all."""


@dataclass(frozen=True)
class Conflict:
    """One of them, as far as the store still tells.

    Attributes:
        number: by which it is settled.
        at, kiosk: when and where the kiosk did what did not fit (naive UTC).
        verb: what the kiosk did.
        patron, title, code: the reader's number there, and the book.
        other, other_at, other_kiosk: the loan it did not fit with: whose, since when, lent where.
        reason: the rule that forbade it.
        flaw: what the store said when it could do nothing at all.
    """

    number: int
    kind: Kind
    at: datetime
    kiosk: str
    verb: str
    patron: str
    title: str
    code: str
    other: str
    other_at: datetime | None
    other_kiosk: str
    reason: Reason | None
    flaw: str = ""


def file_conflict(
    kind: Kind,
    acting: Acting,
    verb: str,
    *,
    patron_id: int | None,
    copy_id: int | None,
    loan_id: int | None = None,
    reason: Reason | None = None,
    flaw: str = "",
) -> None:
    """Put it on the list, in the running transaction. `loan_id` is the other loan; `flaw` names nobody."""
    told = {"reason": reason.value if reason else "", "flaw": flaw}
    record(
        acting,
        "conflict",
        patron_id=patron_id,
        copy_id=copy_id,
        loan_id=loan_id,
        flagged=True,
        details={"kind": kind.value, "verb": verb, **{key: value for key, value in told.items() if value}},
    )


def conflicts(*, settled: bool = False) -> list[Conflict]:
    """Those that wait for the librarian, the oldest first; with `settled`, all that were ever filed."""
    done = settled_numbers()
    other = Patron.alias()
    query = (
        Event.select(Event, Patron, Copy, Title, Loan, other)
        .join(Patron, peewee.JOIN.LEFT_OUTER)
        .switch(Event)
        .join(Copy, peewee.JOIN.LEFT_OUTER)
        .join(Title, peewee.JOIN.LEFT_OUTER)
        .switch(Event)
        .join(Loan, peewee.JOIN.LEFT_OUTER)
        .join(other, peewee.JOIN.LEFT_OUTER, on=(Loan.patron == other.id), attr="whose")
        .where(Event.verb == "conflict")
        .order_by(Event.at, Event.id)
    )
    return [_conflict(event) for event in query if settled or event.id not in done]


def settled_numbers() -> set[int]:
    """The numbers of the conflicts that the librarian has settled."""
    return {
        json.loads(event.details)["conflict"]
        for event in Event.select(Event.details).where(Event.verb == "conflict_settled")
    }


def settle(number: int, acting: Acting) -> None:
    """The librarian has settled it. Raises NotFound where none of this number waits."""
    with database.atomic():
        if number not in {conflict.number for conflict in conflicts()}:
            raise NotFound(N_("No conflict {number} waits to be settled."), number=number)
        record(acting, "conflict_settled", details={"conflict": number})


def settle_all(acting: Acting) -> int:
    """The librarian has settled everything that waits; returns how many that were."""
    with database.atomic():
        waiting = conflicts()
        for conflict in waiting:
            record(acting, "conflict_settled", details={"conflict": conflict.number})
    return len(waiting)


def _conflict(event: Any) -> Conflict:
    told = json.loads(event.details)
    loan = event.loan
    whose = getattr(loan, "whose", None)
    code = (
        Barcode.select(Barcode.code)
        .where(Barcode.copy == event.copy_id, Barcode.retired_at.is_null())
        .order_by(Barcode.id.desc())
        .scalar()
        if event.copy_id
        else None
    )
    return Conflict(
        event.id,
        Kind(told["kind"]),
        event.at,
        event.kiosk,
        told["verb"],
        event.patron.number if event.patron else "",
        event.copy.title.title if event.copy else "",
        code or "",
        whose.number if whose else "",
        loan.lent_at if loan else None,
        loan.kiosk if loan else "",
        Reason(told["reason"]) if "reason" in told else None,
        told.get("flaw", ""),
    )
