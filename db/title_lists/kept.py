"""Lists that are kept by their names, to buy from and to review by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import BlockedCopy, BlockPass, TitleList, TitleListLine, database
from db.store.batches import batches, insert
from db.store.sql import moment, rows
from db.title_lists.lines import Line

KINDS = ("recommended", "bookseller", "block")
"""A ministry's or a province's list, a bookseller's offer, titles that must not be lent."""
_COLUMNS = ("title", "author", "publisher", "isbn", "class_number", "year", "price", "copies")


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


def keep_list(name: str, kind: str, source: str, lines: Sequence[Line], acting: Acting) -> KeptList:
    """Keep a list. Raises BadValue for a name that is taken, empty or too long, and for another kind."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise BadValue(N_("A name has from 1 to {most} characters."), most=60)
    if kind not in KINDS:
        raise BadValue(N_("{value} is not one of: {known}."), value=kind, known=", ".join(KINDS))
    with database.atomic():
        if TitleList.select().where(TitleList.name == name).exists():
            raise BadValue(N_("There is a list {name} already."), name=name)
        kept = TitleList.create(name=name, kind=kind, source=source.strip()[:200], read_at=acting.now)
        values = [(kept.id, line.number, *(getattr(line, field) for field in _COLUMNS)) for line in lines]
        for some in batches(values, 200):
            insert(TitleListLine, ("title_list_id", "number", *_COLUMNS), some)
        record(acting, "title_list", details={"list": kept.id, "kind": kind, "titles": len(values)})
    return list_called(name)


def kept_lists(kind: str = "") -> list[KeptList]:
    """All of this kind, or of every kind, the newest last."""
    found = rows(
        "SELECT id, name, kind, source, read_at, closed_at,"
        " (SELECT COUNT(*) FROM title_list_line WHERE title_list_line.title_list_id = title_list.id)"
        " FROM title_list WHERE (kind = ? OR ? = '') ORDER BY id",
        kind,
        kind,
    )
    return [
        KeptList(list_id, name, of, source, moment(read_at), moment(closed_at) if closed_at else None, titles)
        for list_id, name, of, source, read_at, closed_at, titles in found
    ]


def list_called(name: str, kind: str = "") -> KeptList:
    """The list of this name. Raises NotFound."""
    wanted = " ".join(name.split())
    for one in kept_lists(kind):
        if one.name == wanted:
            return one
    raise NotFound(N_("There is no list {name}."), name=wanted)


def lines_of(list_id: int) -> list[Line]:
    """Its titles, in its order."""
    return [
        Line(*row)
        for row in rows(
            f"SELECT number, {', '.join(_COLUMNS)} FROM title_list_line WHERE title_list_id = ? ORDER BY id",
            list_id,
        )
    ]


def drop_list(name: str, acting: Acting) -> KeptList:
    """Keep a list no longer. Raises NotFound, and BadValue for a block list that has met copies."""
    with database.atomic():
        kept = list_called(name)
        for table in (BlockedCopy, BlockPass):
            if table.select().where(table.title_list == kept.list_id).exists():
                raise BadValue(N_("The list {name} is part of a report, which stays."), name=kept.name)
        TitleListLine.delete().where(TitleListLine.title_list == kept.list_id).execute()
        TitleList.delete().where(TitleList.id == kept.list_id).execute()
        record(acting, "title_list", details={"list": kept.list_id, "dropped": True})
        return kept
