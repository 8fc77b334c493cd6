"""The rows of a replica: which of the store's it has, and how they are carried over."""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import peewee

from db.models import (
    TABLES,
    Accession,
    AccessionBatch,
    Activity,
    ActivityClass,
    AuthorNumber,
    Barcode,
    Bay,
    BlockedCopy,
    BlockPass,
    ClassTerm,
    Copy,
    CornerBook,
    Event,
    Fund,
    HasBorrowed,
    Hold,
    KeptCopy,
    KnownBook,
    Lesson,
    Loan,
    LoanCount,
    Passport,
    PassportStamp,
    Patron,
    Printer,
    PrintItem,
    PrintJob,
    ReadingLesson,
    RelabelCampaign,
    RelabelItem,
    ReplayedScan,
    ReportWords,
    ReviewSlip,
    SheetInUse,
    ShelfFace,
    SignedReport,
    Star,
    Stocktake,
    StocktakeCopy,
    StocktakeScan,
    StocktakeSettling,
    Table,
    TeachingAid,
    TermLoans,
    Title,
    TitleList,
    TitleListClass,
    TitleListLine,
    TitleListReader,
    TitleListTitle,
    TitleRecord,
    TitleSearch,
    TitleWeek,
    VisitCount,
    WithdrawalApproval,
    WithdrawalCase,
    WithdrawalCopy,
    WithdrawalOpinion,
)
from db.store.server.postgresql import with_percents
from db.transfer import portable
from db.transfer.portable import Row, columns_of, name_of

LATE = 64
"""An event may be committed after others that have numbers so much higher."""
_LEFT_OUT = (
    PrintJob,
    PrintItem,
    SheetInUse,
    Printer,
    RelabelCampaign,
    RelabelItem,
    LoanCount,
    HasBorrowed,
    TermLoans,
    ReplayedScan,
    TitleSearch,
    Fund,
    AccessionBatch,
    Accession,
    Bay,
    ShelfFace,
    Stocktake,
    StocktakeCopy,
    StocktakeScan,
    StocktakeSettling,
    TitleList,
    TitleListLine,
    TitleListTitle,
    TitleListReader,
    TitleListClass,
    TitleWeek,
    ClassTerm,
    ReadingLesson,
    VisitCount,
    Activity,
    ActivityClass,
    ReviewSlip,
    Passport,
    PassportStamp,
    Star,
    TeachingAid,
    WithdrawalCase,
    WithdrawalCopy,
    WithdrawalOpinion,
    WithdrawalApproval,
    KeptCopy,
    BlockedCopy,
    BlockPass,
    TitleRecord,
    KnownBook,
    AuthorNumber,
    ReportWords,
    SignedReport,
)
"""What only the librarian's work needs."""
_LARGE = (Title, Copy, Barcode, Patron, Loan, Hold, Event, CornerBook)
"""What is not read whole when something small has changed."""
_LENDING = ("lent", "returned", "renewed", "undone", "refused", "shown", "turn_opened")
_ASKING = ("return_unclear", "return_clear", "which_copy", "has_two")
_ABOUT = 5
"""How many columns, in front of an event's own, say what it is about."""
_KEPT = timedelta(hours=4)
"""What was over so long ago is no part of any turn or lesson that could go on."""
_TODAY = timedelta(hours=24)

_Asked = tuple[type[Table], str, Collection[object]]
"""Rows of a table: a condition of SQL, and its values."""


def copy_all(source: peewee.Database, copy: peewee.Database, now: datetime) -> int:
    """Fill a replica, in the running transaction; returns the number of the store's last event."""
    newest = int(run(source, "SELECT COALESCE(MAX(id), 0) FROM event")[0][0])
    since = now - _KEPT
    wanted: dict[type[Table], tuple[str, tuple[object, ...]]] = {
        Event: ("at >= ? OR id > ?", (since, newest - LATE)),
        Loan: ("returned_at IS NULL OR returned_at >= ?", (since,)),
        Hold: ("closed_at IS NULL", ()),
        CornerBook: ("taken_at IS NULL OR taken_at >= ?", (since,)),
        Lesson: ("closed_at IS NULL OR opened_at >= ?", (now - _TODAY,)),
    }
    for table in TABLES:
        if table not in _LEFT_OUT:
            where, values = wanted.get(table, ("1 = 1", ()))
            run(copy, f"DELETE FROM {name_of(table)}")  # a migration may have filled it
            _put(copy, table, _of(source, table, where, values))
    return newest


def new_events(source: peewee.Database, after: int, seen: Collection[int]) -> list[Row]:
    """The later events that were not seen yet: id, verb, copy, reader, loan, and then the whole row."""
    columns = f"id, verb, copy_id, patron_id, loan_id, {columns_of(Event)}"
    known = [*seen, *[0] * (LATE - len(seen))]  # one statement for any number of them, which is planned once
    sql = f"SELECT {columns} FROM event WHERE id > ? AND id NOT IN ({_marks(known)}) ORDER BY id"
    return run(source, sql, after, *known)


def take_over(source: peewee.Database, copy: peewee.Database, new: Sequence[Row], now: datetime) -> None:
    """Keep these events, as `new_events` has found them, and read again whatever they are about."""
    about = zip(*(row[:_ABOUT] for row in new), strict=True)
    events, verbs, copies, patrons, loans = (list(filter(None, set(ids))) for ids in about)
    known = run(copy, f"SELECT id FROM loan WHERE copy_id IN ({_marks(copies)})", *copies)
    of_patrons = f"patron_id IN ({_marks(patrons)})"
    of_copies = f"copy_id IN ({_marks(copies)})"
    _put(copy, Event, [row[_ABOUT:] for row in new])
    ids = {*loans, *(id_ for (id_,) in known)}
    asked: list[_Asked] = [
        (Loan, f"id IN ({_marks(ids)}) OR returned_at IS NULL AND {of_copies}", [*ids, *copies])
    ]
    if copies:  # a label's first scan counts
        asked += [(Copy, f"id IN ({_marks(copies)})", copies), (Barcode, of_copies, copies)]
    if patrons:
        asked.append((Hold, of_patrons, patrons))
    if set(verbs) - {*_LENDING, *_ASKING}:
        for table in TABLES:
            if table not in (*_LEFT_OUT, *_LARGE, Lesson):
                run(copy, f"DELETE FROM {name_of(table)}")
                asked.append((table, "1 = 1", ()))
        asked.append((Lesson, "opened_at >= ?", (now - _TODAY,)))
        asked.append((Patron, f"id IN ({_marks(patrons)})", patrons))
        asked += [(Barcode, of_patrons, patrons), (CornerBook, of_copies, copies)]
    for (table, *_), found in zip(asked, _all_of(source, asked), strict=True):
        _put(copy, table, found)
    run(copy, "DELETE FROM event WHERE at < ? AND id < ?", now - _KEPT, max(events) - LATE)
    run(copy, "DELETE FROM loan WHERE returned_at < ?", now - _KEPT)


def _of(source: peewee.Database, table: type[Table], where: str, values: Collection[object]) -> list[Row]:
    return run(source, _select(table, where), *values)


def _all_of(source: peewee.Database, asked: Sequence[_Asked]) -> list[list[Row]]:
    """What each of these finds. A server is waited for once."""
    if not portable.is_server(source):
        return [_of(source, *one) for one in asked]
    return portable.run_together(
        source, [(with_percents(_select(table, where)), values) for table, where, values in asked]
    )


def _select(table: type[Table], where: str) -> str:
    return f"SELECT {columns_of(table)} FROM {name_of(table)} WHERE {where}"


def _put(copy: peewee.Database, table: type[Table], found: Sequence[Row]) -> None:
    values = _marks(table._meta.sorted_fields)
    sql = f"INSERT OR REPLACE INTO {name_of(table)} ({columns_of(table)}) VALUES ({values})"
    cursor: sqlite3.Cursor = copy.cursor()  # type: ignore[no-untyped-call]
    cursor.executemany(sql, ([_plain(value) for value in row] for row in found))


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" for _value in values) or "NULL"


def _plain(value: object) -> object:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview) else value


def run(opened: peewee.Database, sql: str, *values: object) -> list[Row]:
    """Run a statement, with `?` for each value, on either kind of database; what it answers."""
    if portable.is_server(opened):
        return portable.run(opened, with_percents(sql), values)
    return portable.run(opened, sql, [_plain(value) for value in values])
