"""How many books a reader had at a time, by all that is known now, and which loans were too many by that."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import peewee

from db.answers.alone.conflict import Kind
from db.answers.counter.refusals import Reason
from db.circulation.found import Standing
from db.circulation.standing import standing
from db.events.conflicts import conflicts, file_conflict, settle
from db.events.record import Acting, details_of
from db.models import Event, Loan


def as_it_was(who: Standing, at: datetime) -> Standing:
    """The reader with the loans of that time: since then another kiosk may have lent and taken back."""
    then: Any = Loan.select(peewee.fn.COUNT(Loan.id), peewee.fn.MIN(Loan.due_on)).where(
        Loan.patron == who.patron_id,
        Loan.lent_at < at,
        Loan.returned_at.is_null() | (Loan.returned_at >= at),
        ~Loan.voided,
    )
    ((count, due),) = list(then.tuples())
    return replace(who, open_loans=count, earliest_due=due)


def was_overridden(patron_id: int | None, copy_id: int | None, at: datetime) -> bool:
    """Whether staff lent it anyway."""
    return (
        Event.select()
        .where(
            Event.verb == "overridden",
            Event.at == at,
            Event.patron == patron_id,
            Event.copy == copy_id,
        )
        .exists()
    )


def file_too_many(patron_id: int, at: datetime, over: datetime | None) -> None:
    """A loan of that time has just been entered: list the later loans that it pushes over the limit.

    Nobody knew of it when they were entered. `over`: when it ended.
    """
    who = standing(patron_id)
    later: Any = Loan.select().where(
        Loan.patron == patron_id, Loan.lent_at > at, Loan.returned_at.is_null(), ~Loan.voided
    )
    for loan in later:
        is_counted = over is None or over >= loan.lent_at
        # At more than the limit it was too many before, and is listed.
        if not is_counted or as_it_was(who, loan.lent_at).open_loans != who.most_loans:
            continue
        if not was_overridden(patron_id, loan.copy_id, loan.lent_at):
            file_conflict(
                Kind.LENT_DESPITE,
                Acting(loan.kiosk, loan.lent_at),
                "lent",
                patron_id=patron_id,
                copy_id=loan.copy_id,
                reason=Reason.LIMIT_REACHED,
            )


def settle_not_too_many(patron_id: int, acting: Acting) -> None:
    """A book of theirs was back at that time: what was listed as too many since may have been none."""
    filed: Any = Event.select().where(
        Event.verb == "conflict", Event.patron == patron_id, Event.at > acting.now
    )
    too_many = {event.id for event in filed if _is_too_many(details_of(event))}
    if not too_many:
        return
    who = standing(patron_id)
    for conflict in conflicts():
        if conflict.number in too_many and as_it_was(who, conflict.at).open_loans < who.most_loans:
            settle(conflict.number, acting.by_itself())


def _is_too_many(details: dict[str, Any]) -> bool:
    return (details.get("kind"), details.get("reason")) == (
        Kind.LENT_DESPITE.value,
        Reason.LIMIT_REACHED.value,
    )
