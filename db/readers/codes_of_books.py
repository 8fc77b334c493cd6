"""Codes that no card may have, since a scan of them finds a book."""

from collections.abc import Sequence

from db.codes import isbn_13, title_number
from db.store.batches import select_in


def numbers_of_books(codes: Sequence[str]) -> set[str]:
    """Those of the codes at which a scan finds a title, and the publisher's codes of any book."""
    numbers = {code: title_number(code) for code in codes}
    known: set[str] = set()
    for column in ("isbn", "identifier"):
        found = select_in(f"SELECT {column} FROM title WHERE {column} IN", sorted(set(numbers.values())))
        known |= {number for (number,) in found}
    return {
        code
        for code, number in numbers.items()
        if number in known or (code[:3] in ("978", "979") and isbn_13(code))
    }
