"""Class corners: library books that live with a class, from filling to closing.

While a copy is in a corner its location is the corner's, so the counter does not lend it and says where it
goes when it is returned. Each verb is one transaction and writes its events; nothing is ever deleted.
"""

from datetime import datetime

from db.answers.classes.corner import CornerTime, Placed
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_copy
from db.circulation.policy import copy_refusal
from db.errors import within
from db.events.record import Acting, record
from db.models import Copy, Corner, CornerBook, Location, SchoolClass, database

USUAL_CAP = 50
"""Books in a corner where nobody says otherwise: about one a pupil."""


def open_corner(class_id: int, acting: Acting, cap: int | None = None) -> CornerTime:
    """The class's corner, opened where it is not. `cap` changes how many books it may hold.

    Raises BadValue for a cap that makes no sense.
    """
    if cap is not None:
        within(cap, 1, 999)
    with database.atomic():
        found = corner_of(class_id)
        if found is None:
            Corner.insert(
                school_class=class_id,
                location=_location_of(class_id),
                cap=cap or USUAL_CAP,
                opened_at=acting.now,
            ).execute()
            record(acting, "corner_opened", details={"class": class_id})
        elif cap:
            Corner.update(cap=cap).where(Corner.id == found.corner_id).execute()
            record(acting, "corner_changed", details={"corner": found.corner_id, "cap": cap})
        opened = corner_of(class_id)
        assert opened is not None
        return opened


def corner_of(class_id: int) -> CornerTime | None:
    """The class's open corner, or None."""
    corner = (
        Corner.select(Corner, SchoolClass)
        .join(SchoolClass)
        .where(Corner.school_class == class_id, Corner.closed_at.is_null())
        .first()
    )
    if corner is None:
        return None
    books = CornerBook.select().where(CornerBook.corner == corner.id, CornerBook.taken_at.is_null()).count()
    return CornerTime(
        corner.id,
        class_id,
        corner.school_class.name,
        corner.location_id,
        corner.cap,
        corner.opened_at,
        books,
    )


def place(class_id: int, copy_id: int, acting: Acting) -> Placed | Refused:
    """Put one copy on the manifest of the class's corner."""
    with database.atomic():
        corner = corner_of(class_id)
        copy = find_copy(copy_id)
        refused = _may_place(corner, copy)
        if refused or corner is None:
            return refused or Refused(Reason.NO_CORNER, copy.book)
        home = Copy.get_by_id(copy_id).location_id
        put(corner, copy_id, home, acting.now)
        record(acting, "corner_filled", copy_id=copy_id, details={"corner": corner.corner_id})
        return Placed(copy.book, copy_id, corner.books + 1, corner.cap)


def take_out(class_id: int, copy_id: int, acting: Acting) -> bool:
    """Undo `place`; False where the copy is no longer in the corner."""
    with database.atomic():
        entry = entry_of(class_id, copy_id)
        if entry is None:
            return False
        leave(entry, "mistake", acting.now)
        record(acting, "corner_taken_out", copy_id=copy_id, details={"corner": entry.corner.id})
        return True


def _may_place(corner: CornerTime | None, copy: FoundCopy) -> Refused | None:
    if corner is None:
        return Refused(Reason.NO_CORNER, copy.book)
    if copy.corner:
        here = copy.corner_class_id == corner.class_id
        reason = Reason.IN_THE_CORNER if here else Reason.IN_ANOTHER_CORNER
        return Refused(reason, copy.book, {"corner": copy.corner})
    if copy.loan:
        return Refused(Reason.ON_LOAN, copy.book)
    if corner.books >= corner.cap:
        return Refused(Reason.CORNER_FULL, copy.book, {"corner": corner.class_name, "cap": corner.cap})
    return copy_refusal(copy)


def entry_of(class_id: int, copy_id: int) -> CornerBook | None:
    """The copy's open line on the manifest of the class's open corner."""
    found: CornerBook | None = (
        CornerBook.select(CornerBook, Corner)
        .join(Corner)
        .where(
            Corner.school_class == class_id,
            Corner.closed_at.is_null(),
            CornerBook.copy == copy_id,
            CornerBook.taken_at.is_null(),
        )
        .first()
    )
    return found


def put(corner: CornerTime, copy_id: int, home: int | None, now: datetime) -> None:
    """Write a copy on the manifest; `home` is where it stands otherwise."""
    CornerBook.insert(corner=corner.corner_id, copy=copy_id, home=home, placed_at=now).execute()
    Copy.update(location=corner.location_id).where(Copy.id == copy_id).execute()


def leave(entry: CornerBook, outcome: str, now: datetime) -> None:
    """Strike a copy off the manifest; it stands at home again."""
    CornerBook.update(taken_at=now, outcome=outcome).where(CornerBook.id == entry.id).execute()
    Copy.update(location=entry.home).where(Copy.id == entry.copy).execute()


def _location_of(class_id: int) -> int:
    """Where the class's corner books stand: its own location, made when it is first needed."""
    found = Location.get_or_none(Location.kind == "corner", Location.school_class == class_id)
    if found is None:
        name = SchoolClass.get_by_id(class_id).name
        while Location.select().where(Location.name == name).exists():
            name += "*"  # a shelf bears the name of the class
        found = Location.create(name=name, kind="corner", school_class=class_id)
    return int(found.id)
