"""What each class borrowed in a term: loans for each pupil, while the term lasts and for good afterwards."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from db.class_names import class_order
from db.clock import local_day
from db.models import ClassTerm, Term
from db.reports.list_readers import pupils_of_classes
from db.reports.term_loans import loans_of_term
from db.roles import PUPILS
from db.store.sql import rows

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class ClassLoans:
    """A class in a term: its pupils, how many of them borrowed, and how many books."""

    class_name: str
    pupils: int
    borrowers: int
    loans: int

    @property
    def average(self) -> Decimal:
        """Loans for each pupil, to two decimals as schools publish them; 0 without pupils."""
        return per_pupil(self.loans, self.pupils)


def per_pupil(loans: int, pupils: int) -> Decimal:
    """Loans for each pupil, rounded to two decimals, halves up."""
    return (Decimal(loans) / pupils if pupils else Decimal(0)).quantize(_CENT, ROUND_HALF_UP)


def classes_of_term(term: Term) -> list[ClassLoans]:
    """Every class that has pupils, as a school says them; of a term that is over, as it was in the end.

    The same before and after loans lose their readers, as long as the term's days stay.
    """
    found = _frozen(term.starts_on, term.ends_on) or _counted(term)
    return sorted(found, key=lambda one: class_order(one.class_name))


def _frozen(starts_on: date, ends_on: date) -> list[ClassLoans]:
    kept = ClassTerm.select().where(ClassTerm.starts_on == starts_on, ClassTerm.ends_on == ends_on)
    return [ClassLoans(row.class_name, row.pupils, row.borrowers, row.loans) for row in kept]


def _counted(term: Term) -> list[ClassLoans]:
    class_of = dict(
        rows(
            "SELECT patron.id, school_class.name FROM patron"
            " JOIN school_class ON school_class.id = patron.school_class_id"
            f" WHERE patron.status <> 'left' AND patron.{PUPILS}"
        )
    )
    loans, borrowers = Counter[str](), Counter[str]()
    for patron_id, number in loans_of_term(term).items():
        if patron_id in class_of:
            loans[class_of[patron_id]] += int(number)
            borrowers[class_of[patron_id]] += number > 0
    return [
        ClassLoans(name, pupils, borrowers[name], loans[name]) for name, pupils in pupils_of_classes().items()
    ]


def keep_class_terms(before: datetime) -> None:
    """Keep the numbers of the terms that were over by this moment (naive UTC), once each.

    To be done before the readers are cut from their loans. A term of which nothing was counted is left out.
    """
    for term in Term.select().where(Term.ends_on < local_day(before)):
        if _frozen(term.starts_on, term.ends_on):
            continue
        counted = _counted(term)
        if not any(one.loans for one in counted):
            continue
        for one in counted:
            ClassTerm.create(
                starts_on=term.starts_on,
                ends_on=term.ends_on,
                class_name=one.class_name,
                pupils=one.pupils,
                borrowers=one.borrowers,
                loans=one.loans,
            )
