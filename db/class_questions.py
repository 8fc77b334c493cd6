"""What a class teacher asks: who is in the class, and who has borrowed nothing this term."""

from dataclasses import dataclass
from datetime import date

from db.store import rows
from db.term_loans import loans_of_term, term_of

_PUPILS = """
    FROM patron
    WHERE patron.school_class_id = ? AND patron.status <> 'left'
          AND patron.category NOT IN ('teacher', 'librarian')
"""


@dataclass(frozen=True)
class Pupil:
    """One line of the class sheet. `position` is the roster number, `code` what the card bears."""

    position: int
    number: str
    name: str
    code: str
    patron_id: int


def class_sheet(class_id: int) -> tuple[Pupil, ...]:
    """The pupils of a class in roster order, each with the code that stands for a forgotten card."""
    found = rows(
        f"""
        SELECT patron.number, patron.name, patron.id,
               COALESCE((SELECT barcode.code FROM barcode
                         WHERE barcode.patron_id = patron.id AND barcode.retired_at IS NULL
                         ORDER BY barcode.id DESC LIMIT 1), patron.number)
        {_PUPILS} ORDER BY LENGTH(patron.number), patron.number
        """,
        class_id,
    )
    return tuple(
        Pupil(position, number, name, code, patron_id)
        for position, (number, name, patron_id, code) in enumerate(found, start=1)
    )


def not_borrowed(class_id: int, today: date) -> tuple[Pupil, ...] | None:
    """Pupils who have borrowed nothing in the present term; None between terms."""
    term = term_of(today)
    if term is None:
        return None
    borrowers = loans_of_term(class_id, term)
    return tuple(pupil for pupil in class_sheet(class_id) if pupil.patron_id not in borrowers)
