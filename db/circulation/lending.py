"""Lending and returning: one function a verb, one transaction each, a frozen answer.

Verbs may be called inside a wider transaction. The database's constraints have the last word;
what they stop becomes an answer too.
"""

from datetime import date, datetime, timedelta

import peewee

from db.answers.counter.overriding import OVERRIDABLE, Override
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    BookShown,
    CheckedIn,
    CheckedOut,
    LoanWanted,
    Refused,
    Renewed,
    Settled,
)
from db.circulation.found import FoundCopy, OpenLoan, Standing
from db.circulation.holds import fulfil_hold, promised_to_others
from db.circulation.lookup import find_copy
from db.circulation.policy import card_refusal, limit_on, may_borrow, may_renew
from db.circulation.standing import standing
from db.clock import local_day
from db.events.record import Acting, record
from db.library.calendar import Calendar
from db.models import Copy, Loan, database
from db.store.sql import insert, joined, rows

LONGEST_WORDS = 120
"""How many characters are kept of a reason in a librarian's own words."""

JUST_NOW = timedelta(seconds=10)
"""A loan made at another kiosk less than this ago is that kiosk's, not a forgotten return."""


def check_out(
    patron_id: int,
    copy_id: int,
    acting: Acting,
    calendar: Calendar,
    *,
    corner_of: int | None = None,
    override: Override | None = None,
    found: FoundCopy | None = None,
    who: Standing | None = None,
) -> CheckedOut | Settled | AlreadyYours | Refused:
    """Lend one copy to one reader; `corner_of` is the class whose librarian lends from its corner.

    `found` is the copy and `who` the reader, where they were looked up in this very transaction.

    With `override`, staff lend what a rule of `OVERRIDABLE` refuses; that they did is an event of its own.

    A copy still on another reader's record is settled: it stands before us, so it was returned. That
    return holds even where this reader may not borrow it. Both events are flagged for the librarian.
    """
    with joined():
        found, who = found or find_copy(copy_id), who or standing(patron_id)
        return _check_out(who, found, acting, calendar, corner_of, override)


def _check_out(
    who: Standing,
    copy: FoundCopy,
    acting: Acting,
    calendar: Calendar,
    corner_of: int | None,
    override: Override | None,
) -> CheckedOut | Settled | AlreadyYours | Refused:
    today = local_day(acting.now)
    settled: tuple[int, ...] = ()
    if copy.loan:
        if copy.loan.patron_id == who.patron_id:
            return AlreadyYours(copy.book, copy.loan.due_on)
        if copy.loan.kiosk != acting.kiosk and acting.now - copy.loan.lent_at < JUST_NOW:
            return Refused(Reason.TAKEN_MEANWHILE, copy.book)
        settled = (close_loan(copy, copy.loan, acting, flagged=True),)
    refused = card_refusal(who) if override else None
    refused = refused or loan_refusal(who, copy, today, corner_of)
    if refused:
        told: dict[str, object] = {"reason": refused.reason.value, **refused.details}
        is_overridden = override is not None and refused.reason in OVERRIDABLE
        if override and is_overridden:
            told |= {"why": override.why.value, "words": override.words[:LONGEST_WORDS]}
        record(
            acting,
            "overridden" if is_overridden else "refused",
            patron_id=who.patron_id,
            copy_id=copy.copy_id,
            flagged=bool(settled),
            details=told,
        )
        if not is_overridden:
            can_be = refused.reason in OVERRIDABLE and corner_of is None
            wanted = LoanWanted(who.patron_id, copy.copy_id) if can_be else None
            return Refused(refused.reason, copy.book, refused.details, settled, wanted)
    due_on = calendar.due_on(today, 1 if copy.overnight else who.loan_days)
    loan_id = _write_loan(who.patron_id, copy.copy_id, due_on, acting, None)
    if loan_id is None:
        return Refused(Reason.TAKEN_MEANWHILE, copy.book, events=settled)
    if not who.has_borrowed:
        _has_borrowed_now(who.patron_id)
    hold = fulfil_hold(copy.title_id, who.patron_id, acting) if copy.wanted else {}
    event = record(
        acting,
        "lent",
        patron_id=who.patron_id,
        copy_id=copy.copy_id,
        loan_id=loan_id,
        flagged=bool(settled),
        details={"due": due_on.isoformat(), **hold},
    )
    if copy.unreviewed == "warn":
        record(acting, "unreviewed", copy_id=copy.copy_id, flagged=True)
    answer = Settled if settled else CheckedOut
    return answer(copy.book, loan_id, due_on, who.open_loans + 1, limit_on(who, today), (*settled, event))


def loan_refusal(who: Standing, copy: FoundCopy, today: date, corner_of: int | None) -> Refused | None:
    """The first rule that forbids this loan, or None: the policy's, or that others wait for the title."""
    refused = may_borrow(who, copy, today, corner_of)
    if refused is None and copy.wanted and promised_to_others(copy.title_id, who.patron_id):
        return Refused(Reason.ON_HOLD, copy.book)
    return refused


def check_in(
    copy_id: int,
    acting: Acting,
    *,
    offered_to: int | None = None,
    found: FoundCopy | None = None,
    who: Standing | None = None,
) -> CheckedIn | BookShown:
    """Take one copy back, whoever had it. Never refused.

    `offered_to` is the reader at the kiosk; when the loan was theirs, and could be renewed as far as can
    be said before trying, the answer offers that. A copy that is not on loan is only shown. `found` and
    `who` as in `check_out`; `who` is that reader.
    """
    with joined():
        copy = found or find_copy(copy_id)
        if copy.loan is None:
            return BookShown(copy.book)
        own = copy.loan.patron_id == offered_to
        who = (who or standing(copy.loan.patron_id)) if own else None
        today = local_day(acting.now)
        event = close_loan(copy, copy.loan, acting)
        return CheckedIn(
            book=copy.book,
            loan_id=copy.loan.loan_id,
            days_overdue=max(0, (today - copy.loan.due_on).days) if own else 0,
            on_hold=copy.wanted,
            to_librarian=copy.status in ("repair", "lost", "withdrawn", "processing", "frozen"),
            corner=copy.corner,
            renewal_offered=who is not None
            and may_renew(who, copy, copy.loan.renewals, copy.loan.due_on, today) is None,
            events=(event,),
        )


def renew(loan_id: int, acting: Acting, calendar: Calendar) -> Renewed | Refused:
    """Let the reader keep a copy longer, counted from today."""
    with database.atomic():
        loan = Loan.get_by_id(loan_id)
        copy = find_copy(loan.copy_id)
        if copy.loan is None or copy.loan.loan_id != loan_id:
            return Refused(Reason.TAKEN_MEANWHILE, copy.book)
        who = standing(copy.loan.patron_id)
        today = local_day(acting.now)
        due_on = calendar.due_on(today, 1 if copy.overnight else who.loan_days)
        refused = may_renew(who, copy, copy.loan.renewals, copy.loan.due_on, today)
        if refused is None and due_on <= copy.loan.due_on:
            refused = Refused(Reason.RENEWAL_GAINS_NOTHING)
        if refused:
            return Refused(refused.reason, copy.book, refused.details)
        renewals = copy.loan.renewals + 1
        Loan.update(due_on=due_on, renewals=renewals).where(Loan.id == loan_id).execute()
        event = record(
            acting,
            "renewed",
            patron_id=who.patron_id,
            copy_id=copy.copy_id,
            loan_id=loan_id,
            details={
                "due_before": copy.loan.due_on.isoformat(),
                "due": due_on.isoformat(),
                "renewals": renewals,
            },
        )
        return Renewed(copy.book, loan_id, due_on, renewals, (event,))


def write_loan(
    patron_id: int, copy_id: int, due_on: date, acting: Acting, returned_at: datetime | None = None
) -> int:
    """Write the loan, whatever the rules say; returns its id. Records no event."""
    loan_id = _write_loan(patron_id, copy_id, due_on, acting, returned_at)
    if loan_id is None:
        raise peewee.IntegrityError("this copy is on loan already")
    _has_borrowed_now(patron_id)
    return loan_id


def _has_borrowed_now(patron_id: int) -> None:
    rows("INSERT INTO has_borrowed (patron_id) VALUES (?) ON CONFLICT DO NOTHING", patron_id)


def _write_loan(
    patron_id: int, copy_id: int, due_on: date, acting: Acting, returned_at: datetime | None
) -> int | None:
    """None where the copy is on loan already, as the index loan_one_open says."""
    return insert(
        "loan",
        "copy_id, patron_id, lent_at, lent_on, due_on, kiosk, returned_at, renewals, voided",
        *(copy_id, patron_id, acting.now, local_day(acting.now), due_on, acting.kiosk, returned_at, 0, False),
    )


def close_loan(copy: FoundCopy, loan: OpenLoan, acting: Acting, *, flagged: bool = False) -> int:
    """Close the loan; a copy that was thought lost counts as found."""
    rows("UPDATE loan SET returned_at = ? WHERE id = ?", acting.now, loan.loan_id)
    found = copy.status == "lost"
    if found:
        Copy.update(status="available").where(Copy.id == copy.copy_id).execute()
    return record(
        acting,
        "returned",
        patron_id=loan.patron_id,
        copy_id=copy.copy_id,
        loan_id=loan.loan_id,
        flagged=flagged or found or copy.wanted,
        details={"was": copy.status} if found else None,
    )
