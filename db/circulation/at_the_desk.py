"""Lending, returning and renewing by the librarian, for a reader who may not be there."""

from db.answers.counter.overriding import Override
from db.answers.counter.scans import AlreadyYours, BookShown, CheckedIn, CheckedOut, Refused, Renewed, Settled
from db.circulation.first_scan import seen_at_desk
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lending import check_in, check_out, renew
from db.circulation.lookup import find, find_copy
from db.circulation.standing import standing
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.marking import N_
from db.models import Copy, Loan, database
from db.readers.readers import patron_of


def lend_to(
    number: str, copy_id: int, acting: Acting, *, override: Override | None = None
) -> CheckedOut | Settled | AlreadyYours | Refused:
    """Lend a copy to the reader with this number, by the rules of the counter, and as `check_out` answers.

    Raises NotFound for an unknown reader or copy.
    """
    with database.atomic():
        patron_id = patron_of(number).id
        _must_be(copy_id)
        calendar = read_calendar(local_day(acting.now))
        return check_out(patron_id, copy_id, acting, calendar, override=override)


def lend_by_code(
    number: str, code: str, acting: Acting, *, override: Override | None = None
) -> CheckedOut | Settled | AlreadyYours | Refused:
    """The same by a label, or by an ISBN: then a copy without label that is on the shelf is lent.

    Raises NotFound, and BadValue where no copy is left that the ISBN stands for.
    """
    with database.atomic():
        patron_id = patron_of(number).id
        found = _book_of(code)
        if isinstance(found, FoundCopy):
            copy = seen_at_desk(found, patron_id, acting)
        else:
            free = [one for one in found.unlabelled if one.loan is None and one.status == "available"]
            if not free:
                raise BadValue(
                    N_("No copy of {code} is free. If you have one in hand, name it by its label."), code=code
                )
            copy = free[0]
        return lend_to(number, copy.copy_id, acting, override=override)


def return_copy(copy_id: int, acting: Acting) -> CheckedIn | BookShown:
    """Take a copy back, whoever had it. Raises NotFound for an unknown copy."""
    with database.atomic():
        _must_be(copy_id)
        return check_in(copy_id, acting)


def return_by_code(code: str, acting: Acting, *, reader: str = "") -> CheckedIn | BookShown:
    """The same by a label, or by an ISBN: then the one copy that is on loan, or that of the `reader`.

    Raises NotFound, and BadValue where several readers have a copy that the ISBN stands for.
    """
    with database.atomic():
        copy = _copy_lent(code, reader, acting)
        return BookShown(copy.book) if copy.loan is None else check_in(copy.copy_id, acting)


def renew_loan(loan_id: int, acting: Acting) -> Renewed | Refused:
    """Let a reader keep a book longer, counted from today. Raises NotFound for a loan that is over."""
    with database.atomic():
        copy_on_loan(loan_id)
        return renew(loan_id, acting, read_calendar(local_day(acting.now)))


def renew_by_code(code: str, acting: Acting, *, reader: str = "") -> Renewed | Refused:
    """The same by a label or an ISBN, as `return_by_code`. Raises NotFound where it is not on loan."""
    with database.atomic():
        copy = _copy_lent(code, reader, acting)
        if copy.loan is None:
            raise NotFound(N_("{code} is not on loan."), code=code)
        return renew_loan(copy.loan.loan_id, acting)


def copy_on_loan(loan_id: int) -> FoundCopy:
    """The copy of an open loan. Raises NotFound for one that is over, or never was."""
    loan = Loan.get_or_none(Loan.id == loan_id, Loan.returned_at.is_null())
    if loan is None:
        raise NotFound(N_("This loan is over already."))
    return find_copy(loan.copy_id)


def _must_be(copy_id: int) -> None:
    if Copy.get_or_none(Copy.id == copy_id) is None:
        raise NotFound(N_("There is no such copy any more."))


def _book_of(code: str) -> FoundCopy | FoundTitle:
    found = find(clean(code))
    if not isinstance(found, FoundCopy | FoundTitle):
        raise NotFound(N_("There is no book {code}."), code=code)
    return found


def _copy_lent(code: str, reader: str, acting: Acting) -> FoundCopy:
    patron_id = patron_of(reader).id if reader else None
    found = _book_of(code)
    if isinstance(found, FoundCopy):
        return seen_at_desk(found, patron_id, acting)
    copies = (*found.unlabelled, *found.labelled) if reader else found.unlabelled
    lent = [one for one in copies if one.loan and patron_id in (None, one.loan.patron_id)]
    if reader and not lent:
        raise NotFound(N_("Reader {number} has no copy of {code}."), number=reader, code=code)
    numbers = sorted({standing(one.loan.patron_id).number for one in lent if one.loan})
    if len(numbers) > 1:
        raise BadValue(
            N_("Several readers hold a copy of {code}. Say whose it is: --reader NUMBER ({numbers})."),
            code=code,
            numbers=", ".join(numbers),
        )
    if not lent and not found.unlabelled:
        raise BadValue(N_("The copies of {code} have labels. Say which one it is by its label."), code=code)
    return lent[0] if lent else found.unlabelled[0]
