"""Who waits for what, who is next, and for whom a book has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from db.models import CODE_OF_COPY
from db.store.sql import moment, rows


@dataclass(frozen=True)
class HoldRow:
    """Somebody who waits for a title.

    Attributes:
        since: naive UTC.
        position: 1 is next.
        has_come: a copy is free for them. Who cannot borrow at present keeps the place, but gets no book.
        code: the label of that copy, or the ISBN while it has none; `place` is where it stands.
    """

    hold_id: int
    patron_id: int
    number: str
    name: str
    class_name: str
    title_id: int
    title: str
    since: datetime
    position: int
    has_come: bool = False
    code: str = ""
    place: str = ""


_HOLDS = """
    SELECT hold.id, patron.id, patron.number, patron.name, COALESCE(school_class.name, ''),
           title.id, title.title, hold.placed_at, patron.status = 'active'
    FROM hold
    JOIN patron ON patron.id = hold.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    JOIN title ON title.id = hold.title_id
    WHERE hold.closed_at IS NULL ORDER BY hold.placed_at, hold.id
"""
_FREE = f"""
    SELECT copy.title_id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''),
           COALESCE(location.name, '')
    FROM copy
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status = 'available' AND COALESCE(location.kind, '') <> 'corner'
      AND EXISTS (SELECT 1 FROM hold WHERE hold.title_id = copy.title_id AND hold.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
    ORDER BY copy.number
"""


def holds_waiting(*, only_come: bool = False, title_id: int | None = None) -> list[HoldRow]:
    """Who waits, first come first: all, or of one title, or those for whom a book has come."""
    free: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for title, code, place in rows(_FREE):
        free[title].append((code, place))
    queue: dict[int, int] = defaultdict(int)
    found: list[HoldRow] = []
    for hold_id, patron_id, number, name, class_name, title, called, since, may_borrow in rows(_HOLDS):
        queue[title] += 1
        has_come = bool(may_borrow and free[title])
        code, place = free[title].pop(0) if has_come else ("", "")
        row = HoldRow(
            hold_id, patron_id, number, name, class_name, title, called, moment(since), queue[title],
            has_come, code, place,
        )  # fmt: skip
        if (not only_come or has_come) and title_id in (None, title):
            found.append(row)
    return found
