"""Classes renamed, and two classes made one."""

from collections.abc import Mapping

import peewee

from db.classes.merged_rows import move_rows
from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import Location, SchoolClass, database
from db.readers.classes import class_id_of
from db.readers.roster_numbers import number_rosters
from db.reports.list_readers import rename_class_counts

_LONGEST = 64


def rename_class(old: str, new: str, acting: Acting) -> None:
    """Give one class another name. Raises NotFound, and BadValue where another class has the name."""
    new = " ".join(new.split())
    if not new or len(new) > _LONGEST:
        raise BadValue(N_("A class needs a name of at most {most} characters."), most=_LONGEST)
    with database.atomic():
        class_id = class_id_of(old)
        if SchoolClass.select().where(SchoolClass.name == new, SchoolClass.id != class_id).exists():
            raise BadValue(
                N_("There is a class {name} already. To merge the two: kiosk year merge {old} {name}"),
                name=new,
                old=old,
            )
        rename_classes({class_id: (old, new)})
        if new != old:
            rename_class_counts(old, new)
        record(acting, "class_renamed", details={"class": class_id, "was": old, "name": new})


def merge_classes(gone: str, into: str, acting: Acting) -> int:
    """Move all of one class into another and remove it; how many readers that moved.

    Raises NotFound, and BadValue where both have a lesson or a book corner open, or are the same.
    """
    with database.atomic():
        from_id, into_id = class_id_of(gone), class_id_of(into)
        if from_id == into_id:
            raise BadValue(N_("That is the same class twice."))
        try:
            with database.atomic():
                moved = move_rows(from_id, into_id)
        except peewee.IntegrityError as error:
            raise BadValue(
                N_("Both classes have a lesson or a book corner open. End one of them first.")
            ) from error
        SchoolClass.delete().where(SchoolClass.id == from_id).execute()
        rename_class_counts(gone, into)
        number_rosters()
        record(acting, "classes_merged", details={"was": gone, "class": into_id, "readers": moved})
        return moved


def rename_classes(names: Mapping[int, tuple[str, str]]) -> None:
    """Rename classes (id: old name, new name) and the places of their corners with them.

    Raises BadValue when one is no longer called so.
    """
    corners = {
        place.id: (place.name, names[place.school_class.id][1])
        for place in Location.select().where(Location.kind == "corner", Location.school_class.is_null(False))
        if place.name == names.get(place.school_class.id, ("", ""))[0]
    }
    for table, renamed in ((SchoolClass, names), (Location, corners)):
        # By way of names that nobody has: 3A becomes 4A while there still is a 4A.
        for id_, (old, _) in renamed.items():
            if not table.update(name=f"\x01{id_}").where(table.id == id_, table.name == old).execute():
                raise BadValue(
                    N_("The class {name} has been renamed in the meantime. Nothing was changed."), name=old
                )
        for id_, (_, new) in renamed.items():
            table.update(name=new).where(table.id == id_).execute()
