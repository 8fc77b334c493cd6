"""Looking up readers and books by a part of what is known of them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.codes import clean
from db.models import CODE_OF_COPY
from db.models.stock.holdings import UNNUMBERED
from db.searching.titles import find_titles
from db.stock.shelves import by_number
from db.store.batches import select_in
from db.store.sql import day, rows


@dataclass(frozen=True)
class BookRow:
    """One title with its copies, as the librarian reads it; those that are withdrawn do not count.

    `places` are the shelves and class corners on which copies stand, each with how many; `marked` says how
    many copies have each status other than `available`.
    """

    title: str
    author: str
    isbn: str
    call_number: str
    copies: int
    on_loan: int
    places: tuple[tuple[str, int], ...] = ()
    marked: tuple[tuple[str, int], ...] = ()
    title_id: int = 0

    @property
    def place_names(self) -> str:
        """Where copies stand, with commas between."""
        return ", ".join(name for name, _ in self.places)

    @property
    def on_shelf(self) -> int:
        """How many copies should be where they belong."""
        away = dict(self.marked)
        gone = sum(away.get(status, 0) for status in ("lost", "repair", "processing", "frozen"))
        return max(0, self.copies - self.on_loan - gone)


@dataclass(frozen=True)
class CopyRow:
    """One copy: `code` is its label, or the ISBN while it has none; `number` is the reader who has it."""

    title: str
    call_number: str
    code: str
    place: str
    status: str
    number: str = ""
    due_on: date | None = None


def find_books(text: str) -> list[BookRow]:
    """The titles that hold every word of the text, the best first: see `db.searching.titles.find_titles`.

    Title, author, ISBN, call number, the codes of copies and the pinyin of the title are looked at.
    """
    return books_of(find_titles(text))


def books_without_call_number() -> list[BookRow]:
    """The titles that no label for the spine can be printed for, though copies are there; by their names."""
    found = rows(f"SELECT id FROM title WHERE {UNNUMBERED} ORDER BY title, id")
    return books_of([id_ for (id_,) in found])


def books_of(title_ids: Sequence[int]) -> list[BookRow]:
    """These titles, in this order; those that there are not are left out."""
    places: dict[int, Counter[str]] = defaultdict(Counter)
    marked: dict[int, Counter[str]] = defaultdict(Counter)
    for title_id, place, status in select_in(_STANDING, title_ids):
        if place:
            places[title_id][place] += 1
        if status != "available":
            marked[title_id][status] += 1
    found: dict[int, BookRow] = {}
    for id_, title, author, isbn, call_number, copies, on_loan in select_in(_SELECT, title_ids):
        known = title, author, isbn, call_number, copies, on_loan
        found[id_] = BookRow(*known, _by_name(places[id_]), _by_name(marked[id_]), id_)
    return [found[id_] for id_ in title_ids if id_ in found]


def copy_labelled(code: str) -> CopyRow | None:
    """The copy that bears this label, or None."""
    found = rows(f"{_COPIES} WHERE barcode.code = ? AND barcode.copy_id IS NOT NULL", clean(code))
    return _copy_row(found[0]) if found else None


def marked_copies(status: str = "") -> list[CopyRow]:
    """The copies of this status, or those for reference, to be mended and lost, by status and call number."""
    wanted = (status,) if status else ("reference", "repair", "lost")
    found = rows(
        f"{_COPIES} WHERE copy.status IN ({', '.join('?' * len(wanted))})"
        f" AND (barcode.code IS NULL OR barcode.code = {CODE_OF_COPY})"
        " ORDER BY copy.status, title.shelf_key, title.id, copy.number",
        *wanted,
    )
    return [_copy_row(row) for row in found]


def _copy_row(row: Sequence[Any]) -> CopyRow:
    *cells, due_on = row
    return CopyRow(*cells, *([day(due_on)] if due_on else []))


def _by_name(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: by_number(pair[0])))


_COPIES = """
    SELECT title.title, title.call_number, COALESCE(barcode.code, title.isbn, title.identifier, ''),
           COALESCE(location.name, ''), copy.status, COALESCE(patron.number, ''), loan.due_on
    FROM copy JOIN title ON title.id = copy.title_id
    LEFT JOIN barcode ON barcode.copy_id = copy.id
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
    LEFT JOIN patron ON patron.id = loan.patron_id
"""

_STANDING = """
    SELECT copy.title_id, location.name, copy.status
    FROM copy LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status <> 'withdrawn' AND copy.title_id IN
"""


_SELECT = """
    SELECT title.id, title.title, title.author, COALESCE(title.isbn, title.identifier, ''), title.call_number,
           (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id AND copy.status <> 'withdrawn'),
           (SELECT COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id
            WHERE copy.title_id = title.id AND loan.returned_at IS NULL)
    FROM title WHERE title.id IN
"""
