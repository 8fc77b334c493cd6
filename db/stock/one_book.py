"""One book at a time, in the classroom: what may be agreed with a reader over a damaged or lost book.

Nobody's reading is blocked by it, and no money is asked. It ends by itself: when that book is neither in
repair nor missing any more, and at the latest on its last day.
"""

from datetime import date

from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.library.terms import term_of
from db.marking import N_
from db.models import OneBook, database
from db.readers.readers import patron_of

_OPEN = ("repair", "lost")
"""What a copy is while it is not settled what becomes of it."""


def agree_one_book(
    number: str, acting: Acting, *, code: str = "", copy_id: int | None = None, until: date | None = None
) -> date:
    """Let a reader have one book at a time from now on; returns the last day, else the end of the term.

    Until then it also ends as soon as the copy of this `code` or id is settled, where one is named. What was
    agreed with them before is replaced. Raises NotFound for a reader or book that there is not, and BadValue
    for a book that is neither in repair nor missing, a day that is over, and without a day between terms.
    """
    today = local_day(acting.now)
    with database.atomic():
        patron = patron_of(number)
        copy_id = copy_id if copy_id is not None or not code else _unsettled(code)
        last = until or _end_of_term(today)
        if last < today:
            raise BadValue(N_("{day} is over already."), day=last)
        OneBook.delete().where(OneBook.patron == patron.id).execute()
        OneBook.create(patron=patron.id, copy=copy_id, until=last)
        record(acting, "one_book", patron_id=patron.id, copy_id=copy_id, details={"until": f"{last}"})
    return last


def lift_one_book(number: str, acting: Acting) -> None:
    """Let the reader have as many books again as the rules say. Raises NotFound where nothing was agreed."""
    with database.atomic():
        patron = patron_of(number)
        if not OneBook.delete().where(OneBook.patron == patron.id).execute():
            raise NotFound(
                N_("Reader {number} may borrow as many books as the policy allows: nothing else was agreed."),
                number=number,
            )
        record(acting, "one_book", patron_id=patron.id, details={"until": ""})


def forget_agreed(copy_id: int) -> None:
    """In the running transaction: what was agreed over an earlier damage of this copy has nothing to do with
    the next one."""
    OneBook.delete().where(OneBook.copy == copy_id).execute()


def _end_of_term(today: date) -> date:
    term = term_of(today)
    if term is None:
        raise BadValue(N_("Today is between two terms: say until which day."))
    return term.ends_on


def _unsettled(code: str) -> int:
    found = find(clean(code))
    copies: tuple[FoundCopy, ...] = ()
    if isinstance(found, FoundCopy):
        copies = (found,)
    elif isinstance(found, FoundTitle):
        copies = (*found.unlabelled, *found.labelled)
    if not copies:
        raise NotFound(N_("No book matches {text}."), text=code)
    for copy in copies:
        if copy.status in _OPEN:
            return copy.copy_id
    raise BadValue(
        N_("“{title}” is marked neither as in repair nor as lost: put it aside first."),
        title=copies[0].book.title,
    )
