"""What all kiosks of a library agree on: its name, its number in minted codes, and how it files its books."""

from dataclasses import dataclass

import msgspec

from db.callnumber.scheme import CLC, DEWEY, LC, Scheme
from db.errors import BadValue, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import database
from db.store.kept import keep
from db.store.sql import rows

SCHEMES = {"clc": CLC, "dewey": DEWEY, "lc": LC}
"""The classifications and how each is filed where nobody says otherwise."""

_FIRST_NUMBER = 1


@dataclass(frozen=True)
class Identity:
    """The library's own facts. `number` has at most four digits; the name is printed on labels."""

    name: str
    number: int
    scheme: Scheme


def identity() -> Identity:
    """The library's facts as the store has them; without a name, number 1, the Chinese scheme at first."""
    kept = dict(rows("SELECT key, value FROM setting WHERE key LIKE ?", "library_%"))
    scheme = kept.get("library_scheme")
    return Identity(
        name=kept.get("library_name", ""),
        number=int(kept.get("library_number", _FIRST_NUMBER)),
        scheme=msgspec.json.decode(scheme, type=Scheme) if scheme else CLC,
    )


def set_name(name: str, acting: Acting) -> None:
    """Name the library. Raises BadValue for a name of more than 60 characters."""
    if len(name) > 60:
        raise BadValue(N_("A name has at most {most} characters."), most=60)
    keep_setting("library_name", name.strip(), acting)


def set_number(number: int, acting: Acting) -> None:
    """Number the library: codes minted from now on carry it, those on books stay. Raises BadValue."""
    within(number, 0, 9_999)
    keep_setting("library_number", str(number), acting)


def keep_setting(key: str, value: str, acting: Acting) -> None:
    with database.atomic():
        keep(key, value)
        record(acting, "library", details={key: value})
