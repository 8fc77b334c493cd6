"""What the librarian changes of a single reader or copy, and who waits for what. Each change is an event."""

from datetime import datetime

import peewee

from db.codes import clean, isbn_13
from db.errors import BadValue, NotFound
from db.events import Acting, record
from db.kept import keep
from db.lookup import FoundCopy, FoundTitle, find_barcode, find_title
from db.marking import N_
from db.models import Copy, Event, Hold, Patron, Title, database
from db.timetable import class_id_of

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


def place_hold(number: str, isbn: str, acting: Acting) -> None:
    """Let a reader wait for a title, named by its ISBN or the code of one of its copies.

    Raises NotFound, and BadValue when the reader already waits for it.
    """
    with database.atomic():
        patron = patron_of(number)
        title_id = _title_of(isbn)
        waiting = Hold.select().where(
            Hold.title == title_id, Hold.patron == patron.id, Hold.closed_at.is_null()
        )
        if waiting.exists():
            raise BadValue(N_("Reader {number} already waits for this title."), number=number)
        Hold.create(title=title_id, patron=patron.id, placed_at=acting.now)
        record(acting, "hold_placed", patron_id=patron.id, details={"title": title_id})


def cancel_hold(number: str, isbn: str, acting: Acting) -> None:
    """Let a reader wait no longer. Raises NotFound."""
    with database.atomic():
        patron = patron_of(number)
        title_id = _title_of(isbn)
        cancelled = (
            Hold.update(closed_at=acting.now)
            .where(Hold.title == title_id, Hold.patron == patron.id, Hold.closed_at.is_null())
            .execute()
        )
        if not cancelled:
            raise NotFound(N_("Reader {number} does not wait for this title."), number=number)
        record(acting, "hold_cancelled", patron_id=patron.id, details={"title": title_id})


def see_events(acting: Acting) -> None:
    """The librarian has looked at everything that was flagged until now."""
    newest = Event.select(peewee.fn.MAX(Event.id)).scalar() or 0
    with database.atomic():
        keep("events_seen", str(newest))
        record(acting, "events_seen")


def open_holds() -> list[tuple[datetime, str, str, str]]:
    """Who waits for what, first come first: (since, reader's number, name, title); times naive UTC."""
    query = (
        Hold.select(Hold, Patron, Title)
        .join(Patron)
        .switch(Hold)
        .join(Title)
        .where(Hold.closed_at.is_null())
        .order_by(Hold.placed_at, Hold.id)
    )
    return [(hold.placed_at, hold.patron.number, hold.patron.name, hold.title.title) for hold in query]


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


def _title_of(code: str) -> int:
    cleaned = clean(code)
    found = find_barcode(cleaned)
    if isinstance(found, FoundCopy):
        return found.title_id
    number = isbn_13(cleaned) or cleaned
    title = Title.get_or_none((Title.isbn == number) | (Title.identifier == number))
    if title is None:
        raise NotFound(N_("There is no book {code}."), code=code)
    return int(title.id)
