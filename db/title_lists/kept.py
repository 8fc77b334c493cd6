"""Lists of titles as they are kept: found by name, with what they name, and taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import (
    BlockedCopy,
    BlockPass,
    TitleList,
    TitleListClass,
    TitleListLine,
    TitleListReader,
    TitleListTitle,
    database,
)
from db.store.sql import moment, rows
from db.title_lists.lines import Line

TO_READ = ("recommended", "new", "month", "required")
"""What pupils read from."""
KINDS = (*TO_READ, "bookseller", "block")
"""What is to be read, a bookseller's offer, titles that must not be lent."""
COLUMNS = ("title", "author", "publisher", "isbn", "class_number", "year", "price", "copies", "also")
"""What is kept of a line."""


@dataclass(frozen=True)
class KeptList:
    """A list that is kept."""

    list_id: int
    name: str
    kind: str
    source: str
    read_at: datetime
    closed_at: datetime | None
    titles: int


def kept_lists(*kinds: str) -> list[KeptList]:
    """All of these kinds, or of every kind, the newest last."""
    wanted = kinds or KINDS
    found = rows(
        "SELECT id, name, kind, source, read_at, closed_at,"
        " (SELECT COUNT(*) FROM title_list_line WHERE title_list_line.title_list_id = title_list.id)"
        f" FROM title_list WHERE kind IN ({', '.join('?' * len(wanted))}) ORDER BY id",
        *wanted,
    )
    return [
        KeptList(list_id, name, of, source, moment(read_at), moment(closed_at) if closed_at else None, titles)
        for list_id, name, of, source, read_at, closed_at, titles in found
    ]


def list_called(name: str, *kinds: str) -> KeptList:
    """The list of this name, of one of these kinds where some are given. Raises NotFound."""
    wanted = " ".join(name.split())
    for one in kept_lists(*kinds):
        if one.name == wanted:
            return one
    raise NotFound(N_("There is no list {name}."), name=wanted)


def find_list(name: str) -> TitleList:
    """The list of this name, or of this number. Raises NotFound with the names that there are.

    What is blocked is no list that anybody looks for: its report has a page of its own.
    """
    every = list(TitleList.select().where(TitleList.kind != "block").order_by(TitleList.name))
    called = " ".join(name.split())
    number = int(called) if called.isascii() and called.isdecimal() and len(called) < 9 else None
    for matches in (
        lambda row: row.name == called,
        lambda row: row.id == number,
        lambda row: _joined(row.name) == _joined(called),
    ):
        for row in every:
            if matches(row):
                return row
    known = ", ".join(row.name for row in every)
    raise NotFound(N_("There is no list {name}. The lists are: {known}."), name=name, known=known or "-")


def list_at(list_id: int) -> TitleList:
    """A list that is pointed at. Raises NotFound."""
    found = TitleList.get_or_none(TitleList.id == list_id, TitleList.kind != "block")
    if found is None:
        raise NotFound(N_("There is no such list any more."))
    return found


def days_of(found: TitleList) -> tuple[date, date]:
    """From when to when it is measured. Only of what is blocked nothing is measured."""
    assert found.starts_on is not None and found.ends_on is not None
    return found.starts_on, found.ends_on


def _joined(name: str) -> str:
    return "".join(name.split())


def lines_of(list_id: int) -> list[Line]:
    """Its titles, in its order."""
    return [
        Line(*row)
        for row in rows(
            f"SELECT number, {', '.join(COLUMNS)} FROM title_list_line WHERE title_list_id = ? ORDER BY id",
            list_id,
        )
    ]


def settled_lines(list_id: int) -> Sequence[tuple[int, int, str]]:
    """Number of the line, title of the stock, how it was found: for all that is known to be in the stock."""
    return rows(
        "SELECT title_list_line.number, title_list_title.title_id, title_list_title.found_by"
        " FROM title_list_title JOIN title_list_line ON title_list_line.id = title_list_title.line_id"
        " WHERE title_list_line.title_list_id = ? ORDER BY title_list_line.id, title_list_title.title_id",
        list_id,
    )


def remove_list(list_id: int, acting: Acting) -> None:
    """Take away a list with all that was counted of it.

    Raises BadValue for a block list: what it has met is part of a report.
    """
    with database.atomic():
        gone = TitleList.get_by_id(list_id)
        for table in (BlockedCopy, BlockPass):
            if table.select().where(table.title_list == list_id).exists():
                raise BadValue(
                    N_("The list {name} is part of a report, so it cannot be removed."), name=gone.name
                )
        of_list = TitleListLine.select(TitleListLine.id).where(TitleListLine.title_list == list_id)
        TitleListTitle.delete().where(TitleListTitle.line.in_(of_list)).execute()
        for counted in (TitleListLine, TitleListReader, TitleListClass):
            counted.delete().where(counted.title_list == list_id).execute()
        TitleList.delete().where(TitleList.id == list_id).execute()
        record(acting, "title_list", details={"list": list_id, "removed": gone.name})
