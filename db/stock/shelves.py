"""Shelves and class corners by name, with what stands on each."""

from dataclasses import dataclass, replace
from functools import lru_cache

from db.callnumber.keys import class_of
from db.errors import NotFound
from db.library.identity import identity
from db.marking import N_
from db.models import NOT_GONE
from db.store.sql import rows


@dataclass(frozen=True)
class Place:
    """A shelf, or the corner of a class, with the first and last class number on it (empty without any)."""

    name: str
    is_corner: bool
    first: str = ""
    last: str = ""


_NAMED = 20
"""How many shelves the error about an unknown one names."""


def places(shelf: str = "") -> list[Place]:
    """Shelves and corners by number and name, with the first and last class on each; or one of them.

    Raises NotFound for an unknown shelf.
    """
    if shelf and shelf not in shelf_names():
        raise no_such_shelf(shelf)
    scheme = identity().scheme
    found: dict[str, Place] = {}
    for name, kind, call_number in rows(
        "SELECT location.name, location.kind, COALESCE(title.call_number, '') FROM location"
        f" LEFT JOIN copy ON copy.location_id = location.id AND {NOT_GONE}"
        " LEFT JOIN title ON title.id = copy.title_id ORDER BY title.shelf_key, title.id"
    ):
        of_class = class_of(call_number, scheme)
        place = found.setdefault(name, Place(name, kind == "corner"))
        if of_class:
            found[name] = replace(place, first=place.first or of_class, last=of_class)
    wanted = [place for place in found.values() if shelf in ("", place.name)]
    return sorted(wanted, key=lambda place: by_number(place.name))


@lru_cache(maxsize=1024)
def by_number(shelf: str) -> tuple[bool, int, str]:
    """The order of shelves: by number, `9` before `10`, then those without one by name. No name is first."""
    digits = "".join(character for character in shelf if character in "0123456789")
    return bool(shelf) and not digits, int(digits[:9] or 0), shelf


def shelf_names() -> list[str]:
    return [name for (name,) in rows("SELECT name FROM location")]


def no_such_shelf(name: str) -> NotFound:
    known = sorted(shelf_names(), key=by_number)
    named = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    return NotFound(N_("There is no shelf {name}. The shelves are: {known}."), name=name, known=named or "-")
