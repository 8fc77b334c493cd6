"""Taking back what was just done, as events of their own."""

from datetime import date
from typing import Any

import peewee

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, CheckedIn, Refused, Renewed, Undone
from db.circulation.lending import renew
from db.circulation.lookup import find_copy
from db.circulation.policy import limit_on
from db.circulation.standing import standing
from db.clock import local_day
from db.events.record import Acting, details_of, record
from db.library.calendar import Calendar
from db.models import Copy, Event, Hold, Loan, database


class _ChangedSince(Exception):
    """The loan is no longer as the event left it."""


def undo(events: tuple[int, ...], acting: Acting) -> Undone | Refused:
    """Take back what these events did, the last first, or nothing at all.

    Refused when a loan has changed since: the store then says something newer than the event. A return is
    taken back whatever the reader has borrowed meanwhile: the book is in their hands. Where that is more than
    they may have, the librarian is to know.
    """
    undone: list[int] = []
    copy_id: int | None = None
    verbs: list[str] = []
    try:
        with database.atomic():
            for event_id in reversed(events):
                event = Event.get_or_none(Event.id == event_id)
                if event is None:
                    raise _ChangedSince
                _take_back(event, acting)
                copy_id = event.copy_id
                verbs.append(event.verb)
                undone.append(
                    record(
                        acting,
                        "undone",
                        patron_id=event.patron_id,
                        copy_id=event.copy_id,
                        loan_id=event.loan_id,
                        undoes=event_id,
                        flagged=event.verb == "returned" and _has_too_many(event.patron_id, acting),
                    )
                )
    except (_ChangedSince, peewee.IntegrityError):
        return Refused(Reason.CANNOT_UNDO)
    word = "settled" if verbs == ["lent", "returned"] else next(iter(verbs), "")
    return Undone(word, find_copy(copy_id).book if copy_id else None, tuple(undone))


def _has_too_many(patron_id: int | None, acting: Acting) -> bool:
    if patron_id is None:
        return False
    who = standing(patron_id)
    return who.open_loans > limit_on(who, local_day(acting.now))


def keep(returned: CheckedIn, acting: Acting, calendar: Calendar) -> Renewed | AlreadyYours | Refused:
    """Renew instead of a return just made. Where the rules forbid that, the return stands.

    A renewal that would gain no day is not needed for keeping the book: only the return is taken back.
    """
    refused: Refused
    try:
        with database.atomic():
            taken_back = undo(returned.events, acting)
            answer = (
                renew(returned.loan_id, acting, calendar) if isinstance(taken_back, Undone) else taken_back
            )
            if isinstance(answer, Renewed):
                return answer
            if answer.reason is Reason.RENEWAL_GAINS_NOTHING:
                return AlreadyYours(returned.book, Loan.get_by_id(returned.loan_id).due_on)
            refused = answer
            raise _ChangedSince
    except _ChangedSince:
        return refused


def _take_back(event: Event, acting: Acting) -> None:
    details = details_of(event)
    match event.verb:
        case "copy_marked":
            _mark_back(event, details)
            return
        case "lent":
            loan = Loan.update(returned_at=acting.now, voided=True).where(
                Loan.returned_at.is_null(), Loan.renewals == 0
            )
        case "returned":
            loan = Loan.update(returned_at=None).where(
                Loan.returned_at.is_null(False), ~Loan.voided, Loan.patron.is_null(False)
            )
        case "renewed":
            if not details:
                raise _ChangedSince
            loan = Loan.update(
                due_on=date.fromisoformat(details["due_before"]), renewals=details["renewals"] - 1
            ).where(Loan.returned_at.is_null(), Loan.renewals == details["renewals"])
        case _:
            raise _ChangedSince
    if loan.where(Loan.id == event.loan_id).execute() != 1:
        raise _ChangedSince
    if "was" in details:
        Copy.update(status=details["was"]).where(Copy.id == event.copy_id).execute()
    if "hold" in details:
        Hold.update(closed_at=None).where(Hold.id == details["hold"]).execute()


def _mark_back(event: Event, details: dict[str, Any]) -> None:
    marked = Copy.update(status=details.get("was")).where(
        Copy.id == event.copy_id, Copy.status == details.get("status")
    )
    if "was" not in details or marked.execute() != 1:
        raise _ChangedSince
