"""Looking up readers and books by a part of what is known of them."""

from dataclasses import dataclass

from db.store import rows


@dataclass(frozen=True)
class ReaderRow:
    """One reader, as the librarian reads it."""

    number: str
    name: str
    class_name: str
    category: str
    status: str
    on_loan: int
    limit: int


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


def find_readers(text: str) -> list[ReaderRow]:
    """Readers whose number, name or class contains the text, by class and number."""
    wanted = containing(text)
    found = rows(
        """
        SELECT patron.number, patron.name, COALESCE(school_class.name, ''), patron.category, patron.status,
               (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
               COALESCE(patron.quota, policy.most_loans)
        FROM patron
        JOIN policy ON policy.category = patron.category
        LEFT JOIN school_class ON school_class.id = patron.school_class_id
        WHERE LOWER(patron.number) LIKE ? ESCAPE '!' OR LOWER(patron.name) LIKE ? ESCAPE '!'
              OR LOWER(school_class.name) LIKE ? ESCAPE '!'
        ORDER BY COALESCE(school_class.name, ''), patron.number
        """,
        wanted,
        wanted,
        wanted,
    )
    return [ReaderRow(*row) for row in found]


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


def containing(text: str) -> str:
    """The pattern of what contains the text, for `LOWER(...) LIKE ? ESCAPE '!'`.

    Like both kinds of store it knows capitals only of A to Z.
    """
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text.translate(_SMALL)}%"


_SMALL = {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
