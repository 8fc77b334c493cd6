"""Books that the school knows of without having them: by ISBN, from a file of its own or a look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.lists.book import DESCRIPTION
from db.lists.marc.kept import ToKeep, keep
from db.models import KnownBook, database
from db.store.batches import insert, select_in
from db.store.sql import day

COLUMNS = tuple(column for column in DESCRIPTION if column != "identifier")
"""The columns of a title that a known book has too, in the order of `DESCRIPTION`."""
_ALL = (*COLUMNS, "series", "source", "taken_on")
_LONGEST_SOURCE = 120


@dataclass(frozen=True)
class Known:
    """A book by its ISBN, with the columns of `COLUMNS`; no title where a source did not know it."""

    isbn: str
    columns: Mapping[str, Any]
    series: str
    source: str
    taken_on: date

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.columns["title"])

    def typed(self) -> dict[str, str]:
        """Its fields as the librarian would type them, without those that she would be asked about."""
        found = {name: str(self.columns[name]) for name in COLUMNS if self.columns[name] not in (None, "")}
        if "price" in found:
            found["price"] = f"{self.columns['currency']}{self.columns['price'] / 100:.2f}"
        found.pop("currency", None)
        if abs(self.columns["year"] or 1000) < 100:
            found.pop("year", None)
        return found


def known_books(isbns: Iterable[str]) -> dict[str, Known]:
    """What is known of these ISBNs, those too that a source was asked for in vain."""
    found = select_in(f"SELECT {', '.join(_ALL)} FROM known_book WHERE isbn IN", list(isbns))
    return {row[0]: _known(row) for row in found}


def known_book(isbn: str) -> Known | None:
    """What is known of this book; None where nothing is."""
    known = known_books([isbn]).get(isbn)
    return known if known and known.title else None


def _known(row: tuple[Any, ...]) -> Known:
    *values, series, source, on = row
    return Known(values[0], dict(zip(COLUMNS, values, strict=True)), series, source, day(on))


def write(books: Iterable[Known]) -> None:
    """In the running transaction: know these books as they are here."""
    marks = ", ".join(f"{column} = {database.param}" for column in _ALL[1:])
    found = {book.isbn: book for book in books}
    known = known_books(found)
    values = {
        isbn: (*(book.columns[c] for c in COLUMNS), book.series, book.source[:_LONGEST_SOURCE], book.taken_on)
        for isbn, book in found.items()
    }
    insert(KnownBook, _ALL, [row for isbn, row in values.items() if isbn not in known])
    if changed := [(*row[1:], isbn) for isbn, row in values.items() if isbn in known]:
        database.cursor().executemany(f"UPDATE known_book SET {marks} WHERE isbn = {database.param}", changed)


def note_source(title_id: int, known: Known) -> None:
    """In the running transaction: keep with a title where its description came from, and when."""
    keep({title_id: ToKeep("", "", known.series)}, known.source, known.taken_on)
