"""What happened, as the librarian reads it, and how far they have looked at what was flagged."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import JOIN, Expression, fn

from db.answers.flag import Flag
from db.codes import clean, isbn_13
from db.events.conflicts import settled_numbers
from db.events.record import Acting, details_of, record
from db.models import Barcode, Copy, Event, Patron, Title, database
from db.store.kept import keep, kept
from db.store.sql import rows


@dataclass(frozen=True)
class EventRow:
    """One event, as the librarian reads it; `at` is naive UTC.

    `flag` is why it was flagged, None where it was not; it `waits` until the librarian has looked at it.
    `staff` is the number of the member of staff who did it, `account` whose command it was; `details` what
    else is known, such as the reason of a refusal and what fills its sentence.
    """

    at: datetime
    kiosk: str
    verb: str
    number: str
    title: str
    waits: bool
    flag: Flag | None = None
    actor: str = "reader"
    staff: str = ""
    account: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    id: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which events: those of a reader or a member of staff, by number; of a book, by its label, its ISBN or
    its title; before a moment (naive UTC). What is empty is not asked for.
    """

    reader: str = ""
    book: str = ""
    staff: str = ""
    before: datetime | None = None

    def chosen(self, query: Any) -> Any:
        """The events of a query that are wanted."""
        if self.before:
            query = query.where(Event.at < self.before)
        if self.reader:
            query = query.where(Patron.number == self.reader)
        if self.staff:
            query = query.where(
                Event.staff_id.in_(Patron.select(Patron.id).where(Patron.number == self.staff))
            )
        if self.book:
            code = clean(self.book)
            labelled = Barcode.select(Barcode.copy).where(Barcode.code == code, Barcode.copy.is_null(False))
            named = (Title.isbn == (isbn_13(code) or code)) | Title.title.contains(self.book)
            query = query.where(Event.copy.in_(labelled) | named)
        return query


def events(*, since: datetime, flagged: bool = False, wanted: Wanted | None = None) -> list[EventRow]:
    """What happened since a moment (naive UTC), the newest first; all, or what waits to be looked at."""
    query = (
        Event.select(Event, Patron, Copy, Title)
        .join(Patron, join_type=JOIN.LEFT_OUTER)
        .switch(Event)
        .join(Copy, join_type=JOIN.LEFT_OUTER)
        .join(Title, join_type=JOIN.LEFT_OUTER)
        .where(Event.at >= since)
        .order_by(Event.at.desc(), Event.id.desc())
    )
    if flagged:
        query = query.where(_is_waiting())
    query = wanted.chosen(query) if wanted else query
    staff = dict(
        rows("SELECT id, number FROM patron WHERE id IN (SELECT staff_id FROM event WHERE at >= ?)", since)
    )
    found = list(query)
    waiting = {event.id for event in Event.select(Event.id).where(Event.at >= since, _is_waiting())}
    beside = _beside(since)
    return [
        EventRow(
            at=event.at,
            kiosk=event.kiosk,
            verb=event.verb,
            number=event.patron.number if event.patron else "",
            title=event.copy.title.title if event.copy else "",
            waits=event.id in waiting,
            flag=_flag_of(event, beside) if event.flagged else None,
            actor=event.actor,
            staff=staff.get(event.staff_id, ""),
            account=event.account,
            details=details_of(event),
            id=event.id,
        )
        for event in found
    ]


_Moment = tuple[int | None, datetime, str]


def _beside(since: datetime) -> dict[_Moment, set[str]]:
    """The verbs of what was flagged, by the copy, the time and the kiosk."""
    found: dict[_Moment, set[str]] = {}
    for event in Event.select(Event.copy, Event.at, Event.kiosk, Event.verb).where(
        Event.at >= since, Event.flagged
    ):
        found.setdefault((event.copy_id, event.at, event.kiosk), set()).add(event.verb)
    return found


def _flag_of(event: Event, beside: dict[_Moment, set[str]]) -> Flag:
    verbs = beside.get((event.copy_id, event.at, event.kiosk), set())
    if event.verb not in ("lent", "returned", "renewed", "refused", "conflict"):
        return Flag.OTHER
    if "conflict" in verbs:
        return Flag.CONFLICT
    if event.verb != "returned":
        return Flag.SETTLED if "returned" in verbs else Flag.OTHER
    if verbs & {"lent", "refused", "overridden"}:
        return Flag.SETTLED
    return Flag.FOUND if event.details else Flag.WANTED


def flagged_count() -> int:
    """How many flagged events wait to be looked at."""
    return Event.select().where(_is_waiting()).count()


def see_events(acting: Acting, only: Collection[int] = ()) -> None:
    """The librarian has looked at everything that was flagged until now; or at these events alone."""
    with database.atomic():
        if only:
            record(acting, "events_seen", details={"events": sorted(only)})
            return
        newest = Event.select(fn.MAX(Event.id)).scalar() or 0
        keep("events_seen", str(newest))
        record(acting, "events_seen")


def _seen_alone() -> set[int]:
    """The events that were looked at one by one, since all of them were."""
    all_seen = int(kept("events_seen") or 0)
    told = Event.select(Event.details).where(
        Event.verb == "events_seen", Event.id > all_seen, Event.details != ""
    )
    return {number for event in told for number in details_of(event).get("events", ())}


def _is_waiting() -> Expression:
    """Flagged, and not among what the librarian has looked at.

    Who has settled a conflict has looked at it, and at what the kiosk did in the same moment. What a scan
    meant needs no eye once somebody has answered.
    """
    conflict = Event.alias()
    settled = conflict.select(conflict.id).where(
        conflict.id.in_(list(settled_numbers())), conflict.kiosk == Event.kiosk, conflict.at == Event.at
    )
    later = Event.alias()
    cleared = later.select(later.id).where(later.undoes == Event.id, later.verb == "return_clear")
    waiting: Expression = (
        Event.flagged & (Event.id > int(kept("events_seen") or 0)) & ~fn.EXISTS(settled) & ~fn.EXISTS(cleared)
    )
    alone = _seen_alone()
    return waiting & Event.id.not_in(sorted(alone)) if alone else waiting
