"""Titles and copies of a list, written into the store."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from db.errors import BadValue
from db.lists.batches import ids_of_names, insert, insert_returning, select_in
from db.lists.report import Refused, Tally
from db.lists.table import Row
from db.marking import N_
from db.models import Barcode, Copy, Location, Title, database
from db.store import rows

DESCRIPTION = (
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
    "isbn",
    "identifier",
)
"""The columns of `Title` that a list fills, in the order of `Book.values`."""

_TITLE, _AUTHOR, _PUBLISHER, _ISBN, _IDENTIFIER = (
    DESCRIPTION.index(name) for name in ("title", "author", "publisher", "isbn", "identifier")
)

Key = tuple[str, ...]


@dataclass(slots=True)
class Holding:
    """What one row says of copies: how many stand where, or which ones by their barcodes."""

    row: Row
    count: int
    location: str
    barcodes: list[str]


@dataclass(slots=True)
class Book:
    """A title of the list. Of `values`, `""` and None are what the list does not tell.

    `guessed` is what the list said where cleaning had to guess, by field.
    """

    values: tuple[Any, ...]
    quality: str
    guessed: dict[str, str]
    holdings: list[Holding]

    @property
    def key(self) -> Key:
        """What makes two rows the same title."""
        return _key(self.values)


def _key(values: Sequence[Any]) -> Key:
    if values[_ISBN]:
        return ("isbn", values[_ISBN])
    if values[_IDENTIFIER]:
        return ("identifier", values[_IDENTIFIER])
    return (values[_TITLE], values[_AUTHOR], values[_PUBLISHER])


class _Known(NamedTuple):
    """A title as the store has it."""

    id: int
    values: tuple[Any, ...]
    original: str


_SELECT = f"SELECT id, original, {', '.join(DESCRIPTION)} FROM title WHERE"


def titles_without_identifier() -> dict[Key, int]:
    """The ids of all titles that only title, author and publisher tell apart."""
    found = rows("SELECT title, author, publisher, id FROM title WHERE isbn IS NULL AND identifier IS NULL")
    return {(title, author, publisher): id_ for title, author, publisher, id_ in found}


def write(books: Sequence[Book], described: Mapping[Key, int], tally: Tally, now: datetime) -> None:
    """Write these books, each of another title, in one transaction."""
    with database.atomic():
        known = _known(books, described)
        books = _without_foreign_barcodes(books, known, tally)
        changed = _update(books, known)
        ids = {key: title.id for key, title in known.items()} | _add([b for b in books if b.key not in known])
        changed |= _place(books, ids, {title.id for title in known.values()}, tally, now)
    for book in books:
        tally.isbns[book.quality] = tally.isbns.get(book.quality, 0) + 1
        tally.copies += sum(holding.count for holding in book.holdings)
    tally.added += sum(book.key not in known for book in books)
    tally.changed += len(changed)
    tally.same += sum(book.key in known and ids[book.key] not in changed for book in books)


def _known(books: Sequence[Book], described: Mapping[Key, int]) -> dict[Key, _Known]:
    """The titles that the store has, by the key of the book that they are."""
    found: dict[Key, _Known] = {}
    keys = {book.key for book in books}
    for column in ("isbn", "identifier"):
        values = [key[1] for key in keys if key[0] == column and len(key) == 2]
        for id_, original, *title in select_in(f"{_SELECT} {column} IN", values):
            found.setdefault(_key(title), _Known(id_, tuple(title), original))
    # a title that was listed without an ISBN may have got one since
    by_id = {
        described[description]: book.key
        for book in books
        if book.key not in found and (description := book.values[:3]) in described
    }
    for id_, original, *title in select_in(f"{_SELECT} id IN", list(by_id)):
        found[by_id[id_]] = _Known(id_, tuple(title), original)
    return found


def _without_foreign_barcodes(
    books: Sequence[Book], known: Mapping[Key, _Known], tally: Tally
) -> Sequence[Book]:
    """The books whose barcodes nobody else has; rows with others are rejected."""
    wanted = [code for book in books for holding in book.holdings for code in holding.barcodes]
    owners = {
        code: (copy_title, patron)
        for code, copy_title, patron in select_in(
            "SELECT b.code, c.title_id, b.patron_id FROM barcode b LEFT JOIN copy c ON c.id = b.copy_id"
            " WHERE b.code IN",
            wanted,
        )
    }
    if not owners:
        return books
    kept = []
    for book in books:
        title = known.get(book.key)
        holdings = []
        for holding in book.holdings:
            try:
                for code in holding.barcodes:
                    _refuse_foreign(holding.row, code, owners.get(code), title)
                holdings.append(holding)
            except Refused as refused:
                tally.rejected.append(refused.rejected)
        if holdings:
            book.holdings = holdings
            kept.append(book)
    return kept


def _refuse_foreign(row: Row, code: str, owner: tuple[Any, Any] | None, title: _Known | None) -> None:
    if owner and owner[1] is not None:
        raise Refused(row, "barcode", code, BadValue(N_("this barcode is a reader's")))
    if owner and (title is None or owner[0] != title.id):
        raise Refused(row, "barcode", code, BadValue(N_("this barcode is another book's")))


def _update(books: Sequence[Book], known: Mapping[Key, _Known]) -> set[int]:
    """Bring titles up to date; the ids of those that were not."""
    changes = []
    for book in books:
        title = known.get(book.key)
        if title is None:
            continue
        given = [new if new not in ("", None) else old for new, old in zip(book.values, title.values, strict=True)]
        if book.values[_ISBN]:
            given[_IDENTIFIER] = None
        original = _original(title.original, book)
        if tuple(given) != title.values or original != title.original:
            changes.append((*given, original, title.id))
    if changes:
        columns = ", ".join(f"{column} = {database.param}" for column in (*DESCRIPTION, "original"))
        database.cursor().executemany(f"UPDATE title SET {columns} WHERE id = {database.param}", changes)
    return {change[-1] for change in changes}


def _original(kept: str, book: Book) -> str:
    """What is kept of the list's own words: those of this row, and older ones of fields that it leaves out."""
    if not kept:
        return json.dumps(book.guessed, ensure_ascii=False, sort_keys=True) if book.guessed else ""
    told = {name for name, value in zip(DESCRIPTION, book.values, strict=True) if value not in ("", None)}
    if told & {"isbn", "identifier"}:
        told |= {"isbn", "isbn_10", "isbn_13"}
    old = {field: words for field, words in json.loads(kept).items() if field not in told}
    merged = old | book.guessed
    return json.dumps(merged, ensure_ascii=False, sort_keys=True) if merged else ""


def _add(books: Sequence[Book]) -> dict[Key, int]:
    """Insert titles; their ids by key."""
    values = []
    for book in books:
        title = list(book.values)
        title[_TITLE] = title[_TITLE] or title[_ISBN] or title[_IDENTIFIER]
        values.append((*title, _original("", book)))
    returned = insert_returning(Title, (*DESCRIPTION, "original"), values, ("id", *DESCRIPTION))
    return {_key(title): id_ for id_, *title in returned}


class _CopyRow(NamedTuple):
    id: int
    title: int
    number: int
    location: int | None
    kind: str | None
    withdrawn: bool


def _place(
    books: Sequence[Book], ids: Mapping[Key, int], known: set[int], tally: Tally, now: datetime
) -> set[int]:
    """Bring the copies of these titles to what the list says; the ids of titles where something changed."""
    locations = ids_of_names(Location, (h.location for book in books for h in book.holdings))
    copies: dict[int, list[_CopyRow]] = defaultdict(list)
    ...
    return set()
