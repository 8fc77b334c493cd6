"""What came of a block list: every copy that it met, the passes, and whether nothing was found."""

from dataclasses import dataclass
from datetime import datetime

from db.models import CODE_OF_COPY
from db.store.sql import moment, rows
from db.title_lists.kept import KeptList, list_called


@dataclass(frozen=True)
class Met:
    """A copy that a block list has met. `where` is `library`, `corner` or `loan`; `how` as of `Match`."""

    copy_id: int
    title_id: int
    code: str
    title: str
    author: str
    call_number: str
    place: str
    where: str
    how: str
    frozen: bool
    result: str
    note: str


@dataclass(frozen=True)
class Named:
    """A title as the list names it, and how many copies were found by its line; `not_it` is none of them."""

    number: int
    title: str
    author: str
    isbn: str
    copies: int


@dataclass(frozen=True)
class BlockReport:
    """A block list and what came of it. `passes` are number, day, who, and how many copies were looked at."""

    kept: KeptList
    met: tuple[Met, ...]
    passes: tuple[tuple[int, datetime, str, int], ...]
    named: tuple[Named, ...]

    @property
    def is_nil(self) -> bool:
        """Nothing of the list was found: that is reported too."""
        return not [one for one in self.met if one.result not in ("not_it",)]

    @property
    def open(self) -> tuple[Met, ...]:
        """The copies without a result."""
        return tuple(one for one in self.met if not one.result)


_MET = f"""
    SELECT copy.id, title.id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,
           title.author, title.call_number, COALESCE(location.name, ''), blocked_copy.place,
           blocked_copy.how, blocked_copy.frozen, blocked_copy.result, blocked_copy.note
    FROM blocked_copy JOIN copy ON copy.id = blocked_copy.copy_id JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE blocked_copy.title_list_id = ? ORDER BY title.shelf_key, title.id, copy.number
"""


_NAMED = """
    SELECT line.number, line.title, line.author, line.isbn,
           (SELECT COUNT(*) FROM blocked_copy
            WHERE blocked_copy.line_id = line.id AND blocked_copy.result <> 'not_it')
    FROM title_list_line AS line WHERE line.title_list_id = ? ORDER BY line.number
"""


def report_of(name: str) -> BlockReport:
    """The list with all that it met, in shelf order. Raises NotFound."""
    kept = list_called(name, "block")
    met = tuple(
        Met(
            *(copy_id, title_id, code, title, author, call_number, place, where, how),
            *(bool(frozen), result, note),
        )
        for copy_id, title_id, code, title, author, call_number, place, where, how, *rest in rows(
            _MET, kept.list_id
        )
        for frozen, result, note in (rest,)
    )
    passes = tuple(
        (number, moment(at), person, checked)
        for number, at, person, checked in rows(
            "SELECT number, at, person, checked FROM block_pass WHERE title_list_id = ? ORDER BY number",
            kept.list_id,
        )
    )
    named = tuple(Named(*row) for row in rows(_NAMED, kept.list_id))
    return BlockReport(kept, met, passes, named)
