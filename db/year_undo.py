"""Taking a new school year back, exactly, as long as what it changed has not changed since."""

import json

import peewee

from db.errors import BadValue, NotFound
from db.events import Acting, record
from db.lists.batches import batches
from db.marking import N_
from db.models import Barcode, Event, Patron, SchoolClass, TimetablePeriod, database
from db.roster import number_rosters
from db.school_year import rename_classes
from db.store import rows


def undo_year(acting: Acting) -> None:
    """Undo the last `begin_year`, exactly.

    Raises NotFound when there is none, and BadValue when what it changed has been changed since; nothing
    is changed then.
    """
    with database.atomic():
        undone = Event.select(Event.undoes).where(Event.undoes.is_null(False))
        begun = (
            Event.select()
            .where(Event.verb == "year_begun", Event.id.not_in(undone))
            .order_by(Event.id.desc())
            .first()
        )
        if begun is None:
            raise NotFound(N_("No new year has begun that could be undone."))
        changes = json.loads(begun.details)
        try:
            with database.atomic():
                _remove_arrivals(changes["added"], changes["added_classes"])
                rename_classes({id_: (new, old) for id_, old, new in changes["classes"]})
                for period in changes["periods"]:
                    TimetablePeriod.insert(
                        dict(
                            zip(
                                ("id", "school_class", "weekday", "starts_minute", "ends_minute"),
                                period,
                                strict=True,
                            )
                        )
                    ).execute()
                for id_, status in changes["left"]:
                    _expect(
                        Patron.update(status=status)
                        .where(Patron.id == id_, Patron.status == "left")
                        .execute()
                    )
                for id_, class_id in changes["teachers"]:
                    _expect(
                        Patron.update(school_class=class_id)
                        .where(Patron.id == id_, Patron.school_class.is_null())
                        .execute()
                    )
                _number_as_before(changes.get("roster", []))  # an older version wrote none
        except peewee.IntegrityError as error:
            raise _changed_since() from error
        record(acting, "undone", undoes=begun.id)


def _remove_arrivals(patrons: list[int], classes: list[int]) -> None:
    """Delete who came with the new year. Whoever has borrowed since cannot be deleted."""
    for some in batches(patrons):
        Barcode.delete().where(Barcode.patron.in_(some)).execute()
        Patron.delete().where(Patron.id.in_(some)).execute()
    if classes:
        SchoolClass.delete().where(SchoolClass.id.in_(classes)).execute()


def _number_as_before(changed: list[tuple[int, int | None, int | None]]) -> None:
    """Give back the old roster numbers, but not to who was given another one since, in another class."""
    present = dict(rows("SELECT id, roster_number FROM patron"))
    for id_, was, number in changed:
        if present[id_] == number:
            Patron.update(roster_number=was).where(Patron.id == id_).execute()
    number_rosters()


def _expect(changed: int) -> None:
    if changed != 1:
        raise _changed_since()


def _changed_since() -> BadValue:
    return BadValue(N_("What the new year changed was changed again since, so it cannot be undone."))
