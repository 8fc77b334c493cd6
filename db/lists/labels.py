"""What the store knows of the labels in a list: whose they are, also those that differ only by zeros."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from db.lists.book import Book, Number
from db.store.batches import select_in
from db.store.sql import rows


class Owner(NamedTuple):
    """Whose a code is: a copy of a title, or a reader."""

    code: str
    title_id: int | None
    copy_id: int | None
    patron_id: int | None


@dataclass
class Labels:
    """The codes of one list.

    Attributes:
        owner_of: the owner of each code that the store knows.
        alike: for a code that it does not know the one that differs from it only by zeros in front.
        numbers: what the books of the list are known by.
        taken: titles that a book of the list has been found to be.
    """

    owner_of: Mapping[str, Owner]
    alike: Mapping[str, Owner]
    numbers: frozenset[Number]
    taken: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, works: Iterable[Sequence[Book]]) -> "Labels":
        """What the store knows of the labels of all these books."""
        books = [book for work in works for book in work]
        codes = {code for book in books for code in book.codes}
        owner_of = {owner.code: owner for owner in _owners(sorted(codes))}
        unknown = [code for code in codes if code not in owner_of and code.isdecimal()]
        return cls(owner_of, _alike(unknown, codes), frozenset(book.number for book in books))

    def of_book(self, book: Book) -> list[Owner]:
        """Who has the codes of this book, or those that are like them but for zeros."""
        found = (self.owner_of.get(code) or self.alike.get(code) for code in book.codes)
        return [owner for owner in found if owner]


def _alike(unknown: Sequence[str], named: set[str]) -> dict[str, Owner]:
    """The one code of a copy that differs only by zeros, unless the list names it too."""
    stripped = {code.lstrip("0") for code in unknown} - {""}
    with_zeros = [
        code
        for (code,) in (rows("SELECT code FROM barcode WHERE code LIKE '0%'") if unknown else ())
        if code.isdecimal() and code.lstrip("0") in stripped
    ]
    found: dict[str, list[Owner]] = {}
    for owner in _owners(sorted({*stripped, *with_zeros} - named)):
        if owner.copy_id is not None:
            found.setdefault(owner.code.lstrip("0"), []).append(owner)
    alike = {code: found.get(code.lstrip("0"), []) for code in unknown}
    return {code: owners[0] for code, owners in alike.items() if len(owners) == 1}


def _owners(codes: Sequence[str]) -> list[Owner]:
    sql = (
        "SELECT b.code, c.title_id, b.copy_id, b.patron_id"
        " FROM barcode b LEFT JOIN copy c ON c.id = b.copy_id WHERE b.code IN"
    )
    return [Owner(*row) for row in select_in(sql, codes)]
