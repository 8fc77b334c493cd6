"""Looking up readers and books by a part of what is known of them."""

from dataclasses import dataclass

from db.store.sql import containing, rows


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
    """Titles whose title, author, ISBN, call number or a copy's code contains the text, by call number."""
    wanted = containing(text)
    found = rows(
        """
        SELECT title.title, title.author, COALESCE(title.isbn, title.identifier, ''), title.call_number,
               COALESCE((SELECT location.name FROM copy JOIN location ON location.id = copy.location_id
                         WHERE copy.title_id = title.id ORDER BY copy.number LIMIT 1), ''),
               (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id AND copy.status <> 'withdrawn'),
               (SELECT COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id
                WHERE copy.title_id = title.id AND loan.returned_at IS NULL)
        FROM title
        WHERE LOWER(title.title) LIKE ? ESCAPE '!' OR LOWER(title.author) LIKE ? ESCAPE '!'
              OR LOWER(title.isbn) LIKE ? ESCAPE '!' OR LOWER(title.call_number) LIKE ? ESCAPE '!'
              OR title.id IN (SELECT copy.title_id FROM copy JOIN barcode ON barcode.copy_id = copy.id
                              WHERE LOWER(barcode.code) LIKE ? ESCAPE '!')
        ORDER BY title.call_number, title.title, title.id
        """,
        *[wanted] * 5,
    )
    return [BookRow(*row) for row in found]
