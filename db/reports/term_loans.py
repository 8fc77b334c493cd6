"""How many books each pupil borrowed in a term: from loans with their reader, and from earlier counts.

One number a pupil and term names no book and no day, so it is no history of what a child reads; it goes
when its term has been over for as long as a closed loan keeps its reader (`db.privacy`).
"""

import json
from datetime import date, datetime, timedelta

from db.clock import local_day
from db.models import Term, TermLoans
from db.roles import PUPILS
from db.store.sql import moment, rows

_COUNTED = f"""
    SELECT patron.id, SUM(counted.loans)
    FROM (
        SELECT patron_id, 1 AS loans FROM loan WHERE lent_on BETWEEN ? AND ? AND NOT voided
        UNION ALL
        SELECT patron_id, loans FROM term_loans WHERE term_id = ?
    ) AS counted
    JOIN patron ON patron.id = counted.patron_id
    WHERE patron.status <> 'left' AND patron.{PUPILS} {{}}
    GROUP BY patron.id
"""

_KEEP = f"""
    INSERT INTO term_loans (patron_id, term_id, loans)
    SELECT loan.patron_id, term.id, COUNT(*)
    FROM loan
    JOIN term ON loan.lent_on BETWEEN term.starts_on AND term.ends_on
    JOIN patron ON patron.id = loan.patron_id
    WHERE loan.returned_at < ? AND NOT loan.voided AND term.ends_on >= ?
          AND patron.{PUPILS}
    GROUP BY loan.patron_id, term.id
    ON CONFLICT (patron_id, term_id) DO UPDATE SET loans = term_loans.loans + excluded.loans
    RETURNING loans
"""


def loans_of_term(term: Term, class_id: int | None = None) -> dict[int, int]:
    """How many books each pupil, of the class or of all, borrowed in the term; who borrowed none is left out.

    The same whether the readers were cut from their loans meanwhile or not.
    """
    span = term.starts_on, term.ends_on, term.id
    if class_id is None:
        return dict(rows(_COUNTED.format(""), *span))
    return dict(rows(_COUNTED.format("AND patron.school_class_id = ?"), *span, class_id))


def counted_from(term: Term) -> date | None:
    """From which day on the term is counted, where that is not its first; None where it is.

    Loans may have lost their readers before the term was entered, or given other days: nobody counted them.
    """
    entered = rows(
        "SELECT MAX(at) FROM event WHERE verb = 'calendar' AND details LIKE ?",
        f"%{json.dumps({'term': term.name})[1:-1]}%",
    )[0][0]
    if entered is None:
        return None
    ((loans, newest),) = rows(
        "SELECT COUNT(*), MAX(loan.returned_at) FROM loan WHERE loan.patron_id IS NULL AND NOT loan.voided"
        " AND loan.lent_on BETWEEN ? AND ? AND loan.returned_at <"
        " (SELECT MAX(event.at) FROM event WHERE event.verb = 'privacy' AND event.at <= ?)",
        term.starts_on,
        term.ends_on,
        moment(entered),
    )
    ((counted,),) = rows("SELECT COALESCE(SUM(loans), 0) FROM term_loans WHERE term_id = ?", term.id)
    return local_day(moment(newest)) + timedelta(days=1) if loans > counted else None


def keep_term_loans(before: datetime) -> None:
    """Count the loans that ended before this moment (naive UTC): the link to their readers is being cut.

    What was counted for terms that were over by then is dropped.
    """
    rows(_KEEP, before, local_day(before))
    over = Term.select(Term.id).where(Term.ends_on < local_day(before))
    TermLoans.delete().where(TermLoans.term.in_(over)).execute()
