"""Entering in the store what a kiosk did offline with books and readers."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import peewee

from db.answers.alone.conflict import Kind
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.circulation.found import FoundCopy, Standing
from db.circulation.holds import fulfil_hold
from db.circulation.lending import JUST_NOW, close_loan, loan_refusal, write_loan
from db.circulation.lookup import find_copy
from db.circulation.policy import may_renew
from db.circulation.standing import standing
from db.circulation.undo import undo
from db.clock import local_day
from db.events.conflicts import file_conflict
from db.events.record import Acting, details_of, newest_event_at, record
from db.models import Event, Loan, Patron
from db.offline.catch_up_notes import (
    CannotReplay,
    copy_of,
    file_entry,
    plain_details,
    reader_of,
    record_entry,
)
from db.offline.journal import Entry
from db.offline.loan_limit import as_it_was, file_too_many, settle_not_too_many, was_overridden

_ALREADY = "already"
"""In the details of a lending that opened no loan: the reader's loan that was open."""
_SEEN = ("lent", "returned", "shown", "refused")
"""Verbs by which a book is known to have been at the kiosk."""
_SHOWN_FOR = timedelta(seconds=30)
"""A card borrows a book that was shown at most so long before."""
_BY_ACCOUNT = (Reason.LIMIT_REACHED.value, Reason.ONE_BOOK.value, Reason.OVERDUE_BLOCK.value)
"""Why a reader is refused who still has books by the store."""


def lend(entry: Entry) -> None:
    """The loan stands, or is over where the book was seen elsewhere since."""
    patron_id, copy_id, acting = reader_of(entry), copy_of(entry), entry.acting
    who, copy, at = standing(patron_id), find_copy(copy_id), acting.now
    other = copy.loan
    if other and other.patron_id == patron_id and other.lent_at <= at:
        record_entry(entry, details={**plain_details(entry), _ALREADY: other.loan_id})
        return file_entry(entry, Kind.ALREADY_THEIRS, loan_id=other.loan_id)
    refused = _refusal(who, copy, at)
    over = other.lent_at if other and other.lent_at > at else _next_seen(copy_id, at + JUST_NOW)
    if other and other.lent_at <= at:
        _close(copy, entry, flagged=True)
        file_entry(entry, Kind.LENT_WHILE_OUT, loan_id=other.loan_id)
    elif other:
        file_entry(entry, Kind.LENT_AGAIN_SINCE, loan_id=other.loan_id)
    elif returned := _returned_by_showing(entry):
        file_entry(entry, Kind.LENT_ON_RETURN, loan_id=returned)
    loan_id = write_loan(patron_id, copy_id, date.fromisoformat(entry.details["due"]), acting, over)
    hold = fulfil_hold(copy.title_id, patron_id, acting) if copy.wanted else {}
    details = {**plain_details(entry), **hold}
    record_entry(entry, loan_id=loan_id, flagged=refused is not None, details=details)
    if over:
        back = replace(acting, now=over)
        record(back, "returned", patron_id=patron_id, copy_id=copy_id, loan_id=loan_id)
        if other is None and over >= (newest_event_at() or over) - _SHOWN_FOR:
            file_entry(entry, Kind.LENT_ON_RETURN, loan_id=loan_id)  # a card may borrow it just now
    elif refused and not was_overridden(patron_id, copy_id, at):
        file_entry(entry, Kind.LENT_DESPITE, reason=refused.reason)
    file_too_many(patron_id, at, over)
    return None


def take_back(entry: Entry) -> None:
    """A return always wins, but over what was lent later."""
    copy, at = find_copy(copy_of(entry)), entry.acting.now
    loan = _loan(entry)
    if loan and loan.voided:
        loan = None  # taken back elsewhere since: the book came back, but not from a loan
    if loan and loan.returned_at and loan.returned_at > at:
        Loan.update(returned_at=at).where(Loan.id == loan.id).execute()  # the other kiosk saw it later
    if copy.loan is None or copy.loan.lent_at > at:
        if loan and loan.returned_at and loan.returned_at < at:
            file_entry(entry, Kind.RETURNED_TWICE, loan_id=loan.id)
        return record_entry(entry, loan_id=loan.id if loan else None)
    if loan is None or loan.id != copy.loan.loan_id:
        record_entry(entry, loan_id=loan.id if loan else None)
        file_entry(entry, Kind.OTHERS_RETURNED, loan_id=copy.loan.loan_id)
        return _close(copy, entry, flagged=True)
    renewed = Event.select().where(Event.loan == loan.id, Event.verb == "renewed", Event.at > at, ~_undone())
    if renewed.exists():
        file_entry(entry, Kind.RENEWED_SINCE, loan_id=loan.id)
    return _close(copy, entry, flagged=entry.flagged)


def show(entry: Entry) -> None:
    """A book on loan that is scanned while nobody is there is returned."""
    _close(find_copy(copy_of(entry)), entry, flagged=False)
    record_entry(entry)


def refuse(entry: Entry) -> None:
    """The reader went without the book, so it is back, whoever had it."""
    copy, at = find_copy(copy_of(entry)), entry.acting.now
    _close(copy, entry, flagged=True)
    record_entry(entry)
    if _refusal(standing(reader_of(entry)), copy, at) is None:
        file_entry(entry, Kind.NOT_LENT, reason=Reason(entry.details["reason"]))


def renew(entry: Entry) -> None:
    """The renewal stands, unless the loan had ended."""
    loan, at = _loan(entry), entry.acting.now
    if loan is None or (loan.returned_at and loan.returned_at <= at):
        raise CannotReplay(Kind.NOT_RENEWED)
    copy = find_copy(loan.copy_id)
    refused = None
    if loan.patron_id:
        refused = may_renew(standing(loan.patron_id), copy, loan.renewals, loan.due_on, local_day(at))
    due_on, renewals = date.fromisoformat(entry.details["due"]), loan.renewals + 1
    Loan.update(due_on=due_on, renewals=renewals).where(Loan.id == loan.id).execute()
    told = {"due_before": loan.due_on.isoformat(), "due": due_on.isoformat(), "renewals": renewals}
    record_entry(entry, loan_id=loan.id, flagged=refused is not None, details=told)
    if refused:
        file_entry(entry, Kind.RENEWED_DESPITE, reason=refused.reason)


def undo_there(entry: Entry) -> None:
    """What was taken back is taken back, as far as another kiosk has not seen the book since."""
    target = Event.get_or_none(Event.uuid == entry.undoes)
    if target is None:
        raise CannotReplay(Kind.NOT_UNDONE)
    loan: Any = Loan.get_or_none(Loan.id == target.loan_id)
    over = loan.returned_at if loan else None
    if target.verb == "lent" and over:  # another kiosk saw the book
        Loan.update(voided=True).where(Loan.id == loan.id).execute()
        record_entry(entry, loan_id=loan.id, undoes=target.id)
    elif target.verb == "returned" and over and over < target.at:  # another kiosk took it back before
        record_entry(entry, undoes=target.id)
    elif isinstance(undo((target.id,), entry.acting), Refused):
        raise CannotReplay(Kind.NOT_UNDONE)


def clear_there(entry: Entry) -> None:
    """The question what a scan meant was answered."""
    asked = Event.get_or_none(Event.uuid == entry.undoes)
    record_entry(entry, undoes=asked.id if asked else None)


def move(entry: Entry) -> None:
    """A label's first scan said of which copy of its title a loan is."""
    loan, copy = _loan(entry), find_copy(copy_of(entry))
    if loan and loan.returned_at is None and loan.copy_id != copy.copy_id:
        if copy.loan:
            raise CannotReplay(Kind.NOT_DONE)
        Loan.update(copy=copy.copy_id).where(Loan.id == loan.id).execute()
    record_entry(entry, loan_id=loan.id if loan else None)


def change_language(entry: Entry) -> None:
    """The reader's choice."""
    Patron.update(language=entry.language).where(Patron.id == reader_of(entry)).execute()
    record_entry(entry)


def _close(copy: FoundCopy, entry: Entry, *, flagged: bool) -> None:
    """End the loan that is open since before; its reader may have been refused another book meanwhile."""
    acting = entry.acting
    if copy.loan is None or copy.loan.lent_at > acting.now:
        return
    patron_id = copy.loan.patron_id
    close_loan(copy, copy.loan, acting, flagged=flagged)
    settle_not_too_many(patron_id, acting)
    since: Any = Event.select().where(
        Event.patron == patron_id, Event.verb == "refused", Event.at > acting.now, Event.copy.is_null(False)
    )
    for refused in since:
        reason = next((word for word in _BY_ACCOUNT if word in refused.details), None)
        wanted = find_copy(refused.copy_id)
        if reason and _refusal(standing(patron_id), wanted, refused.at) is None:
            there = Acting(refused.kiosk, refused.at)
            file_conflict(
                Kind.NOT_LENT,
                there,
                "refused",
                patron_id=patron_id,
                copy_id=refused.copy_id,
                reason=Reason(reason),
            )


def _refusal(who: Standing, copy: FoundCopy, at: datetime) -> Refused | None:
    """The rule that forbade this loan at that time, by all that is known now."""
    corner_of = who.class_id if who.class_id == copy.corner_class_id else None
    return loan_refusal(as_it_was(who, at), copy, local_day(at), corner_of)


def _next_seen(copy_id: int, at: datetime) -> datetime | None:
    """When a book lent before was next at a kiosk that did not know of the loan: it was back by then."""
    return (  # type: ignore[no-any-return]
        Event.select(peewee.fn.MIN(Event.at))
        .where(Event.copy == copy_id, Event.at >= at, Event.verb.in_(_SEEN), ~_undone())
        .scalar()
    )


def _returned_by_showing(entry: Entry) -> int | None:
    """The loan that was ended when this kiosk showed the book, until a card borrowed it."""
    shown = (
        Event.select(Event.at)
        .where(
            Event.copy == entry.copy_id,
            Event.verb == "shown",
            Event.kiosk == entry.acting.kiosk,
            Event.at >= entry.acting.now - _SHOWN_FOR,
            Event.at <= entry.acting.now,
        )
        .order_by(Event.at.desc())
        .limit(1)
    )
    return (  # type: ignore[no-any-return]
        Event.select(Event.loan)
        .where(Event.copy == entry.copy_id, Event.verb == "returned", Event.at == shown)
        .scalar()
    )


def _undone() -> Any:
    later = Event.alias()
    return peewee.fn.EXISTS(later.select(later.id).where(later.undoes == Event.id))


def _loan(entry: Entry) -> Loan | None:
    """The loan it is about, by the store's own number."""
    loan_id = entry.loan_id
    if entry.lent_by:
        lent: Any = Event.get_or_none(Event.uuid == entry.lent_by)
        loan_id = lent and (lent.loan_id or details_of(lent).get(_ALREADY))
    found: Loan | None = Loan.get_or_none(Loan.id == loan_id)
    return found
