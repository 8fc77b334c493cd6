"""Returned books on their way back to the shelf: listed in shelf order, and confirmed by scanning."""

from dataclasses import dataclass
from datetime import datetime

from db.answers.shelves.shelf import Face, ToShelve
from db.circulation.found import FoundCopy
from db.circulation.lookup import find
from db.events.record import STANDS, Acting, record
from db.library.identity import identity
from db.models import CODE_OF_COPY, database
from db.shelf.faces import Room
from db.stock.filing import filing_key
from db.stock.states import ON_THE_WAY
from db.store.sql import moment, rows


def to_shelve(now: datetime) -> list[ToShelve]:
    """What came back within a day and nobody has put on the shelf yet, in the order of a walk along it."""
    room = Room()
    found = []
    for copy_id, code, title, call_number, key, place, returned_at in rows(
        f"""
        SELECT copy.id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,
               title.call_number, title.shelf_key, COALESCE(location.name, ''), MAX(loan.returned_at)
        FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id
        LEFT JOIN location ON location.id = copy.location_id
        WHERE loan.returned_at > ? AND NOT loan.voided AND copy.status IN ('available', 'reference')
        AND (location.kind IS NULL OR location.kind <> 'corner')
        AND NOT EXISTS (SELECT 1 FROM loan AS out WHERE out.copy_id = copy.id AND out.returned_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM event WHERE event.copy_id = copy.id AND event.verb = 'shelved'
                        AND event.at >= loan.returned_at AND {STANDS})
        GROUP BY copy.id, title.id, location.id
        """,
        now - ON_THE_WAY,
    ):
        face = room.face_for(bytes(key), place)
        book = ToShelve(copy_id, code, title, call_number, face or place, moment(returned_at))
        found.append((place, bytes(key), book))
    return [book for _, _, book in sorted(found, key=lambda one: one[:2])]


@dataclass(frozen=True)
class PutBack:
    """A book scanned at the shelf it was put on.

    `belongs` is where it should stand, where that is another face than the one it was scanned at: then it is
    not confirmed. `event_id` is what to undo, None where nothing was confirmed.
    """

    title: str
    event_id: int | None
    belongs: Face | None = None


def put_back(code: str, at: Face | None, acting: Acting) -> PutBack | None:
    """Confirm that a book stands on the shelf again, scanned behind the label of this face or behind none.

    `code` must be cleaned. None for a code of no single copy.
    """
    with database.atomic():
        copy = find(code)
        if not isinstance(copy, FoundCopy):
            return None
        key = filing_key(copy.book.call_number, identity().scheme)
        home = Room().face_for(key, copy.book.shelf)
        if at and home and home.face_id != at.face_id:
            return PutBack(copy.book.title, None, home)
        return PutBack(copy.book.title, record(acting, "shelved", copy_id=copy.copy_id))
