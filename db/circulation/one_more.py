"""A book in hand though every copy of its title is out: one more than the list says, or one of those."""

from db.answers.counter.overriding import Holder, Why
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_copy
from db.class_names import class_order
from db.events.record import Acting, record
from db.models import Copy, database
from db.registers.entering import enter
from db.store.sql import day, rows


def add_copy(like: int, acting: Acting) -> FoundCopy:
    """Make one more copy of the title of this copy, without a label, on the title's shelf. Flagged."""
    with database.atomic():
        title_id = find_copy(like).title_id
        ((newest, shelf),) = rows(
            "SELECT MAX(copy.number), MIN(location.id) FROM copy"
            " LEFT JOIN location ON location.id = copy.location_id AND location.kind <> 'corner'"
            " WHERE copy.title_id = ?",
            title_id,
        )
        added = Copy.create(title=title_id, number=newest + 1, location=shelf)
        enter([added.id], acting)
        record(acting, "copy_added", copy_id=added.id, flagged=True, details={"why": Why.MORE_COPIES.value})
        return find_copy(added.id)


def holders_of(copy_id: int) -> tuple[Holder, ...]:
    """The readers who have the title of this copy, by class and number; of several copies the earliest due.

    Parts of a set that share an ISBN are one title, as they are to the scanner.
    """
    found: dict[str, Holder] = {}
    for of_copy, number, name, class_name, due_on in rows(_OUT, copy_id):
        found.setdefault(number, Holder(of_copy, number, name, class_name, day(due_on)))
    return tuple(sorted(found.values(), key=lambda one: (class_order(one.class_name), one.number)))


_OUT = """
    SELECT copy.id, patron.number, patron.name, COALESCE(school_class.name, ''), loan.due_on
    FROM copy AS scanned
    JOIN title AS one ON one.id = scanned.title_id
    JOIN title AS same ON same.id = one.id OR same.isbn = one.isbn OR same.identifier = one.identifier
    JOIN copy ON copy.title_id = same.id
    JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
    JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE scanned.id = ?
    ORDER BY loan.due_on, copy.id
"""
