"""Readers found by a part of their number, name or class."""

from dataclasses import dataclass

from db.store.sql import containing, rows


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
