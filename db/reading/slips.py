"""Review slips: printed for a loan when its book came back, counted when they are handed in."""

import re
from dataclasses import dataclass
from datetime import date

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import ReviewSlip, database
from db.searching.titles import titles_of_number
from db.store.sql import rows

_CODE = re.compile(r"%REV-(\d{1,12})-(\d\d)")


@dataclass(frozen=True)
class Slip:
    """A slip: the code of its loan, never of a child, the book's title, and its reader's language or none."""

    code: str
    title: str
    author: str
    language: str = ""


def code_of_loan(loan_id: int) -> str:
    """What is printed on the slip of a loan; two digits at its end keep a misread code from being another."""
    return f"%REV-{loan_id}-{_check(loan_id):02}"


def _check(loan_id: int) -> int:
    return 98 - (loan_id * 100) % 97  # ISO 7064, MOD 97-10


_LAST_LOAN = """
    SELECT loan.id, title.title, title.author, COALESCE(school_class.name, ''), COALESCE(patron.language, ''),
           loan.returned_at
    FROM loan
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE NOT loan.voided AND {} = ?
    ORDER BY {} CASE WHEN loan.returned_at IS NULL THEN 1 ELSE 0 END,
             loan.returned_at DESC, loan.id DESC LIMIT 1
"""
_STILL_OUT_FIRST = "CASE WHEN loan.returned_at IS NULL THEN 0 ELSE 1 END,"


def slip_for(code: str, acting: Acting) -> Slip:
    """The slip for the loan from which this book (label or ISBN) came back last; again it is the same slip.

    Raises NotFound for no such book, and BadValue where no loan has its reader still, whose class it is of,
    and while the book is on loan: by its label this very copy, by its ISBN all that were lent.
    """
    found = find_barcode(clean(code))
    if isinstance(found, FoundCopy):
        loans = rows(_LAST_LOAN.format("copy.id", _STILL_OUT_FIRST), found.copy_id)
    else:
        ids = titles_of_number(clean(code))
        if not ids:
            raise NotFound(N_("There is no book {code}."), code=code)
        loans = rows(_LAST_LOAN.format("title.id", ""), ids[0])
    if not loans:
        raise BadValue(N_("Nobody has borrowed this book lately, so there is nobody to ask about it."))
    *loan, returned_at = loans[0]
    if returned_at is None:
        raise BadValue(
            N_("“{title}” is still on loan: its review slip can be printed when it has come back."),
            title=loan[1],
        )
    return _slip(acting, *loan)


def slip_of_loan(loan_id: int, acting: Acting) -> Slip:
    """The slip for this very loan. Raises BadValue where it has no reader any more, or was undone."""
    loans = rows(_LAST_LOAN.format("loan.id", ""), loan_id)
    if not loans:
        raise BadValue(N_("Nobody has borrowed this book lately, so there is nobody to ask about it."))
    return _slip(acting, *loans[0][:-1])


def _slip(acting: Acting, loan_id: int, title: str, author: str, class_name: str, language: str) -> Slip:
    with database.atomic():
        if ReviewSlip.get_or_none(ReviewSlip.loan == loan_id) is None:
            ReviewSlip.create(loan=loan_id, class_name=class_name, printed_on=local_day(acting.now))
            record(acting, "review_slip", loan_id=loan_id, details={"printed": 1})
    return Slip(code_of_loan(loan_id), title, author, language)


def hand_in(code: str, acting: Acting, activity_id: int | None = None) -> str:
    """Count a slip that is handed in, for an activity where one is given; returns its class.

    Raises NotFound for a code of no slip, and BadValue for one that was handed in before.
    """
    read = _CODE.fullmatch(clean(code))
    slip = ReviewSlip.get_or_none(ReviewSlip.loan == int(read[1])) if read else None
    if slip is None or read is None or int(read[2]) != _check(int(read[1])):
        raise NotFound(N_("{code} is not the code of a review slip."), code=code)
    if slip.handed_on is not None:
        raise BadValue(N_("This slip was handed in already, on {day}."), day=slip.handed_on)
    with database.atomic():
        ReviewSlip.update(handed_on=local_day(acting.now), activity=activity_id).where(
            ReviewSlip.id == slip.id
        ).execute()
        record(acting, "review_slip", loan_id=slip.loan_id, details={"handed": 1})
    return str(slip.class_name)


def slips_by_class(first: date, last: date) -> dict[str, int]:
    """How many slips each class handed in on these days."""
    return dict(
        rows(
            "SELECT class_name, COUNT(*) FROM review_slip"
            " WHERE handed_on BETWEEN ? AND ? GROUP BY class_name",
            first,
            last,
        )
    )


def slips_of_list(list_id: int) -> int:
    """How many slips were handed in about titles of a list."""
    ((number,),) = rows(
        "SELECT COUNT(DISTINCT review_slip.id) FROM review_slip"
        " JOIN loan ON loan.id = review_slip.loan_id JOIN copy ON copy.id = loan.copy_id"
        " JOIN title_list_title ON title_list_title.title_id = copy.title_id"
        " JOIN title_list_line ON title_list_line.id = title_list_title.line_id"
        " WHERE review_slip.handed_on IS NOT NULL AND title_list_line.title_list_id = ?",
        list_id,
    )
    return int(number)
