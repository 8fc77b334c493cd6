"""Opening stocktakes, finding one, and the work cards of its areas."""

import re
from datetime import datetime
from typing import NamedTuple

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import NOT_GONE, Stocktake, StocktakeCopy, database
from db.shelf.faces import Room
from db.stock.choosing import Wanted, condition_of
from db.stock.shelves import by_number
from db.store.batches import insert
from db.store.sql import moment, rows

_CARD = re.compile("%TAKE-([0-9]{1,9})-([0-9]{1,6})")
_LONGEST_NAME = 60


class Opened(NamedTuple):
    """A stocktake that was opened: its number, its copies, its areas."""

    stocktake_id: int
    copies: int
    areas: int


class Found(NamedTuple):
    """A stocktake as it is now."""

    stocktake_id: int
    name: str
    scope: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    figures: str


def open_stocktake(name: str, wanted: Wanted, acting: Acting) -> Opened:
    """Open one over these copies, which are frozen by that; others may be open at the same time.

    Raises BadValue for a name that is empty, too long or taken, NotFound where no copy is chosen.
    """
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise BadValue(N_("A name has at most {most} characters."), most=_LONGEST_NAME)
    with database.atomic():
        if rows("SELECT 1 FROM stocktake WHERE name = ?", name):
            raise BadValue(N_("There is a stocktake {name} already. Choose another name."), name=name)
        condition, values = condition_of(wanted)
        found = rows(
            "SELECT copy.id, title.shelf_key, COALESCE(location.name, ''), COALESCE(location.kind, '')"
            " FROM copy JOIN title ON title.id = copy.title_id"
            f" LEFT JOIN location ON location.id = copy.location_id WHERE {NOT_GONE} AND {condition}",
            *values,
        )
        if not found:
            raise NotFound(N_("There is no such book."))
        room = Room()
        made = Stocktake.create(
            name=name, scope=scope_of(wanted), opened_at=acting.now, opened_by=acting.account
        )
        areas = [area_of(room, bytes(key), place, kind == "corner") for _, key, place, kind in found]
        insert(
            StocktakeCopy,
            ("stocktake_id", "copy_id", "area"),
            [(made.id, row[0], area) for row, area in zip(found, areas, strict=True)],
        )
        details: dict[str, object] = {"stocktake": made.id, "copies": len(found)}
        record(acting, "stocktake_opened", details=details)
        return Opened(made.id, len(found), len(set(areas)))


def scope_of(wanted: Wanted) -> str:
    """The scope as it is compared with that of an earlier stocktake: empty for the whole stock."""
    parts = (wanted.classes, wanted.shelf, wanted.title, " ".join(wanted.codes or ()))
    return " ".join(part for part in parts if part)[:200]


def area_of(room: Room, key: bytes, place: str, in_corner: bool) -> str:
    """The bay, else the shelf or corner, that a copy belongs to; empty where nobody knows."""
    face = None if in_corner else room.face_for(key, place)
    return face.bay if face else place


def find_stocktake(name: str = "") -> Found:
    """The stocktake of this name or number, or the only open one.

    Raises NotFound, and BadValue where several are open and none is named.
    """
    name = name.strip()
    found = [_found(row) for row in rows(f"{_FOUND} ORDER BY id")]
    if name:
        named = [one for one in found if one.name == name]
        named += [one for one in found if str(one.stocktake_id) == name]
        if not named:
            raise NotFound(
                N_("There is no stocktake {name}. The stocktakes are: {known}."),
                name=name,
                known=", ".join(one.name for one in found[-20:]) or "-",
            )
        return named[0]
    is_open = [one for one in found if one.closed_at is None]
    if not is_open:
        raise NotFound(N_("No stocktake is open. Open one: {command}"), command="kiosk stocktake open NAME")
    if len(is_open) > 1:
        raise BadValue(
            N_("Several stocktakes are open. Say which: {known}."),
            known=", ".join(one.name for one in is_open),
        )
    return is_open[0]


def all_stocktakes() -> list[Found]:
    """Every stocktake, the newest first."""
    return [_found(row) for row in rows(f"{_FOUND} ORDER BY id DESC")]


def as_now(stocktake: Found) -> Found:
    """The same stocktake, read again."""
    return _found(rows(f"{_FOUND} WHERE id = ?", stocktake.stocktake_id)[0])


def must_be_open(stocktake: Found) -> None:
    """Raises BadValue for one that is closed by now."""
    if as_now(stocktake).closed_at is not None:
        raise BadValue(N_("The stocktake {name} is closed. Open another one."), name=stocktake.name)


def areas_of(stocktake_id: int) -> list[str]:
    """The areas of a stocktake in their order; the place of each, from 1, is the number of its card."""
    found = rows("SELECT DISTINCT area FROM stocktake_copy WHERE stocktake_id = ?", stocktake_id)
    return sorted((area for (area,) in found), key=by_number)


def code_of_card(stocktake_id: int, number: int) -> str:
    """The code on a work card."""
    return f"%TAKE-{stocktake_id}-{number}"


def card_of_code(code: str) -> tuple[int, int] | None:
    """Stocktake and number of the area of a work card's code; None for another code."""
    found = _CARD.fullmatch(code)
    return (int(found[1]), int(found[2])) if found else None


_FOUND = "SELECT id, name, scope, opened_at, opened_by, closed_at, figures FROM stocktake"


def _found(row: tuple[object, ...]) -> Found:
    id_, name, scope, opened_at, opened_by, closed_at, figures = row
    return Found(
        int(str(id_)),
        str(name),
        str(scope),
        moment(opened_at),  # type: ignore[arg-type]
        str(opened_by),
        None if closed_at is None else moment(closed_at),  # type: ignore[arg-type]
        str(figures),
    )
