"""What the librarian changes of a single reader. Each change is an event."""

from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import CODE_OF_READER, Patron, database
from db.readers.classes import class_id_of
from db.readers.leaving import end_waits
from db.readers.roster_numbers import number_rosters
from db.store.sql import rows

READER_STATUSES = ("active", "suspended", "card_lost", "left")


def mark_reader(number: str, status: str, acting: Acting) -> None:
    """Give a reader another status. Raises NotFound, and BadValue for an unknown status."""
    if status not in READER_STATUSES:
        raise BadValue(N_("{value} is not one of: {known}."), value=status, known=", ".join(READER_STATUSES))
    with database.atomic():
        patron = patron_of(number)
        Patron.update(status=status).where(Patron.id == patron.id).execute()
        if status == "left":
            end_waits([patron.id], acting)
        number_rosters()
        record(acting, "reader_marked", patron_id=patron.id, details={"status": status})


def choose_language(patron_id: int, language: str, acting: Acting) -> None:
    """In the running transaction: this reader is spoken to in this language, at every kiosk, from now on."""
    Patron.update(language=language).where(Patron.id == patron_id).execute()
    record(acting, "language", patron_id=patron_id)


def transfer(number: str, class_name: str, acting: Acting) -> str:
    """Move one reader to another class, which must exist; returns the old one's name. Raises NotFound."""
    with database.atomic():
        patron = patron_of(number)
        class_id = class_id_of(class_name)
        was = patron.school_class
        if was is None or was.id != class_id:
            Patron.update(school_class=class_id, roster_number=None).where(Patron.id == patron.id).execute()
            number_rosters()
        details = {"was": was.id if was else None, "class": class_id}
        record(acting, "transferred", patron_id=patron.id, details=details)
        return was.name if was else ""


def patron_of(number: str) -> Patron:
    """The reader with this number. Raises NotFound, also for what is left of one who was forgotten."""
    patron = Patron.get_or_none(Patron.number == clean(number), Patron.name != "")
    if patron is None:
        raise NotFound(N_("There is no reader {number}."), number=number)
    return patron


def code_of(patron_id: int) -> str:
    """The code of the card that a pupil has forgotten: the teacher picks the tile, and this is scanned."""
    return str(
        rows(f"SELECT COALESCE({CODE_OF_READER}, patron.number) FROM patron WHERE patron.id = ?", patron_id)[
            0
        ][0]
    )
