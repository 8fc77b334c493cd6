"""Bays and their shelf faces: set up, listed, and asked which one a book stands on."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from db.answers.shelves.shelf import BayPlaced, Face
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.identity import identity
from db.marking import N_
from db.models import Bay, Location, ShelfFace, database
from db.stock.filing import NOT_UNDERSTOOD, filing_key
from db.stock.shelves import by_number, no_such_shelf
from db.store.sql import rows

_CODE = re.compile("%SHELF-([0-9]{1,9})")
_LONGEST_NAME, _LONGEST_SIDE = 32, 8
_MOST = 99


def code_of_face(face_id: int) -> str:
    """The code on a shelf label (层架标)."""
    return f"%SHELF-{face_id}"


def face_of_code(code: str) -> int | None:
    """The face whose label this cleaned code is, or None for another code. The face may be gone."""
    found = _CODE.fullmatch(code)
    return int(found[1]) if found else None


def set_bay(
    name: str,
    acting: Acting,
    *,
    location: str | None = None,
    square: tuple[int, int] | None = None,
) -> None:
    """Make a bay, or change what is given: the lists' shelf it stands for, its square (across, down).

    An empty location takes that away. Raises BadValue for a name or square that cannot be, NotFound for a
    shelf that there is not.
    """
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise BadValue(N_("A name has at most {most} characters."), most=_LONGEST_NAME)
    for number in square or ():
        within(number, 1, _MOST)
    with database.atomic():
        bay, _made = Bay.get_or_create(name=name)  # type: ignore[no-untyped-call]
        if location is not None:
            bay.location = _location(location)
        if square:
            taken = Bay.get_or_none(Bay.across == square[0], Bay.down == square[1], Bay.id != bay.id)
            if taken:
                raise BadValue(
                    N_("Bay {other} is at column {column}, row {row} of the plan already."),
                    other=taken.name,
                    column=square[0],
                    row=square[1],
                )
            bay.across, bay.down = square
        bay.save()
        record(acting, "shelves", details={"bay": name, "location": location, "square": square})


def set_face(bay: str, side: str, level: int, start: str, acting: Acting) -> None:
    """Say where a face begins; bay and face are made where they are not there yet.

    Raises BadValue for a call number that the library's scheme does not understand.
    """
    within(level, 1, _MOST)
    start, side = start.strip()[:120], side.strip().upper()
    if len(side) > _LONGEST_SIDE:
        raise BadValue(N_("A name has at most {most} characters."), most=_LONGEST_SIDE)
    if filing_key(start, identity().scheme) >= NOT_UNDERSTOOD:
        raise BadValue(
            N_("{start} is not a call number of this library's classification. Write it like I287.45/12."),
            start=start or "-",
        )
    with database.atomic():
        set_bay(bay, acting)
        of_bay = Bay.get(Bay.name == bay.strip())
        face, made = ShelfFace.get_or_create(  # type: ignore[no-untyped-call]
            bay=of_bay, side=side, level=level, defaults={"start": start}
        )
        if not made:
            face.start = start
            face.save()
        record(acting, "shelves", details={"bay": of_bay.name, "side": side, "level": level, "start": start})


def remove_bay(name: str, acting: Acting) -> int:
    """Take a bay with its faces out of the room; how many faces it had. Raises NotFound."""
    with database.atomic():
        bay = Bay.get_or_none(Bay.name == name.strip())
        if bay is None:
            raise _no_such_bay(name)
        gone = int(ShelfFace.delete().where(ShelfFace.bay == bay).execute())
        bay.delete_instance()
        record(acting, "shelves", details={"bay": name.strip(), "removed": gone})
        return gone


def remove_face(bay: str, side: str, level: int, acting: Acting) -> int:
    """Take one board away, which was set up by mistake; the event by which `settling.take_back` undoes it.

    Its books are where they were: they stand on the board before. Raises NotFound.
    """
    side = side.strip().upper()
    with database.atomic():
        of_bay = Bay.get_or_none(Bay.name == bay.strip())
        if of_bay is None:
            raise _no_such_bay(bay)
        face = ShelfFace.get_or_none(
            ShelfFace.bay == of_bay, ShelfFace.side == side, ShelfFace.level == level
        )
        if face is None:
            raise NotFound(
                N_("Bay {name} has no such board: side {side}, level {level}."),
                name=of_bay.name,
                side=side or "-",
                level=level,
            )
        face.delete_instance()
        was = {"bay": of_bay.name, "side": side, "level": level, "start": face.start}
        return record(acting, "shelves", details={**was, "removed_face": face.id})


def put_face_back(was: dict[str, Any]) -> bool:
    """Set a board up again as it was, with the code that its label bears; False where that cannot be."""
    face_id, side, level = was["removed_face"], was["side"], was["level"]
    bay = Bay.get_or_none(Bay.name == was["bay"])
    taken = (ShelfFace.id == face_id) | (
        (ShelfFace.bay == bay) & (ShelfFace.side == side) & (ShelfFace.level == level)
    )
    if bay is None or ShelfFace.select().where(taken).exists():
        return False
    ShelfFace.insert(id=face_id, bay=bay, side=side, level=level, start=was["start"]).execute()
    return True


def faces() -> list[Face]:
    """All faces in shelf order, those of bays with a location of their own among themselves."""
    scheme = identity().scheme
    found = [
        Face(id_, bay, side, level, start, filing_key(start, scheme), None, location)
        for id_, bay, side, level, start, location in rows(
            "SELECT shelf_face.id, bay.name, shelf_face.side, shelf_face.level, shelf_face.start,"
            " COALESCE(location.name, '') FROM shelf_face JOIN bay ON bay.id = shelf_face.bay_id"
            " LEFT JOIN location ON location.id = bay.location_id"
        )
    ]
    found.sort(key=lambda face: (face.location, face.low, by_number(face.bay), face.side, face.level))
    ordered: list[Face] = []
    for _location_name, group in groupby(found, key=lambda face: face.location):
        together = list(group)
        together[0] = replace(together[0], low=b"")  # whatever comes before stands at its beginning
        for face, following in zip(together, [*together[1:], None], strict=True):
            ordered.append(replace(face, high=following.low if following else None))
    return ordered


def bays() -> list[BayPlaced]:
    """All bays by number and name, each with its faces as they stand in it."""
    of_bay: dict[str, list[Face]] = {}
    for face in faces():
        of_bay.setdefault(face.bay, []).append(face)
    found = rows(
        "SELECT bay.name, COALESCE(location.name, ''), bay.across, bay.down FROM bay"
        " LEFT JOIN location ON location.id = bay.location_id"
    )
    placed = [
        BayPlaced(
            *(name, location, across, down),
            tuple(sorted(of_bay.get(name, ()), key=lambda face: (face.side, face.level))),
        )
        for name, location, across, down in found
    ]
    return sorted(placed, key=lambda bay: by_number(bay.name))


class Room:
    """The faces as they are at the moment, for asking often."""

    def __init__(self, known: Sequence[Face] | None = None) -> None:
        self.faces = faces() if known is None else list(known)
        self._by_id = {face.face_id: face for face in self.faces}
        self._of: dict[str, list[Face]] = {}
        for face in self.faces:
            self._of.setdefault(face.location, []).append(face)

    def face(self, face_id: int) -> Face:
        """The face of this number. Raises NotFound for a label whose shelf is gone."""
        if face_id not in self._by_id:
            raise NotFound(
                N_("The shelf of the label {code} is not known any more. Print new shelf labels."),
                code=code_of_face(face_id),
            )
        return self._by_id[face_id]

    def face_for(self, key: bytes, location: str) -> Face | None:
        """Where a book with this shelf key stands, whose record names this shelf (or none).

        None where no face says so: a book without a class, or one of a shelf that has no faces.
        """
        if key >= NOT_UNDERSTOOD:
            return None
        here = self._of.get(location) or self._of.get("", [])
        at = bisect_right(here, key, key=lambda face: face.low)
        return here[at - 1] if at else None


def _location(name: str) -> Location | None:
    if not name.strip():
        return None
    found: Location | None = Location.get_or_none(Location.name == name.strip(), Location.kind == "shelf")
    if found is None:
        raise no_such_shelf(name)
    return found


def _no_such_bay(name: str) -> NotFound:
    known = sorted((bay for (bay,) in rows("SELECT name FROM bay")), key=by_number)
    return NotFound(
        N_("There is no bay {name}. The bays are: {known}."), name=name, known=", ".join(known[:20]) or "-"
    )
