"""All classes, each in a few figures; and a class with what each of its pupils has and has borrowed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from db.class_names import class_order
from db.classes.sheet import Pupil, class_sheet
from db.library.terms import term_of
from db.reports.term_loans import loans_of_term
from db.roles import PUPILS
from db.store.sql import rows


@dataclass(frozen=True)
class ClassGlance:
    """One class.

    Attributes:
        pupils: those who have not left.
        on_loan, late: books that its readers have.
        corner: how many books are in its corner; None where it has none.
        in_lesson: the lesson that is on, or None.
    """

    class_id: int
    name: str
    pupils: int
    on_loan: int
    late: int
    corner: int | None
    in_lesson: int | None


@dataclass(frozen=True)
class PupilGlance:
    """One pupil: what they have, what is late of it, and what they borrowed this term, None between terms."""

    pupil: Pupil
    on_loan: int
    late: int
    term_loans: int | None


_CLASSES = f"""
    SELECT school_class.id, school_class.name,
           (SELECT COUNT(*) FROM patron WHERE patron.school_class_id = school_class.id
                AND patron.status <> 'left' AND patron.{PUPILS}),
           (SELECT COUNT(*) FROM loan JOIN patron ON patron.id = loan.patron_id
                WHERE patron.school_class_id = school_class.id AND loan.returned_at IS NULL),
           (SELECT COUNT(*) FROM loan JOIN patron ON patron.id = loan.patron_id
                WHERE patron.school_class_id = school_class.id AND loan.returned_at IS NULL
                AND loan.due_on < ?),
           (SELECT COUNT(corner_book.id) FROM corner
                LEFT JOIN corner_book ON corner_book.corner_id = corner.id AND corner_book.taken_at IS NULL
                WHERE corner.school_class_id = school_class.id AND corner.closed_at IS NULL
                GROUP BY corner.id),
           (SELECT lesson.id FROM lesson
                WHERE lesson.school_class_id = school_class.id AND lesson.closed_at IS NULL)
    FROM school_class
"""


def classes_at_a_glance(today: date, only: Collection[int] | None = None) -> list[ClassGlance]:
    """All classes in the order of a school, or those of them that are wanted."""
    found = [ClassGlance(*row) for row in rows(_CLASSES, today) if only is None or row[0] in only]
    return sorted(found, key=lambda one: class_order(one.name))


def pupils_at_a_glance(class_id: int, today: date) -> list[PupilGlance]:
    """The pupils of a class in roster order."""
    held = {
        patron_id: (on_loan, late)
        for patron_id, on_loan, late in rows(
            "SELECT loan.patron_id, COUNT(*), SUM(CASE WHEN loan.due_on < ? THEN 1 ELSE 0 END)"
            " FROM loan JOIN patron ON patron.id = loan.patron_id"
            " WHERE patron.school_class_id = ? AND loan.returned_at IS NULL GROUP BY loan.patron_id",
            today,
            class_id,
        )
    }
    term = term_of(today)
    borrowed = loans_of_term(term, class_id) if term else None
    return [
        PupilGlance(
            pupil,
            *held.get(pupil.patron_id, (0, 0)),
            None if borrowed is None else borrowed.get(pupil.patron_id, 0),
        )
        for pupil in class_sheet(class_id)
    ]
