"""What could not simply be carried over from a kiosk that had been alone, for the librarian to look at.

A conflict is a flagged event of its own: nothing of it is lost, and its links to persons are cut when theirs
are. It is settled by another event.
"""

from typing import Any

import peewee

from db.answers.alone.conflict import Conflict, Kind
from db.answers.counter.refusals import Reason
from db.errors import NotFound
from db.events.record import Acting, details_of, record
from db.marking import N_
from db.models import CODE_OF_COPY, Copy, Event, Loan, Patron, Title, database
from db.store.sql import rows


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
        details_of(event).get("conflict", 0)
        for event in Event.select(Event.details).where(Event.verb == "conflict_settled")
    }


def settle(number: int, acting: Acting) -> None:
    """The librarian has settled it. Raises NotFound where none of this number waits."""
    with database.atomic():
        if number not in {conflict.number for conflict in conflicts()}:
            raise NotFound(N_("There is no conflict {number} to settle."), number=number)
        record(acting, "conflict_settled", details={"conflict": number})


def settle_all(acting: Acting) -> int:
    """The librarian has settled everything that waits; returns how many that were."""
    with database.atomic():
        waiting = conflicts()
        for conflict in waiting:
            record(acting, "conflict_settled", details={"conflict": conflict.number})
    return len(waiting)


def _conflict(event: Any) -> Conflict:
    told = details_of(event)
    loan = event.loan
    whose = getattr(loan, "whose", None)
    code = event.copy_id and rows(f"SELECT {CODE_OF_COPY} FROM copy WHERE copy.id = ?", event.copy_id)[0][0]
    return Conflict(
        event.id,
        Kind(told.get("kind", Kind.NOT_DONE)),
        event.at,
        event.kiosk,
        told.get("verb", ""),
        event.patron.number if event.patron else "",
        event.copy.title.title if event.copy else "",
        code or "",
        whose.number if whose else "",
        loan.lent_at if loan else None,
        loan.kiosk if loan else "",
        Reason(told["reason"]) if "reason" in told else None,
        told.get("flaw", ""),
    )
