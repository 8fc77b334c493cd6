"""Titles of a list, written into the store."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from db.callnumber import Scheme
from db.errors import BadValue
from db.events.record import Acting
from db.library.identity import identity
from db.lists.copies import Holding, place
from db.lists.report import Refused, Tally
from db.lists.table import Row
from db.marking import N_
from db.models import Title, database
from db.stock.filing import filing_key
from db.store.batches import insert_returning, select_in
from db.store.sql import rows

DESCRIPTION = (
    "isbn",
    "identifier",
    "title",
    "author",
    "publisher",
    "year",
    "pages",
    "price",
    "currency",
    "subject",
    "language",
    "call_number",
)
"""The columns of `Title` that a list fills, in the order of `Book.values`; the call number is the last."""

_WRITTEN = (*DESCRIPTION, "original", "shelf_key")

Number = tuple[str, ...]
"""What a title is known by: its ISBN, else its identifier, else its title, author and publisher."""


@dataclass(slots=True)
class Book:
    """A title of the list. Of `values`, `""` and None are what the list does not say.

    Two rows are the same book when number and title are. (Parts of a set often share one ISBN.)
    `guessed` is what the list said where cleaning had to guess, by field.
    """

    values: tuple[Any, ...]
    quality: str
    guessed: dict[str, str]
    holdings: list[Holding]

    @property
    def number(self) -> Number:
        """What the title is known by."""
        return _number(self.values)

    @property
    def title(self) -> str:
        """The title, or what stands in its place where the list has none."""
        return str(self.values[2] or self.values[0] or self.values[1])


def _number(values: Sequence[Any]) -> Number:
    isbn, identifier, *description = values[:5]
    if isbn:
        return ("isbn", isbn)
    return ("identifier", identifier) if identifier else tuple(description)


class _Known(NamedTuple):
    """A title as the store has it."""

    id: int
    original: str
    values: tuple[Any, ...]


_SELECT = f"SELECT id, original, {', '.join(DESCRIPTION)} FROM title WHERE"


def titles_without_number() -> dict[Number, int]:
    """The ids of all titles that only title, author and publisher distinguish."""
    found = rows(
        "SELECT title, author, publisher, id FROM title WHERE isbn IS NULL AND identifier IS NULL ORDER BY id"
    )
    return {(title, author, publisher): id_ for title, author, publisher, id_ in found}


def without_code() -> int:
    """How many copies cannot be borrowed yet: their titles have no number, and they carry no label."""
    ((found,),) = rows(
        "SELECT COUNT(*) FROM copy JOIN title ON title.id = copy.title_id"
        " WHERE title.isbn IS NULL AND title.identifier IS NULL AND copy.status <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id)"
    )
    return int(found)


def write(books: Sequence[Book], described: Mapping[Number, int], tally: Tally, acting: Acting) -> None:
    """Write these books in one transaction; books with one number must come together."""
    with database.atomic():
        scheme = identity().scheme
        known = _match(books, described)
        pairs = list(_without_foreign_barcodes(zip(books, known, strict=True), tally))
        changed = _update(pairs, scheme)
        added = _add([book for book, title in pairs if title is None], scheme)
        placed = [
            (title.id if title else added[book.number, book.title], book.holdings) for book, title in pairs
        ]
        changed |= place(placed, {title.id for _, title in pairs if title}, tally, acting)
    for book, title in pairs:
        tally.isbns[book.quality] += 1
        tally.copies += sum(holding.count for holding in book.holdings)
        tally.added += title is None
        tally.changed += title is not None and title.id in changed
        tally.same += title is not None and title.id not in changed


def _match(books: Sequence[Book], described: Mapping[Number, int]) -> list[_Known | None]:
    """For each book the title that the store has of it.

    Among those with its number it is the one with its title, else one that no other book of the list is:
    there the title itself was corrected. A title that had no number may have got one.
    """
    numbers = {book.number for book in books}
    found: dict[Number, dict[int, _Known]] = defaultdict(dict)
    for column in ("isbn", "identifier"):
        values = [number[1] for number in numbers if number[0] == column and len(number) == 2]
        for id_, original, *cells in sorted(select_in(f"{_SELECT} {column} IN", values)):
            found[column, cells[DESCRIPTION.index(column)]][id_] = _Known(id_, original, tuple(cells))
    ids = {described[key] for book in books if (key := book.values[2:5]) in described}
    unnumbered = {
        id_: _Known(id_, original, tuple(cells))
        for id_, original, *cells in select_in(f"{_SELECT} id IN", sorted(ids))
    }
    matched: list[_Known | None] = [None] * len(books)
    for exactly in (True, False):
        for position, book in enumerate(books):
            left = found[book.number]
            for title in left.values() if matched[position] is None else ():
                if title.values[2] == book.title or not exactly:
                    matched[position] = left.pop(title.id)
                    break
    for position, book in enumerate(books):
        if matched[position] is None and book.values[2:5] in described:
            matched[position] = unnumbered.pop(described[book.values[2:5]], None)
    return matched


def _without_foreign_barcodes(
    pairs: Iterable[tuple[Book, _Known | None]], tally: Tally
) -> Iterator[tuple[Book, _Known | None]]:
    """The books whose barcodes nobody else has; rows with others are rejected."""
    pairs = list(pairs)
    wanted = [code for book, _ in pairs for holding in book.holdings for code in holding.barcodes]
    owner_of = {
        code: (title_id, patron_id)
        for code, title_id, patron_id in select_in(
            "SELECT b.code, c.title_id, b.patron_id FROM barcode b LEFT JOIN copy c ON c.id = b.copy_id"
            " WHERE b.code IN",
            wanted,
        )
    }
    for book, title in pairs:
        holdings = []
        for holding in book.holdings:
            try:
                for code in holding.barcodes:
                    _refuse_foreign(holding.row, code, owner_of.get(code), title)
                holdings.append(holding)
            except Refused as refused:
                tally.rejected.append(refused.rejected)
        book.holdings = holdings
        if holdings:
            yield book, title


def _refuse_foreign(row: Row, code: str, owner: tuple[Any, Any] | None, title: _Known | None) -> None:
    if owner and owner[1] is not None:
        raise Refused(row, "barcode", code, BadValue(N_("this barcode is a reader's")))
    if owner and (title is None or owner[0] != title.id):
        raise Refused(row, "barcode", code, BadValue(N_("this barcode is another book's")))


def _update(pairs: Iterable[tuple[Book, _Known | None]], scheme: Scheme) -> set[int]:
    """Bring titles up to date; the ids of those that were not."""
    changes = []
    for book, title in pairs:
        if title is None:
            continue
        given = [
            old if new in ("", None) else new for new, old in zip(book.values, title.values, strict=True)
        ]
        if book.values[0]:
            given[1] = None  # an ISBN takes the place of the identifier
        original = _original(title.original, book)
        if tuple(given) != title.values or original != title.original:
            changes.append((*given, original, filing_key(given[-1], scheme), title.id))
    if changes:
        columns = ", ".join(f"{column} = {database.param}" for column in _WRITTEN)
        database.cursor().executemany(f"UPDATE title SET {columns} WHERE id = {database.param}", changes)
    return {change[-1] for change in changes}


def _original(kept: str, book: Book) -> str:
    """The list's own words where cleaning guessed: of this row, and older ones of what it leaves out."""
    words = book.guessed
    if kept:
        told = {name for name, value in zip(DESCRIPTION, book.values, strict=True) if value not in ("", None)}
        if told & {"isbn", "identifier"}:
            told |= {"isbn", "isbn_10", "isbn_13"}
        words = {field: old for field, old in json.loads(kept).items() if field not in told} | words
    return json.dumps(words, ensure_ascii=False, sort_keys=True) if words else ""


def _add(books: Sequence[Book], scheme: Scheme) -> dict[tuple[Number, str], int]:
    """Insert titles; their ids by number and title."""
    values = [
        (
            *(*book.values[:2], book.title, *book.values[3:]),
            _original("", book),
            filing_key(book.values[-1], scheme),
        )
        for book in books
    ]
    returned = insert_returning(Title, _WRITTEN, values, ("id", *DESCRIPTION[:5]))
    # a book without a title has been given one, which may be its number
    return {(_number(title), title[2]): id_ for id_, *title in returned}
