"""How many books each pupil should borrow in a term."""

from db.errors import BadValue
from db.events import Acting, record
from db.kept import keep, kept
from db.marking import N_
from db.models import database

TERM_TARGET = 6
"""Where the school sets no other number: the lowest that schools publish (`more than six books a term`)."""


def term_target() -> int:
    """The school's number, or the usual one."""
    return int(kept("term_target") or TERM_TARGET)


def set_term_target(books: int, acting: Acting) -> None:
    """Set another number. Raises BadValue for one that makes no sense."""
    if not 1 <= books <= 999:
        raise BadValue(
            N_("{value} is not possible here: choose a number from {least} to {most}."),
            value=books,
            least=1,
            most=999,
        )
    with database.atomic():
        keep("term_target", str(books))
        record(acting, "term_target", details={"books": books})
