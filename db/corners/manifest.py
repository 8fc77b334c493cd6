"""What is in a class corner, and which free copies could go into one."""

from db.answers.classes.corner import ManifestLine
from db.answers.shown import Book
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find
from db.codes import clean, title_number
from db.models import CODE_OF_COPY, Corner
from db.store.sql import rows

_CODE = f"COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, '')"

_FREE = """
    FROM copy
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status = 'available' AND COALESCE(location.kind, 'shelf') <> 'corner'
          AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
          AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.title_id = title.id AND hold.closed_at IS NULL)
"""


def manifest(class_id: int) -> tuple[ManifestLine, ...]:
    """The books of the class's open corner, by call number and title."""
    found = rows(
        f"""
        SELECT copy.id, title.title, title.author, title.call_number, {_CODE},
               EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
        FROM corner_book
        JOIN corner ON corner.id = corner_book.corner_id
        JOIN copy ON copy.id = corner_book.copy_id
        JOIN title ON title.id = copy.title_id
        WHERE corner.school_class_id = ? AND corner.closed_at IS NULL AND corner_book.taken_at IS NULL
        ORDER BY title.call_number, title.title, copy.id
        """,
        class_id,
    )
    return tuple(
        ManifestLine(copy_id, Book(title, author, call_number), code, bool(on_loan))
        for copy_id, title, author, call_number, code, on_loan in found
    )


def free_copies(code: str, count: int) -> list[int]:
    """Up to `count` copies of the title with this ISBN (or the list's own number) that may go to a corner."""
    number = title_number(clean(code))
    found = rows(
        f"SELECT copy.id {_FREE} AND (title.isbn = ? OR title.identifier = ?) ORDER BY copy.number LIMIT ?",
        number,
        number,
        count,
    )
    return [copy_id for (copy_id,) in found]


def copies_of_last_term(class_id: int) -> tuple[list[int], int]:
    """What the class's last corner had, else free copies of the same titles; and how many are missing."""
    last = (
        Corner.select()
        .where(Corner.school_class == class_id, Corner.closed_at.is_null(False))
        .order_by(Corner.closed_at.desc())
        .first()
    )
    if last is None:
        return [], 0
    had = rows(
        "SELECT copy.id, copy.title_id FROM corner_book JOIN copy ON copy.id = corner_book.copy_id"
        " WHERE corner_book.corner_id = ? AND corner_book.outcome IN ('back', 'on_loan', 'missing')"
        " ORDER BY corner_book.id",
        last.id,
    )
    free: dict[int, list[int]] = {}
    for title_id in {title_id for _, title_id in had}:
        found = rows(f"SELECT copy.id {_FREE} AND title.id = ? ORDER BY copy.number", title_id)
        free[title_id] = [copy_id for (copy_id,) in found]
    chosen: list[int] = []
    for exact in (True, False):
        for copy_id, title_id in had:
            if exact and copy_id in free[title_id]:
                free[title_id].remove(copy_id)
                chosen.append(copy_id)
            elif not exact and copy_id not in chosen and free[title_id]:
                chosen.append(free[title_id].pop(0))
    return chosen, len(had) - len(chosen)


def copy_of(code: str, class_id: int, *, to_place: bool) -> FoundCopy | None:
    """The copy that a cleaned code stands for where a corner is filled (`to_place`) or emptied, or None.

    An ISBN stands for a copy without a label: one that is free to place; or one that is in this corner, else,
    as at the counter, the only one that is on loan.
    """
    found = find(code)
    if isinstance(found, FoundCopy):
        return found
    if not isinstance(found, FoundTitle) or not found.unlabelled:
        return None
    if not to_place and all(copy.corner_class_id != class_id for copy in found.unlabelled):
        on_loan = [copy for copy in found.unlabelled if copy.loan]
        if len(on_loan) == 1:
            return on_loan[0]
    return min(
        found.unlabelled,
        key=lambda copy: (
            not to_place and copy.corner_class_id != class_id,
            bool(copy.corner),
            copy.loan is not None,
            copy.status != "available",
        ),
    )
