"""Readers found by a part of their number, name or class."""

from dataclasses import dataclass

from db.class_names import class_order
from db.store.sql import folded, rows


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
    """Readers of whom every word of the text is in number, name or class, by class and number.

    Case, width and accents do not matter, in any script.
    """
    found = rows(
        """
        SELECT patron.number, patron.name, COALESCE(school_class.name, ''), patron.category, patron.status,
               (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
               COALESCE(patron.quota, policy.most_loans)
        FROM patron
        JOIN policy ON policy.category = patron.category
        LEFT JOIN school_class ON school_class.id = patron.school_class_id
        ORDER BY patron.number
        """
    )
    words = [folded(word) for word in text.split()]
    readers = [
        ReaderRow(*row)
        for row in found
        if all(any(word in folded(field) for field in row[:3]) for word in words)
    ]
    return sorted(readers, key=lambda row: (row.class_name != "", class_order(row.class_name)))
