"""What a class teacher asks: who is in the class, who has borrowed nothing this term, how others read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from db.class_names import class_order
from db.classes.sheet import Pupil, class_sheet
from db.library.terms import term_of, term_target
from db.models import Term
from db.reports.loan_counts import counted_loans
from db.reports.term_loans import loans_of_term
from db.roles import PUPILS, STAFF_CATEGORIES
from db.store.sql import rows

_ALL_PUPILS = f"""
    SELECT school_class.name, patron.id
    FROM patron JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.status <> 'left' AND patron.{PUPILS}
"""


@dataclass(frozen=True)
class ClassTerm:
    """A class in the present term, by its present pupils.

    Attributes:
        loans: books borrowed since the term began.
        reached: pupils who have borrowed as many as the target says; `idle`: pupils who have borrowed none.
        letters: the letters of the classification that it borrowed most, by whole months, at most three.
    """

    class_name: str
    pupils: int
    loans: int
    reached: int
    idle: int
    letters: tuple[str, ...]

    @property
    def per_pupil(self) -> float:
        """Books borrowed per pupil."""
        return self.loans / self.pupils


def not_borrowed(class_id: int, today: date) -> tuple[Pupil, ...] | None:
    """Pupils who have borrowed nothing in the present term; None between terms."""
    term = term_of(today)
    if term is None:
        return None
    borrowers = loans_of_term(term, class_id)
    return tuple(pupil for pupil in class_sheet(class_id) if pupil.patron_id not in borrowers)


def classes_compared(today: date) -> tuple[str, list[ClassTerm]] | None:
    """The present term's name and all classes that have pupils, the keenest first; None between terms."""
    term = term_of(today)
    if term is None:
        return None
    loans, target, letters = loans_of_term(term), term_target(), _letters(term, today)
    classes: dict[str, list[int]] = {}
    for name, patron_id in rows(_ALL_PUPILS):
        classes.setdefault(name, []).append(loans.get(patron_id, 0))
    told = [
        ClassTerm(
            name,
            pupils=len(numbers),
            loans=sum(numbers),
            reached=sum(number >= target for number in numbers),
            idle=numbers.count(0),
            letters=tuple(letter for letter, _ in letters.get(name, Counter()).most_common(3)),
        )
        for name, numbers in classes.items()
    ]
    return term.name, sorted(told, key=lambda one: (-one.per_pupil, class_order(one.class_name)))


def _letters(term: Term, today: date) -> dict[str, Counter[str]]:
    letters: dict[str, Counter[str]] = {}
    for counted in counted_loans(term.starts_on.replace(day=1), today):
        if counted.letter and counted.category not in STAFF_CATEGORIES:
            letters.setdefault(counted.class_name, Counter())[counted.letter] += counted.loans
    return letters
