"""Titles of a list, written into the store."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.callnumber.scheme import Scheme
from db.events.record import Acting
from db.library.identity import identity
from db.lists.book import DESCRIPTION, Book, KnownTitle, Number, number_of
from db.lists.copies import place
from db.lists.labels import Labels
from db.lists.matching import match, with_own_labels, with_own_titles
from db.lists.report import Change, Tally
from db.models import Title, database
from db.searching.titles import keep_titles
from db.stock.filing import filing_key
from db.store.batches import insert_returning
from db.store.sql import rows

_WRITTEN = (*DESCRIPTION, "original", "shelf_key")


def without_code() -> int:
    """How many copies cannot be borrowed yet: their titles have no number, and they carry no label."""
    ((found,),) = rows(
        "SELECT COUNT(*) FROM copy JOIN title ON title.id = copy.title_id"
        " WHERE title.isbn IS NULL AND title.identifier IS NULL AND copy.status <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id)"
    )
    return int(found)


def write(
    books: Sequence[Book],
    described: Mapping[Number, int],
    labels: Labels,
    tally: Tally,
    acting: Acting,
    *,
    confirmed: bool,
) -> list[tuple[int, Book]]:
    """Write these books in one transaction; books with one number must come together.

    The answer has each book that went in, with the id of its title.
    """
    with database.atomic():
        scheme = identity().scheme
        known = match(books, described, labels)
        own = with_own_titles(zip(books, known, strict=True), tally, confirmed=confirmed)
        pairs = list(with_own_labels(own, labels, tally, confirmed=confirmed))
        changed = _update(pairs, scheme, tally)
        added = _add([book for book, title in pairs if title is None], scheme)
        keep_titles({*changed, *added.values()})
        placed = [
            (title.id if title else added[book.number, book.title], book.title, book.holdings)
            for book, title in pairs
        ]
        aliases = {code: owner.copy_id for code, owner in labels.alike.items() if owner.copy_id is not None}
        known_ids = {title.id for _, title in pairs if title}
        changed |= place(placed, known_ids, aliases, tally, acting, confirmed=confirmed)
    for book, title in pairs:
        if not book.has_title:
            doubt = "untitled" if title is None else "only_copies"
            tally.doubts[doubt] += [holding.row.where for holding in book.holdings]
        tally.isbns[book.quality] += 1
        tally.copies += sum(1 if holding.count is None else holding.count for holding in book.holdings)
        tally.added += title is None
        tally.changed += title is not None and title.id in changed
        tally.same += title is not None and title.id not in changed
    return [(title_id, book) for (title_id, *_), (book, _) in zip(placed, pairs, strict=True)]


def _update(pairs: Iterable[tuple[Book, KnownTitle | None]], scheme: Scheme, tally: Tally) -> set[int]:
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
        if _is_class_of(given[-1], title.values[-1]):
            given[-1] = title.values[-1]
        original = _original(title.original, book, title.values)
        if tuple(given) != title.values or original != title.original:
            changes.append((*given, original, filing_key(given[-1], scheme), title.id))
            where = book.holdings[0].row.where
            tally.changes += [
                Change(where, str(title.values[2]), field, _shown(field, old), _shown(field, new))
                for field, old, new in zip(DESCRIPTION, title.values, given, strict=True)
                if old != new
            ]
    if changes:
        columns = ", ".join(f"{column} = {database.param}" for column in _WRITTEN)
        database.cursor().executemany(f"UPDATE title SET {columns} WHERE id = {database.param}", changes)
    return {change[-1] for change in changes}


def _is_class_of(given: str, known: str) -> bool:
    """Whether a call number is only the class of the one that is known, which has a running number too."""
    return known.startswith(given) and known[len(given) : len(given) + 1] in ("/", " ", "-", ":")


def _shown(field: str, value: object) -> str:
    if field == "price" and value is not None:
        return f"{int(str(value)) / 100:.2f}"
    return "" if value is None else str(value)


def _original(kept: str, book: Book, known: tuple[Any, ...] = ()) -> str:
    """The list's own words where cleaning guessed: of this row, and older ones of which it says nothing new.

    `known` is what the store knows of the title: our own lists say just that.
    """
    words = book.guessed
    if kept:
        told = {
            name
            for name, value, was in zip(DESCRIPTION, book.values, known, strict=True)
            if value not in ("", None) and value != was
        }
        if told & {"isbn", "identifier"}:
            told |= {"isbn", "isbn_10", "isbn_13"}
        words = {field: old for field, old in json.loads(kept).items() if field not in told} | words
    elif known and book.values[1] == known[1] and words.get("isbn") == known[1]:
        words = {field: old for field, old in words.items() if field != "isbn"}
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
    return {(number_of(title), title[2]): id_ for id_, *title in returned}
