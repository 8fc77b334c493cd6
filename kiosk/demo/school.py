"""The sample school: a small library on a temporary store, and a class that comes in by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.clock import local_day
from db.codes import mint
from db.events.record import Acting, record
from db.library.terms import set_term
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.marking import N_
from db.models import Barcode, Copy, Loan, Patron, Title, database
from db.readers.classes import code_of_class
from db.staff.members import appoint
from db.staff.pins import set_pin

SAMPLE = Path(__file__).with_name("sample")
LABELLED_TITLES = 40
"""How many titles of the sample have labels on all their copies; the rest is lent by ISBN."""
_PIN = "2580"
CLASSES = {"en": "Year 4 Oak", "zh_CN": "三年级1班"}
"""The class that comes in, by the language that the kiosk speaks."""


@dataclass(frozen=True)
class Hint:
    """A code that a newcomer can type, and what it is: a text that is yet to be translated."""

    what: str
    code: str


def make_school(now: datetime, term: str) -> None:
    """Fill the empty store that is open: lists, labels, a term, and what some pupils hold already.

    `term` is what the term is called, in the language of whoever looks at it.
    `now` is naive UTC; of the loans one is late and some are due.
    """
    acting = Acting("sample", now, actor="system")
    import_books(SAMPLE / "books.csv", acting=acting)
    import_readers(SAMPLE / "readers.csv", acting=acting)
    today = local_day(now)
    set_term(term, today - timedelta(days=60), today + timedelta(days=60), acting)
    with database.atomic():
        _label(now)
        _lend(now)


def sample_librarian(now: datetime) -> tuple[str, str]:
    """Make the first teacher of the sample its librarian, with a PIN; the number of the card, and the PIN."""
    acting = Acting("sample", now, actor="system")
    number = str(_teachers()[0].number)
    appoint(number, "librarian", (), acting)
    set_pin(_PIN, acting, number)
    return number, _PIN


def hints(language: str) -> list[Hint]:
    """A few codes to type, of the school that `make_school` made."""
    pupils = _pupils(language)
    late = (
        Loan.select().where(Loan.returned_at.is_null(), Loan.patron.in_(pupils)).order_by(Loan.due_on).first()
    )
    by_isbn = Title.select().order_by(Title.id.desc()).first()
    labels = _free_labels()
    return [
        Hint(N_("a pupil's card"), pupils[1].number),
        Hint(N_("a book with a label"), labels[0]),
        Hint(N_("a book by its ISBN"), by_isbn.isbn),
        Hint(N_("a pupil who has a late book"), late.patron.number),
        Hint(N_("that late book"), Barcode.get(Barcode.copy == late.copy_id).code),
        Hint(N_("undo the last action"), "%UNDO"),
    ]


def class_visit(language: str) -> Iterator[tuple[float, str]]:
    """A class borrows and returns at a child's pace: seconds to wait, then a code that is scanned.

    Every child returns what they hold; most borrow one book, some two; a few make children's mistakes:
    scan twice, want too many, change their mind, forget to end their turn.
    """
    held = {
        loan.patron_id: Barcode.get(Barcode.copy == loan.copy_id).code
        for loan in Loan.select().where(Loan.returned_at.is_null())
    }
    labels = iter(_free_labels())
    for position, pupil in enumerate(_pupils(language)):
        yield 3.0, pupil.number
        if pupil.id in held:
            yield 2.5, held[pupil.id]
        borrowed = next(labels)
        yield 2.5, borrowed
        match position % 5:
            case 1:
                yield 0.4, borrowed  # the scanner repeats itself
            case 2:
                yield 2.5, next(labels)
                yield 2.5, next(labels)  # one too many
            case 3:
                yield 2.5, "%UNDO"
                yield 2.5, next(labels)
            case 4:
                yield 3.0, pupil.number  # a tidy child ends the turn
    yield 3.0, "%DONE"


def class_lesson(language: str) -> Iterator[tuple[float, str]]:
    """A whole lesson: the teacher opens it with the class's card, the class comes, the teacher closes it."""
    teacher = _teachers()[0]
    class_card = code_of_class(_pupils(language)[0].school_class.id)
    yield 1.0, teacher.number
    yield 2.5, class_card
    yield from class_visit(language)
    yield 3.0, teacher.number
    yield 2.5, class_card


def _pupils(language: str) -> list[Patron]:
    query = Patron.select().where(Patron.status == "active", Patron.category == "pupil")
    return [pupil for pupil in query.order_by(Patron.number) if pupil.school_class.name == CLASSES[language]]


def _teachers() -> list[Patron]:
    return list(Patron.select().where(Patron.category == "teacher").order_by(Patron.number))


def _free_labels() -> list[str]:
    """The labels of books on the shelf, one of each title."""
    on_loan = Loan.select(Loan.copy).where(Loan.returned_at.is_null())
    found = (
        Barcode.select(Barcode.code)
        .join(Copy)
        .where(Copy.number == 1, Copy.id.not_in(on_loan))
        .order_by(Barcode.id)
    )
    return [barcode.code for barcode in found]


def _label(now: datetime) -> None:
    copies = Copy.select().where(Copy.title_id <= LABELLED_TITLES).order_by(Copy.id)
    Barcode.insert_many(
        {"code": mint("copy", 1, serial), "copy": copy.id, "issued_at": now}
        for serial, copy in enumerate(copies, start=1)
    ).execute()


def _lend(now: datetime) -> None:
    """Every second pupil of these classes has had a second copy for some days; the first of them too long."""
    copies = iter(Copy.select().where(Copy.number == 2, Copy.title_id <= LABELLED_TITLES).order_by(Copy.id))
    for language in CLASSES:
        for days_ago, pupil in zip((24, 14, 10, 9, 7, 5, 3), _pupils(language)[::2], strict=False):
            _lend_one(pupil, next(copies), now - timedelta(days=days_ago))


def _lend_one(pupil: Patron, copy: Copy, lent_at: datetime) -> None:
    lent_on = local_day(lent_at)
    loan = Loan.create(
        copy=copy.id,
        patron=pupil.id,
        lent_at=lent_at,
        lent_on=lent_on,
        due_on=lent_on + timedelta(days=15),
        kiosk="sample",
    )
    acting = Acting("sample", lent_at)
    record(acting, "lent", patron_id=pupil.id, copy_id=copy.id, loan_id=loan.id)
