"""Due dates after the calendar has changed: they move later, never earlier, and somebody is told how many.

A due date that is now on a closed day moves to the next open one. One that the end of term had cut short goes
on where the term does. Only a recall, which the librarian asks for, brings due dates forward.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.events.record import Acting, record
from db.library.calendar import Calendar, read_calendar
from db.models import Term, database
from db.store.sql import day as to_day
from db.store.sql import rows

_OPEN_LOANS = """
    SELECT loan.id, loan.lent_on, loan.due_on, CASE WHEN title.overnight THEN 1 ELSE policy.loan_days END
    FROM loan
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    JOIN patron ON patron.id = loan.patron_id
    JOIN policy ON policy.category = patron.category
    WHERE loan.returned_at IS NULL
    ORDER BY loan.id
"""


@dataclass
class DueDates:
    """What a change of the calendar did to the loans that are open.

    Attributes:
        moved: how many are due later now.
        after_term: how many are due after the end of the term that they are in, or of the last one.
        ends_on: that end, where there are any.
    """

    moved: int = 0
    after_term: int = 0
    ends_on: date | None = None


@contextlib.contextmanager
def following(today: date, acting: Acting) -> Iterator[DueDates]:
    """Change the calendar inside: then the due dates follow it, in the same transaction."""
    answer = DueDates()
    with database.atomic():
        loans = [(id_, to_day(lent), to_day(due), int(days)) for id_, lent, due, days in rows(_OPEN_LOANS)]
        since = min([today, *(lent for _, lent, _, _ in loans)])
        before = read_calendar(since)
        yield answer
        after = read_calendar(since)
        _follow(loans, before, after, today, answer, acting)


def _follow(
    loans: list[tuple[int, date, date, int]],
    before: Calendar,
    after: Calendar,
    today: date,
    answer: DueDates,
    acting: Acting,
) -> None:
    changed: list[tuple[date, int]] = []
    for id_, lent_on, due_on, days in loans:
        later = _later(lent_on, due_on, days, before, after, today)
        if later != due_on:
            changed.append((later, id_))
        end = after.end_of_term(lent_on)
        if end is not None and later > end and later >= today:
            answer.after_term += 1
            answer.ends_on = end
    if changed:
        update = f"UPDATE loan SET due_on = {database.param} WHERE id = {database.param}"
        database.cursor().executemany(update, changed)
        record(acting, "due_dates_moved", details={"loans": len(changed)})
    answer.moved = len(changed)


def _later(lent_on: date, due_on: date, days: int, before: Calendar, after: Calendar, today: date) -> date:
    """When a loan is due now; never earlier than it was."""
    later = due_on
    if due_on >= today and before.due_on(lent_on, days) == due_on:
        later = max(due_on, after.due_on(lent_on, days))
    if before.is_open(later) and not after.is_open(later):
        later = after.open_from(later)
    return later


def due_after_term(today: date) -> tuple[date, list[int]] | None:
    """The last open day of the present or next term, and the loans due after it; None without a term."""
    term = Term.select().where(Term.ends_on >= today).order_by(Term.ends_on).first()
    if term is None:
        return None
    calendar = read_calendar(min(today, term.starts_on))
    last = calendar.last_open(term.ends_on, not_before=today)
    late = rows(
        "SELECT id FROM loan WHERE returned_at IS NULL AND due_on > ? AND lent_on <= ? ORDER BY id",
        last,
        last,
    )
    return last, [id_ for (id_,) in late]


def recall(today: date, acting: Acting) -> DueDates:
    """Bring the due dates that lie after the term forward to its last open day."""
    with database.atomic():
        found = due_after_term(today)
        if found is None or not found[1]:
            return DueDates(ends_on=found[0] if found else None)
        last, loans = found
        update = f"UPDATE loan SET due_on = {database.param} WHERE id = {database.param}"
        database.cursor().executemany(update, [(last, id_) for id_ in loans])
        record(acting, "recalled", details={"loans": len(loans), "due": str(last)})
        return DueDates(moved=len(loans), ends_on=last)
