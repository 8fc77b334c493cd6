"""What the librarian changes of a single reader or copy. Each change is an event."""

from db.codes import clean, isbn_13
from db.errors import BadValue, NotFound
from db.events import Acting, record
from db.lookup import FoundCopy, FoundTitle, find_barcode, find_title
from db.marking import N_
from db.models import Copy, Patron, database
from db.school_classes import class_id_of

READER_STATUSES = ("active", "suspended", "card_lost", "left")
COPY_STATUSES = ("available", "reference", "repair", "lost", "withdrawn")


def mark_reader(number: str, status: str, acting: Acting) -> None:
    """Give a reader another status. Raises NotFound, and BadValue for one that is none."""
    if status not in READER_STATUSES:
        raise BadValue(N_("{value} is none of: {known}."), value=status, known=", ".join(READER_STATUSES))
    with database.atomic():
        patron = patron_of(number)
        Patron.update(status=status).where(Patron.id == patron.id).execute()
        record(acting, "reader_marked", patron_id=patron.id, details={"status": status})


def mark_copy(code: str, status: str, acting: Acting) -> str:
    """Give a copy another status and return its title.

    `code` is a label, or an ISBN whose copies have no labels: then one of them that is not on loan is
    marked. Raises NotFound, and BadValue for a status that is none.
    """
    if status not in COPY_STATUSES:
        raise BadValue(N_("{value} is none of: {known}."), value=status, known=", ".join(COPY_STATUSES))
    with database.atomic():
        copy = _copy_of(code, status)
        Copy.update(status=status).where(Copy.id == copy.copy_id).execute()
        record(acting, "copy_marked", copy_id=copy.copy_id, details={"status": status, "was": copy.status})
        return copy.book.title


def transfer(number: str, class_name: str, acting: Acting) -> str:
    """Move one reader to another class, which must exist; returns the old one's name. Raises NotFound."""
    with database.atomic():
        patron = patron_of(number)
        class_id = class_id_of(class_name)
        was = patron.school_class
        Patron.update(school_class=class_id).where(Patron.id == patron.id).execute()
        details = {"was": was.id if was else None, "class": class_id}
        record(acting, "transferred", patron_id=patron.id, details=details)
        return was.name if was else ""


def patron_of(number: str) -> Patron:
    """The reader with this number. Raises NotFound."""
    patron = Patron.get_or_none(Patron.number == clean(number))
    if patron is None:
        raise NotFound(N_("There is no reader {number}."), number=number)
    return patron


def _copy_of(code: str, status: str) -> FoundCopy:
    cleaned = clean(code)
    found = find_barcode(cleaned)
    if isinstance(found, FoundCopy):
        return found
    title = find_title(isbn_13(cleaned) or cleaned) if found is None else None
    free = [copy for copy in _unlabelled(title) if copy.loan is None and copy.status != status]
    if not free:
        raise NotFound(N_("There is no book {code} that could be marked so."), code=code)
    return free[0]


def _unlabelled(title: FoundTitle | None) -> tuple[FoundCopy, ...]:
    return title.unlabelled if title else ()
