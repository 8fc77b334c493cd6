"""Readers as cards name them: whose card is to be printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.class_names import class_order
from db.codes import clean
from db.errors import NotFound
from db.marking import N_
from db.models import CODE_OF_READER
from db.readers.classes import class_id_of
from db.store.batches import select_in
from db.store.sql import rows


@dataclass(frozen=True)
class Cardholder:
    """A reader as a card names them; `code` is the card's, empty while there is none."""

    patron_id: int
    number: str
    name: str
    class_name: str
    code: str


_CARDHOLDERS = f"""
    SELECT patron.id, patron.number, patron.name, COALESCE(school_class.name, ''),
           COALESCE({CODE_OF_READER}, '')
    FROM patron LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.status <> 'left'
"""


def cardholders(class_name: str = "", numbers: Iterable[str] | None = None) -> list[Cardholder]:
    """Readers of a class, or with these numbers, or all, by class and number; nobody who has left.

    Raises NotFound for an unknown class or number.
    """
    if class_name:
        class_id_of(class_name)
    found = [Cardholder(*row) for row in rows(_CARDHOLDERS)]
    if class_name:
        found = [reader for reader in found if reader.class_name == class_name]
    if numbers is not None:
        wanted = {clean(number) for number in numbers}
        unknown = wanted - {reader.number for reader in found}
        if unknown:
            raise NotFound(N_("There is no reader {number}."), number=", ".join(sorted(unknown)))
        found = [reader for reader in found if reader.number in wanted]
    return sorted(found, key=lambda reader: (class_order(reader.class_name), reader.number))


def cardholders_by_id(ids: Sequence[int]) -> list[Cardholder]:
    """These readers, in the order of the ids; those who have left since are left out."""
    found = {row[0]: Cardholder(*row) for row in select_in(f"{_CARDHOLDERS} AND patron.id IN", ids)}
    return [found[id_] for id_ in ids if id_ in found]
