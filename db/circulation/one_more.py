"""A book in hand that is one more than the list says: the copy is made and flagged."""

from db.answers.overriding import Why
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_copy
from db.events.record import Acting, record
from db.models import Copy, database
from db.store.sql import rows


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
        record(acting, "copy_added", copy_id=added.id, flagged=True, details={"why": Why.MORE_COPIES.value})
        return find_copy(added.id)
