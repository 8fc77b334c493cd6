"""What a kiosk did offline: the events in its replica that are not in the store yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from db.events.record import Acting, details_of
from db.models import Barcode, Corner, Event, Lesson, Patron, database
from db.offline.replica import Stamp

_FOLLOWS = ("corner_still_lent", "corner_missing")
"""What closing a corner finds: the store finds it again for itself."""


@dataclass(frozen=True)
class Entry:
    """One event to be entered. Ids are the store's, except where it says otherwise.

    Attributes:
        uuid: by it the store recognises an event that it already has.
        undoes: the uuid of the event that is taken back.
        loan_id: a loan that the store knows; `lent_by`: for one that was made here, the uuid of its lending.
        class_id: whose lesson or corner it is.
        seen: the labels of the book that have been scanned.
        language: what the reader chose.
        lesson: for a lesson: who opened it, its bell, when and how it was closed.
    """

    uuid: str
    acting: Acting
    verb: str
    patron_id: int | None
    copy_id: int | None
    flagged: bool
    details: dict[str, Any]
    undoes: str | None = None
    loan_id: int | None = None
    lent_by: str | None = None
    class_id: int | None = None
    seen: tuple[str, ...] = ()
    language: str | None = None
    lesson: Lesson | None = None


def journal(replica: peewee.Database, stamp: Stamp, ahead: timedelta = timedelta()) -> list[Entry]:
    """All that was recorded since the kiosk went offline, in order of time; nothing while it is online.

    `ahead`: how far its clock was ahead of the store's: each event gets the store's time.

    What takes something back comes after it, even where the clock was set meanwhile. What was done with a
    book bears no earlier time than whatever the kiosk knew of that book: where its clock is behind another
    one's, its return would otherwise be taken for that of an earlier loan. Its own time is in the uuid.
    """
    if stamp.away_since is None:
        return []
    with database.using(replica):
        events: list[Any] = list(
            Event.select()
            .where(Event.id > stamp.newest, Event.verb.not_in(_FOLLOWS))
            .order_by(Event.at, Event.id)
        )
        known: Any = (
            Event.select(Event.copy, peewee.fn.MAX(Event.at))
            .where(Event.id <= stamp.newest, Event.copy.is_null(False))
            .group_by(Event.copy)
        )
        known_at: dict[int, datetime] = dict(known.tuples())
        undone = Event.select().where(Event.id.in_([event.undoes_id for event in events]))
        named: Any = {event.id: event for event in undone}
        lent = {event.loan_id: event.uuid for event in events if event.verb == "lent"}
        for event in events:
            event.at = max(event.at - ahead, known_at.get(event.copy_id, event.at - ahead))
        events.sort(key=lambda event: max(event.at, named.get(event.undoes_id, event).at))
        return [_entry(event, lent, named.get(event.undoes_id)) for event in events]


def _entry(event: Any, lent: dict[int, str], undone: Any) -> Entry:
    details = details_of(event)
    lesson = Lesson.get_or_none(Lesson.id == details.get("lesson"))
    corner = Corner.get_or_none(Corner.id == details.get("corner"))
    of_class = lesson or corner
    patron = Patron.get_or_none(Patron.id == event.patron_id) if event.verb == "language" else None
    lent_by = lent.get(event.loan_id)
    seen: Any = Barcode.select(Barcode.code).where(Barcode.copy == event.copy_id, ~Barcode.unseen)
    return Entry(
        event.uuid,
        Acting(event.kiosk, event.at, event.actor, event.staff_id, event.account),
        event.verb,
        event.patron_id,
        event.copy_id,
        event.flagged,
        details,
        undone.uuid if undone else None,
        None if lent_by else event.loan_id,
        lent_by,
        of_class.school_class_id if of_class else details.get("class"),
        tuple(code for (code,) in seen.tuples()),
        patron.language if patron else None,
        lesson,
    )
