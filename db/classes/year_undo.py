"""Undoing a new school year, exactly, as long as what it changed has not changed since."""

import peewee

from db.classes.renaming import rename_classes
from db.classes.school_year import PERIOD_COLUMNS, first_few
from db.errors import BadValue, NotFound
from db.events.record import Acting, needed_details, record
from db.marking import N_
from db.models import Barcode, Event, Hold, Patron, SchoolClass, TimetablePeriod, database
from db.readers.numbering import Renumbered, take_back
from db.readers.roster_numbers import number_rosters
from db.store.batches import batches, select_in
from db.store.sql import rows


def undo_year(acting: Acting) -> None:
    """Undo the last `begin_year`, exactly; who was forgotten since stays forgotten.

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
            raise NotFound(N_("There is no new year to undo."))
        changes = needed_details(begun)
        try:
            with database.atomic():
                _remove_arrivals(changes["added"], changes["added_classes"])
                numbers, cards = changes.get("numbers", []), changes.get("cards", [])
                take_back(Renumbered(tuple(map(tuple, numbers)), tuple(map(tuple, cards))))
                Hold.update(closed_at=None).where(Hold.id.in_(changes.get("waits", []))).execute()
                rename_classes({id_: (new, old) for id_, old, new in changes["classes"]})
                for period in changes["periods"]:
                    # an older version wrote no weeks
                    TimetablePeriod.insert(dict(zip(PERIOD_COLUMNS, period, strict=False))).execute()
                gone = {id_ for (id_,) in rows("SELECT id FROM patron WHERE name = ''")}
                for id_, status in changes["left"]:
                    if id_ in gone:
                        continue
                    has_left = Patron.status == "left"
                    _expect(id_, Patron.update(status=status).where(Patron.id == id_, has_left).execute())
                for id_, class_id in changes["teachers"]:
                    if id_ in gone:
                        continue
                    update = Patron.update(school_class=class_id)
                    has_none = Patron.school_class.is_null()
                    _expect(id_, update.where(Patron.id == id_, has_none).execute())
                _number_as_before(changes.get("roster", []))  # an older version wrote none
        except peewee.IntegrityError as error:
            raise BadValue(
                N_("What the new year changed has been changed again since, so it cannot be undone.")
            ) from error
        record(acting, "undone", undoes=begun.id)


def _remove_arrivals(patrons: list[int], classes: list[int]) -> None:
    """Delete who came with the new year. Raises BadValue where one of them was at the kiosk since."""
    here = [id_ for (id_,) in select_in("SELECT DISTINCT patron_id FROM event WHERE patron_id IN", patrons)]
    here += [id_ for (id_,) in select_in("SELECT DISTINCT patron_id FROM loan WHERE patron_id IN", patrons)]
    numbers = sorted({number for (number,) in select_in("SELECT number FROM patron WHERE id IN", here)})
    if numbers:
        raise BadValue(
            N_("New readers have used the library since ({numbers}), so the new year cannot be undone."),
            numbers=first_few(numbers),
        )
    for batch in batches(patrons):
        Barcode.delete().where(Barcode.patron.in_(batch)).execute()
        Patron.delete().where(Patron.id.in_(batch)).execute()
    if classes:
        SchoolClass.delete().where(SchoolClass.id.in_(classes)).execute()


def _number_as_before(changed: list[tuple[int, int | None, int | None]]) -> None:
    """Give back the old roster numbers, but not to who was given another one since, in another class."""
    present = dict(rows("SELECT id, roster_number FROM patron WHERE name <> ''"))
    for id_, was, number in changed:
        if id_ in present and present[id_] == number:
            Patron.update(roster_number=was).where(Patron.id == id_).execute()
    number_rosters()


def _expect(patron_id: int, changed: int) -> None:
    if changed != 1:
        patron = Patron.get_or_none(Patron.id == patron_id)
        raise BadValue(
            N_(
                "Reader {number} has been changed since the new year began, so the new year cannot be undone."
            ),
            number=patron.number if patron else patron_id,
        )
