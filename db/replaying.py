"""Telling the store what a kiosk did alone: each event in one transaction, exactly once, whatever it meets.

The time of an event decides, not the time at which it is told: another kiosk may have told of a later one.
What a child was told at the kiosk stands; where the store knew better, that is put on the librarian's list.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import peewee

from db.answers import Refused
from db.circulation import close_loan, fulfil_hold, loan_refusal, write_loan
from db.clock import local_day
from db.conflicts import Kind, file_conflict
from db.events import one_scan, record
from db.journal import Entry
from db.lookup import FoundCopy, find_copy, standing
from db.models import Copy, Event, Loan, Patron, database
from db.policy import may_renew
from db.refusals import Reason
from db.replaying_classes import (
    bring_corner_back,
    close_corner_of,
    close_lesson_of,
    fill_corner,
    open_corner_of,
    open_lesson_of,
    take_out_of_corner,
)
from db.undo import undo

_SEEN = ("lent", "returned", "shown", "refused")
"""Verbs by which a book is known to have been at the kiosk."""


_ITS_OWN = ("lesson", "corner", "hold", "was")
"""Details that hold ids or states of the replica."""


class _Cannot(Exception):
    """It cannot be done; the kind of conflict says why."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind


def replay(entry: Entry) -> bool:
    """Tell the store of one event; False where it knew of it already.

    Raises peewee.OperationalError and InterfaceError when the store cannot be reached: then nothing is done,
    or all of it. Nothing else stops what comes after it.
    """
    try:
        with database.atomic():
            if _is_known(entry):
                return False
            with one_scan(entry.uuid, entry.verb):
                _APPLY.get(entry.verb, _cannot)(entry)
    except (peewee.OperationalError, peewee.InterfaceError):
        raise
    except Exception as error:  # whatever it is: nothing is dropped, and it does not stop the others
        kind = error.kind if isinstance(error, _Cannot) else Kind.NOT_DONE
        return _keep(entry, kind, "" if isinstance(error, _Cannot) else type(error).__name__)
    return True


def _is_known(entry: Entry) -> bool:
    return Event.select().where(Event.uuid == entry.uuid).exists()


def _keep(entry: Entry, kind: Kind, flaw: str) -> bool:
    """Record what happened, though nothing follows from it, and put it on the list."""
    with database.atomic():
        if _is_known(entry):
            return False
        patron = Patron.get_or_none(Patron.id == entry.patron_id)
        copy = Copy.get_or_none(Copy.id == entry.copy_id)
        kept = replace(
            entry,
            patron_id=patron.id if patron else None,
            copy_id=copy.id if copy else None,
        )
        with one_scan(entry.uuid, entry.verb):
            _record(kept, flagged=True)
            _file(kept, kind, flaw=flaw)
    return True


def _lent(entry: Entry) -> None:
    patron_id, copy_id, acting = _reader(entry), _copy(entry), entry.acting
    who, copy, at = standing(patron_id), find_copy(copy_id), acting.now
    standing_loan = copy.loan
    if standing_loan and standing_loan.patron_id == patron_id and standing_loan.lent_at <= at:
        _record(entry, loan_id=standing_loan.loan_id)
        return _file(entry, Kind.ALREADY_THEIRS, loan_id=standing_loan.loan_id)
    corner_of = who.class_id if who.class_id == copy.corner_class_id else None
    refused = loan_refusal(who, copy, local_day(at), corner_of)
    over = _next_seen(copy_id, at)
    if standing_loan and standing_loan.lent_at <= at:
        close_loan(copy, standing_loan, acting, flagged=True)
        _file(entry, Kind.LENT_WHILE_OUT, loan_id=standing_loan.loan_id)
    elif standing_loan:
        _file(entry, Kind.LENT_AGAIN_SINCE, loan_id=standing_loan.loan_id)
    loan_id = write_loan(patron_id, copy_id, date.fromisoformat(entry.details["due"]), acting, over)
    hold = fulfil_hold(copy.title_id, patron_id, acting) if copy.wanted else {}
    _record(
        entry,
        loan_id=loan_id,
        flagged=refused is not None,
        details={**_plain(entry), **hold},
    )
    if over:
        back = replace(acting, now=over)
        record(back, "returned", patron_id=patron_id, copy_id=copy_id, loan_id=loan_id)
    elif refused:
        _file(entry, Kind.LENT_DESPITE, reason=refused.reason)
    return None


def _returned(entry: Entry) -> None:
    copy, at = find_copy(_copy(entry)), entry.acting.now
    loan = _loan(entry)
    if loan and loan.returned_at and loan.returned_at > at and not loan.voided:
        Loan.update(returned_at=at).where(Loan.id == loan.id).execute()  # the other kiosk saw it later
    if copy.loan and copy.loan.lent_at <= at:
        is_meant = loan is not None and loan.id == copy.loan.loan_id
        renewed = Event.select().where(
            Event.loan == copy.loan.loan_id, Event.verb == "renewed", Event.at > at, ~_undone()
        )
        if not is_meant:
            _file(entry, Kind.OTHERS_RETURNED, loan_id=copy.loan.loan_id)
        elif renewed.exists():
            _file(entry, Kind.SEEN_SINCE, loan_id=copy.loan.loan_id)
        close_loan(copy, copy.loan, entry.acting, flagged=entry.flagged or not is_meant)
        if is_meant:
            return
    _record(entry, loan_id=loan.id if loan else None)


def _shown(entry: Entry) -> None:
    """A book on loan that is scanned while nobody is there is returned."""
    _take_back(find_copy(_copy(entry)), entry, flagged=False)
    _record(entry)


def _refused(entry: Entry) -> None:
    """The reader went without the book, which is back therefore, whoever had it."""
    copy = find_copy(_copy(entry))
    _take_back(copy, entry, flagged=True)
    _record(entry)
    who = standing(_reader(entry))
    corner_of = who.class_id if who.class_id == copy.corner_class_id else None
    if loan_refusal(who, copy, local_day(entry.acting.now), corner_of) is None:
        _file(entry, Kind.NOT_LENT, reason=Reason(entry.details["reason"]))


def _renewed(entry: Entry) -> None:
    loan, at = _loan(entry), entry.acting.now
    if loan is None or (loan.returned_at and loan.returned_at <= at):
        raise _Cannot(Kind.NOT_RENEWED)
    copy = find_copy(loan.copy_id)
    refused = may_renew(standing(loan.patron_id), copy, loan.renewals) if loan.patron_id else None
    due_on = date.fromisoformat(entry.details["due"])
    Loan.update(due_on=due_on, renewals=loan.renewals + 1).where(Loan.id == loan.id).execute()
    details = {
        "due_before": loan.due_on.isoformat(),
        "due": entry.details["due"],
        "renewals": loan.renewals + 1,
    }
    _record(entry, loan_id=loan.id, flagged=refused is not None, details=details)
    if refused:
        _file(entry, Kind.RENEWED_DESPITE, reason=refused.reason)


def _undone_there(entry: Entry) -> None:
    target = Event.get_or_none(Event.uuid == entry.undoes)
    if target is None or isinstance(undo((target.id,), entry.acting), Refused):
        raise _Cannot(Kind.NOT_UNDONE)


def _language(entry: Entry) -> None:
    Patron.update(language=entry.language).where(Patron.id == _reader(entry)).execute()
    _record(entry)


def _nothing(_entry: Entry) -> None:
    """What follows from another event, which brings it along."""


def _cannot(_entry: Entry) -> None:
    raise _Cannot(Kind.NOT_DONE)


def _record(
    entry: Entry,
    *,
    loan_id: int | None = None,
    flagged: bool = False,
    details: dict[str, object] | None = None,
) -> None:
    record(
        entry.acting,
        entry.verb,
        patron_id=entry.patron_id,
        copy_id=entry.copy_id,
        loan_id=loan_id,
        flagged=flagged or entry.flagged,
        details=_plain(entry) if details is None else details,
    )


def _plain(entry: Entry) -> dict[str, object]:
    """Its details without ids that are not the store's."""
    return {key: value for key, value in entry.details.items() if key not in _ITS_OWN}


def _file(
    entry: Entry, kind: Kind, *, loan_id: int | None = None, reason: Reason | None = None, flaw: str = ""
) -> None:
    file_conflict(
        kind,
        entry.acting,
        entry.verb,
        patron_id=entry.patron_id,
        copy_id=entry.copy_id,
        loan_id=loan_id,
        reason=reason,
        flaw=flaw,
    )


def _take_back(copy: FoundCopy, entry: Entry, *, flagged: bool) -> None:
    if copy.loan and copy.loan.lent_at <= entry.acting.now:
        close_loan(copy, copy.loan, entry.acting, flagged=flagged)


def _next_seen(copy_id: int, at: datetime) -> datetime | None:
    """When a book lent at this time was next at a kiosk, which knew nothing of that: then it was back."""
    return (  # type: ignore[no-any-return]
        Event.select(peewee.fn.MIN(Event.at))
        .where(Event.copy == copy_id, Event.at > at, Event.verb.in_(_SEEN), ~_undone())
        .scalar()
    )


def _undone() -> Any:
    later = Event.alias()
    return peewee.fn.EXISTS(later.select(later.id).where(later.undoes == Event.id))


def _loan(entry: Entry) -> Loan | None:
    """The loan it is about, by the store's own number."""
    loan_id = entry.loan_id
    if entry.lent_by:
        loan_id = Event.select(Event.loan).where(Event.uuid == entry.lent_by).scalar()
    found: Loan | None = Loan.get_or_none(Loan.id == loan_id)
    return found


def _reader(entry: Entry) -> int:
    assert entry.patron_id is not None
    return entry.patron_id


def _copy(entry: Entry) -> int:
    assert entry.copy_id is not None
    return entry.copy_id


_APPLY: dict[str, Callable[[Entry], None]] = {
    "lent": _lent,
    "returned": _returned,
    "shown": _shown,
    "refused": _refused,
    "renewed": _renewed,
    "undone": _undone_there,
    "language": _language,
    "turn_opened": _record,
    "return_unclear": _record,
    "day_confirmed": _record,
    "lesson_opened": open_lesson_of,
    "lesson_closed": close_lesson_of,
    "corner_opened": open_corner_of,
    "corner_filled": fill_corner,
    "corner_taken_out": take_out_of_corner,
    "corner_back": bring_corner_back,
    "corner_not_ours": bring_corner_back,
    "corner_still_lent": _nothing,
    "corner_missing": _nothing,
    "corner_closed": close_corner_of,
}
