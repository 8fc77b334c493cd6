"""The class sheet: every pupil of a class beside the code that stands for a forgotten card."""

from dataclasses import dataclass

from db.models import CODE_OF_READER
from db.readers.roster_numbers import IN_ROSTER_ORDER, numbered
from db.roles import PUPILS
from db.store.sql import rows


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
        SELECT patron.roster_number, patron.number, patron.name, patron.id,
               COALESCE({CODE_OF_READER}, patron.number)
        FROM patron
        WHERE patron.school_class_id = ? AND patron.status <> 'left' AND patron.{PUPILS}
        ORDER BY {IN_ROSTER_ORDER}
        """,
        class_id,
    )
    return tuple(
        Pupil(position, number, name, code, patron_id)
        for position, (_, number, name, patron_id, code) in zip(
            numbered(row[0] for row in found), found, strict=True
        )
    )
