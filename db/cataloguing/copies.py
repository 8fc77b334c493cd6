"""Copies added, moved and deleted by the librarian. Each change is an event."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.cataloguing.past import has_past
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Barcode, Copy, Location, Title, database
from db.registers.entering import Acquired, check, enter, strike
from db.stock.shelves import no_such_shelf
from db.store.sql import rows

MOST_COPIES = 999
"""More copies at once than this is an ISBN or a price in the wrong field."""
_LONGEST_PLACE = 120


@dataclass(frozen=True)
class CopiesAdded:
    """The new copies of a title, and how many it has now; those that are withdrawn do not count."""

    title_id: int
    title: str
    copies: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class CopiesMoved:
    """How many copies now stand at this place, and where they stood."""

    place: str
    moved: int
    before: tuple[str, ...]


def add_copies(
    title_id: int,
    acting: Acting,
    *,
    copies: int = 1,
    place: str = "",
    new_place: bool = False,
    acquired: Acquired | None = None,
) -> CopiesAdded:
    """Add this many copies to a title, without labels, on a shelf; without one, where its copies stand.

    Raises NotFound for a title or shelf that there is not, unless it is a `new_place`, and BadValue.
    """
    with database.atomic():
        title = Title.get_or_none(Title.id == title_id)
        if title is None:
            raise NotFound(N_("There is no such book any more."))
        how = acquired or Acquired()
        added = add_rows(title_id, copies, place, acting, new_place=new_place, acquired=how)
        record(acting, "copies_added", details={"title": title_id, "copies": list(added)})
        total = Copy.select().where(Copy.title == title_id, Copy.status != "withdrawn").count()
        return CopiesAdded(title_id, title.title, added, total)


def add_rows(
    title_id: int, copies: int, place: str, acting: Acting, *, new_place: bool, acquired: Acquired
) -> tuple[int, ...]:
    """In the running transaction: the rows of new copies; their ids. Raises as `add_copies` does."""
    within(copies, 0, MOST_COPIES)
    check(acquired)
    ((newest, usual),) = rows(
        "SELECT COALESCE(MAX(copy.number), 0), MIN(location.id) FROM copy"
        " LEFT JOIN location ON location.id = copy.location_id AND location.kind <> 'corner'"
        " WHERE copy.title_id = ?",
        title_id,
    )
    location = shelf_named(place, new=new_place) if place.strip() else usual
    added = tuple(
        int(Copy.create(title=title_id, number=newest + n, location=location).id)
        for n in range(1, copies + 1)
    )
    enter(added, acting, acquired)
    return added


def shelf_named(name: str, *, new: bool = False) -> int:
    """The id of a shelf; a `new` one is made where there is none. Raises NotFound, BadValue for a corner."""
    name = " ".join(name.split())
    found = Location.get_or_none(Location.name == name)
    if found is None:
        if not new or not name or len(name) > _LONGEST_PLACE:
            raise no_such_shelf(name)
        found = Location.create(name=name)
    if found.kind == "corner":
        raise BadValue(
            N_("{place} is a class corner. Books are put there with: {command}"),
            place=name,
            command=f"kiosk corner fill {name}",
        )
    return int(found.id)


def move_copies(
    copy_ids: Sequence[int], place: str, acting: Acting, *, new_place: bool = False
) -> CopiesMoved:
    """Let copies stand on another shelf from now on.

    Raises NotFound for a shelf that there is not, unless it is a `new_place`, and BadValue for a copy in a
    class corner, or a corner as the place.
    """
    with database.atomic():
        location = shelf_named(place, new=new_place)
        before: dict[int, str] = {}
        for copy in Copy.select().where(Copy.id.in_(list(copy_ids))).order_by(Copy.id):
            here = copy.location
            if here is not None and here.kind == "corner":
                raise BadValue(
                    N_(
                        "“{title}” is in the class corner {place}: close the corner, or take the book out "
                        "first."
                    ),
                    title=copy.title.title,
                    place=here.name,
                )
            if copy.location_id != location:
                before[copy.id] = here.name if here else ""
        if before:
            Copy.update(location=location).where(Copy.id.in_(list(before))).execute()
            was = {str(copy_id): name for copy_id, name in before.items()}
            record(acting, "copies_moved", details={"place": location, "was": was})
        name = Location.get_by_id(location).name
        return CopiesMoved(name, len(before), tuple(sorted(set(before.values()))))


def delete_copy(copy_id: int, acting: Acting) -> str:
    """Delete a copy to which nothing ever happened, with its label; returns its title's name.

    Raises NotFound, and BadValue where it has a history.
    """
    with database.atomic():
        copy = Copy.get_or_none(Copy.id == copy_id)
        if copy is None:
            raise NotFound(N_("There is no such copy any more."))
        if has_past([copy_id]):
            raise BadValue(
                N_(
                    "This copy of “{title}” has a history, which has to be kept. Mark it as withdrawn "
                    "instead."
                ),
                title=copy.title.title,
            )
        name, title_id, number = copy.title.title, copy.title_id, copy.number
        Barcode.delete().where(Barcode.copy == copy_id).execute()
        strike([copy_id], acting)
        Copy.delete().where(Copy.id == copy_id).execute()
        record(acting, "copy_deleted", details={"title": title_id, "number": number})
        return str(name)
