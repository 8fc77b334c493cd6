"""Loans that were written on paper, taken in afterwards: no rule forbids what has happened."""

from db.answers.counter.scans import AlreadyYours, CheckedOut, Settled
from db.circulation.lending import close_loan, write_loan
from db.circulation.lookup import find_copy
from db.circulation.policy import limit_on
from db.circulation.standing import standing
from db.clock import local_day
from db.events.record import Acting, record
from db.library.calendar import Calendar
from db.models import database


def enter_loan(
    patron_id: int, copy_id: int, acting: Acting, calendar: Calendar
) -> CheckedOut | Settled | AlreadyYours:
    """Take in a loan that was written on paper, `acting.now` saying when: no rule forbids what has happened.

    An earlier loan that is still open ends with it. Where the copy was lent again since, this loan is over.
    """
    with database.atomic():
        who, copy = standing(patron_id), find_copy(copy_id)
        if copy.loan and copy.loan.patron_id == patron_id:
            return AlreadyYours(copy.book, copy.loan.due_on)
        events: list[int] = []
        later = copy.loan if copy.loan and copy.loan.lent_at > acting.now else None
        if copy.loan and not later:
            events.append(close_loan(copy, copy.loan, acting))
        today = local_day(acting.now)
        due_on = calendar.due_on(today, who.loan_days)
        loan_id = write_loan(patron_id, copy_id, due_on, acting, returned_at=later.lent_at if later else None)
        events.append(_record_paper(acting, "lent", patron_id, copy_id, loan_id))
        if later:
            back = Acting(acting.kiosk, later.lent_at, acting.actor)
            events.append(_record_paper(back, "returned", patron_id, copy_id, loan_id))
        answer = Settled if copy.loan and not later else CheckedOut
        used = who.open_loans + (later is None)
        return answer(copy.book, loan_id, due_on, used, limit_on(who, today), tuple(events))


def _record_paper(acting: Acting, verb: str, patron_id: int, copy_id: int, loan_id: int) -> int:
    return record(
        acting, verb, patron_id=patron_id, copy_id=copy_id, loan_id=loan_id, details={"paper": True}
    )
