"""Which title and which copy the librarian means: by a label, an ISBN, or the library's own number for it."""

import re

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.codes import clean
from db.errors import BadValue, NotFound
from db.marking import N_
from db.models import Copy, Title
from db.searching.titles import titles_of_number

_OWN = re.compile(r"TITLE:(\d{1,9})(?:/(\d{1,6}))?")
"""A title without ISBN and label has a name too: `title:12`, and its third copy `title:12/3`."""


def own_name(title_id: int, number: int | None = None) -> str:
    """What a title, or one of its copies, is called by where it has no code."""
    return f"title:{title_id}" if number is None else f"title:{title_id}/{number}"


def title_meant(code: str) -> int:
    """The title of this label, ISBN, number of a list, or own name.

    Raises NotFound, and BadValue where parts of a set share the number.
    """
    cleaned = clean(code)
    found = find_barcode(cleaned)
    if isinstance(found, FoundCopy):
        return found.title_id
    title_ids = titles_of_number(cleaned)
    own = _OWN.fullmatch(cleaned)
    if not title_ids and own and Title.get_or_none(Title.id == int(own[1])):
        title_ids = [int(own[1])]
    if not title_ids:
        raise NotFound(N_("There is no book {code}."), code=code)
    if len(title_ids) > 1:
        raise BadValue(
            N_("Several titles have the number {code}. Say which one: {names}."),
            code=code,
            names=", ".join(map(own_name, title_ids)),
        )
    return title_ids[0]


def copy_meant(code: str) -> int:
    """The copy of this label or own name. Raises NotFound, and BadValue where a code stands for several."""
    cleaned = clean(code)
    found = find_barcode(cleaned)
    if isinstance(found, FoundCopy):
        return found.copy_id
    own = _OWN.fullmatch(cleaned)
    if own and own[2]:
        copy = Copy.get_or_none(Copy.title == int(own[1]), Copy.number == int(own[2]))
        if copy is None:
            raise NotFound(N_("There is no book {code}."), code=code)
        return int(copy.id)
    copies = [copy.id for copy in Copy.select(Copy.id).where(Copy.title == title_meant(code))]
    if len(copies) != 1:
        raise BadValue(
            N_("{code} does not name a single copy. Give its label, or its number: {example}."),
            code=code,
            example=own_name(title_meant(code), 1),
        )
    return int(copies[0])
