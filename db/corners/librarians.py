"""Pupils who look after the corner of their class: they may lend from it, to their class only."""

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import ClassLibrarian, Patron, database
from db.readers.readers import patron_of


def appoint(number: str, acting: Acting) -> None:
    """Let a pupil look after their class's corner. Raises NotFound, and BadValue for one without a class."""
    with database.atomic():
        patron = patron_of(number)
        if patron.school_class is None:
            raise BadValue(N_("Reader {number} is in no class."), number=number)
        ClassLibrarian.delete().where(ClassLibrarian.patron == patron.id).execute()
        ClassLibrarian.create(patron=patron.id, school_class=patron.school_class)
        record(acting, "class_librarian", patron_id=patron.id, details={"class": patron.school_class.id})


def dismiss(number: str, acting: Acting) -> None:
    """Let a pupil look after it no longer. Raises NotFound."""
    with database.atomic():
        patron = patron_of(number)
        if not ClassLibrarian.delete().where(ClassLibrarian.patron == patron.id).execute():
            raise NotFound(N_("Reader {number} is not a class librarian."), number=number)
        record(acting, "class_librarian", patron_id=patron.id, details={"class": None})


def class_librarians() -> list[tuple[str, str, str]]:
    """(class, number, given name) of all who look after the corner of the class that they are in."""
    query = (
        ClassLibrarian.select(ClassLibrarian, Patron)
        .join(Patron)
        .where(Patron.school_class == ClassLibrarian.school_class, Patron.status != "left")
        .order_by(Patron.number)
    )
    found = [(row.school_class.name, row.patron.number, row.patron.given_name) for row in query]
    return sorted(found)
