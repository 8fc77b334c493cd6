"""Looking up readers and books by a part of what is known of them."""

from dataclasses import dataclass

from db.codes import clean, isbn_13
from db.store.batches import select_in
from db.store.sql import folded, rows


@dataclass(frozen=True)
class BookRow:
    """One title with its copies, as the librarian reads it."""

    title: str
    author: str
    isbn: str
    call_number: str
    shelf: str
    copies: int
    on_loan: int


def find_books(text: str) -> list[BookRow]:
    """Titles of which title, author, ISBN, call number or a copy's code hold every word of the text.

    By call number. Case, width and accents do not matter; an ISBN may have hyphens or ten digits.
    """
    fitting = _fitting(text)
    found = [BookRow(*row) for row in select_in(_SELECT, fitting)]
    return sorted(found, key=lambda row: (row.call_number, row.title))


_SELECT = """
    SELECT title.title, title.author, COALESCE(title.isbn, title.identifier, ''), title.call_number,
           COALESCE((SELECT location.name FROM copy JOIN location ON location.id = copy.location_id
                     WHERE copy.title_id = title.id ORDER BY copy.number LIMIT 1), ''),
           (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id AND copy.status <> 'withdrawn'),
           (SELECT COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id
            WHERE copy.title_id = title.id AND loan.returned_at IS NULL)
    FROM title WHERE title.id IN
"""


def _fitting(text: str) -> list[int]:
    """The ids of the titles that fit."""
    isbn = isbn_13(clean(text))
    if isbn:
        exact = [id_ for (id_,) in rows("SELECT id FROM title WHERE isbn = ?", isbn)]
        if exact:
            return exact
    words = [folded(word) for word in text.split()]
    fields: dict[int, str] = {}
    for id_, *cells in rows("SELECT id, title, author, isbn, identifier, call_number FROM title ORDER BY id"):
        fields[id_] = _BETWEEN.join(folded(cell) for cell in cells if cell)
    for id_, code in rows(
        "SELECT copy.title_id, barcode.code FROM copy JOIN barcode ON barcode.copy_id = copy.id"
    ):
        fields[id_] += _BETWEEN + folded(code)
    return [id_ for id_, together in fields.items() if all(word in together for word in words)]


def titles_called(text: str) -> list[int]:
    """The ids of the titles whose name holds every word of the text."""
    words = [folded(word) for word in text.split()]
    named = rows("SELECT id, title FROM title ORDER BY id")
    return [id_ for id_, title in named if all(word in folded(title) for word in words)]


_BETWEEN = "\n"
"""Stands in no field: a word never reaches from one into the next."""
