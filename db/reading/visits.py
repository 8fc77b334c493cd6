"""Who comes into the rooms: counted at the door by card or key, or a class at once; nobody is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time

from db.circulation.found import FoundPatron
from db.circulation.lookup import find_barcode
from db.clock import local_day, to_local
from db.codes import clean
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Patron, VisitCount, database
from db.readers.classes import class_id_of
from db.store.sql import day as as_day
from db.store.sql import rows

NOON = time(11, 30), time(13, 30)
"""From when to when a visit is one of noon, local time."""
_MOST, _LONGEST_ROOM = 999, 64


@dataclass(frozen=True)
class Visits:
    """How many came on a day at one part of it into one room, of one class (empty: unknown)."""

    day: date
    part: str
    room: str
    class_name: str
    visits: int


def part_of_day(now: datetime) -> str:
    """Which part of the day a moment (naive UTC) is in."""
    at = to_local(now).time()
    return "morning" if at < NOON[0] else "noon" if at < NOON[1] else "afternoon"


def count_card(code: str, room: str, acting: Acting) -> str:
    """Count who scans a card at the door; an empty code is a key pressed. Returns their class, kept as such.

    Raises NotFound for a code of nobody.
    """
    class_name = ""
    if cleaned := clean(code):
        found = find_barcode(cleaned)
        if not isinstance(found, FoundPatron):
            raise NotFound(N_("The code {code} is not known."), code=code)
        of = Patron.get_by_id(found.patron_id).school_class
        class_name = of.name if of else ""
    _add(class_name, 1, room, acting)
    return class_name


def count_class(class_name: str, number: int, room: str, acting: Acting) -> None:
    """Count a class, or others, by heads; a number below zero takes back what was counted too much.

    Raises NotFound for a class, and BadValue where fewer would be left than none.
    """
    if class_name:
        class_id_of(class_name)
    within(number, -_MOST, _MOST)
    with database.atomic():
        _add(class_name, number, room, acting)
        record(acting, "visits", details={"class": class_name, "visits": number})


def _add(class_name: str, number: int, room: str, acting: Acting) -> None:
    key = {
        "day": local_day(acting.now),
        "part": part_of_day(acting.now),
        "room": " ".join(room.split())[:_LONGEST_ROOM],
        "class_name": class_name,
    }
    with database.atomic():
        where = [getattr(VisitCount, name) == value for name, value in key.items()]
        before = VisitCount.get_or_none(*where)
        if (before.visits if before else 0) + number < 0:
            raise BadValue(N_("Only {n} were counted there."), n=before.visits if before else 0)
        VisitCount.insert(**key, visits=max(0, number)).on_conflict(
            conflict_target=[VisitCount.day, VisitCount.part, VisitCount.room, VisitCount.class_name],
            update={VisitCount.visits: VisitCount.visits + number},
        ).execute()


def visits(first: date, last: date) -> list[Visits]:
    """What was counted on these days, by day, part, room and class."""
    order = "CASE part WHEN 'morning' THEN 0 WHEN 'noon' THEN 1 ELSE 2 END"
    return [
        Visits(as_day(day), part, room, name, number)
        for day, part, room, name, number in rows(
            "SELECT day, part, room, class_name, visits FROM visit_count WHERE day BETWEEN ? AND ?"
            f" AND visits > 0 ORDER BY day DESC, {order}, room, class_name",
            first,
            last,
        )
    ]


def rooms() -> list[str]:
    """The rooms in which anybody was counted."""
    return [room for (room,) in rows("SELECT DISTINCT room FROM visit_count WHERE room <> '' ORDER BY room")]
