"""Who is staff here, and what their post is. Each change is an event."""

from dataclasses import dataclass

from db.circulation.found import FoundPatron, Standing
from db.circulation.lookup import find_barcode
from db.circulation.standing import standing
from db.class_names import sorted_classes
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Patron, StaffClass, StaffMember, database
from db.readers.classes import class_id_of
from db.readers.readers import patron_of
from db.roles import READER, STAFF_CATEGORIES, Post, Role
from db.store.sql import rows

ROLES = ("teacher", "librarian", "head")
KEYHOLDERS = ("librarian", "head")
"""Their first own PIN takes the place of the shared one."""


@dataclass(frozen=True)
class Member:
    """One line of the staff list. `classes` are a teacher's own, by name."""

    number: str
    name: str
    role: str
    classes: tuple[str, ...]
    has_pin: bool


def post_of(who: Standing) -> Post:
    """What this reader may do: by their role, else by their kind, else as a class librarian or a reader."""
    if not who.role and who.category not in STAFF_CATEGORIES:
        if who.class_id is not None and who.is_class_librarian:
            return Post(Role.CLASS_LIBRARIAN, who.patron_id, frozenset({who.class_id}))
        return READER
    role = Role(who.role or who.category)
    if role is not Role.TEACHER:
        return Post(role, who.patron_id)
    named = rows("SELECT school_class_id FROM staff_class WHERE patron_id = ?", who.patron_id)
    own = {int(class_id) for (class_id,) in named}
    if who.class_id is not None and has_pupils(who.class_id):
        own.add(who.class_id)
    return Post(role, who.patron_id, frozenset(own) if own or who.role else None)


def has_pupils(class_id: int) -> bool:
    """Whether this is a class of pupils, and not a staff room."""
    query = Patron.select().where(Patron.school_class == class_id, Patron.category.not_in(STAFF_CATEGORIES))
    return query.where(Patron.status != "left").exists()


def appoint(number: str, role: str, class_names: tuple[str, ...], acting: Acting) -> None:
    """Give a grown-up reader a role, or another one; a teacher also the classes that are their own.

    Raises NotFound, and BadValue for a pupil, for a teacher of no class, and where it would leave nobody
    with a librarian's PIN.
    """
    with database.atomic():
        patron = patron_of(number)
        if patron.category_id == "pupil":
            raise BadValue(N_("Reader {number} is a pupil, and pupils cannot be staff."), number=number)
        classes = [class_id_of(name) for name in class_names] if role == "teacher" else []
        if role == "teacher" and not classes:
            own = patron.school_class_id
            if own is None or not has_pupils(own):
                raise BadValue(N_("Say which classes are this teacher's own: --class 3A."))
        if role == "teacher":
            _refuse_last_key(patron.id)
        StaffMember.insert(patron=patron.id, role=role).on_conflict(
            conflict_target=[StaffMember.patron], update={StaffMember.role: role}
        ).execute()
        StaffClass.delete().where(StaffClass.patron == patron.id).execute()
        for class_id in dict.fromkeys(classes):
            StaffClass.create(patron=patron.id, school_class=class_id)
        record(acting, "staff_changed", patron_id=patron.id, details={"role": role, "classes": classes})


def dismiss(number: str, acting: Acting) -> None:
    """Take a role and its PIN away. Raises NotFound, and BadValue for the last librarian's or head's PIN."""
    with database.atomic():
        patron = patron_of(number)
        _refuse_last_key(patron.id)
        StaffClass.delete().where(StaffClass.patron == patron.id).execute()
        if not StaffMember.delete().where(StaffMember.patron == patron.id).execute():
            raise NotFound(N_("Reader {number} is not staff: see kiosk staff list."), number=number)
        record(acting, "staff_changed", patron_id=patron.id, details={"role": None})


def members() -> list[Member]:
    """All staff, the head first."""
    query = StaffMember.select(StaffMember, Patron).join(Patron).where(Patron.status != "left")
    classes: dict[int, list[str]] = {}
    for patron_id, name in rows(
        "SELECT staff_class.patron_id, school_class.name FROM staff_class"
        " JOIN school_class ON school_class.id = staff_class.school_class_id"
    ):
        classes.setdefault(patron_id, []).append(name)
    found = [
        Member(
            who.number,
            who.name,
            row.role,
            tuple(sorted_classes(classes.get(who.id, ()))),
            row.pin is not None,
        )
        for row in query
        if (who := row.patron)
    ]
    return sorted(found, key=lambda member: (-ROLES.index(member.role), member.number))


def member_of_card(code: str) -> tuple[int, str] | None:
    """The id and the number of the member of staff whose card this is, with or without a PIN, or None."""
    found = find_barcode(clean(code))
    if not isinstance(found, FoundPatron) or found.retired:
        return None
    member = StaffMember.get_or_none(StaffMember.patron == found.patron_id)
    return (found.patron_id, str(standing(found.patron_id).number)) if member else None


def keyholders() -> list[int]:
    """The ids of those whose own PIN opens what the shared one did."""
    query = (
        StaffMember.select(StaffMember.patron)
        .join(Patron)
        .where(Patron.status != "left", StaffMember.role.in_(KEYHOLDERS), StaffMember.pin.is_null(False))
    )
    return [int(row.patron_id or 0) for row in query]


def _refuse_last_key(patron_id: int) -> None:
    if keyholders() == [patron_id]:
        raise BadValue(N_("No other librarian or head has a PIN. Give somebody else one first."))
