"""Lists for who does not know a title: new books, and the books of a class, those borrowed most first."""

from datetime import datetime, timedelta

from db.models import NOT_GONE
from db.store.sql import rows

_LATELY = timedelta(days=365)
_MOST = 500


def newest_titles(most: int = 99) -> list[int]:
    """The titles of which a copy came into the library last, the newest first."""
    found = rows(
        f"SELECT copy.title_id FROM copy WHERE {NOT_GONE} GROUP BY copy.title_id"
        " ORDER BY MAX(copy.id) DESC LIMIT ?",
        most,
    )
    return [id_ for (id_,) in found]


def class_heads() -> list[str]:
    """The first signs of the call numbers that books of the library have: the main classes, in order."""
    found = rows(
        "SELECT DISTINCT UPPER(SUBSTR(title.call_number, 1, 1)) FROM title"
        f" WHERE EXISTS (SELECT 1 FROM copy WHERE copy.title_id = title.id AND {NOT_GONE})"
    )
    return sorted(head for (head,) in found if head.isascii() and head.isalnum())


def titles_of_class(head: str, now: datetime) -> list[int]:
    """The titles of a main class, those that were borrowed most within a year first."""
    found = rows(
        "SELECT title.id FROM title LEFT JOIN ("
        "  SELECT copy.title_id AS title_id, COUNT(*) AS often FROM loan JOIN copy ON copy.id = loan.copy_id"
        "  WHERE loan.lent_at > ? GROUP BY copy.title_id"
        ") AS lent ON lent.title_id = title.id"
        " WHERE UPPER(SUBSTR(title.call_number, 1, 1)) = ?"
        f" AND EXISTS (SELECT 1 FROM copy WHERE copy.title_id = title.id AND {NOT_GONE})"
        " ORDER BY COALESCE(lent.often, 0) DESC, title.shelf_key, title.id LIMIT ?",
        now - _LATELY,
        head.upper(),
        _MOST,
    )
    return [id_ for (id_,) in found]
