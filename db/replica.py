"""A kiosk's own copy of a store that is elsewhere: with it lending goes on while the network is away.

It is a store like any other, with what a scan needs and nothing more: of what is over only the last hours,
and no history of anybody. It is made anew now and then, and follows the store by its events in between.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import peewee

from db.migrating import migrate
from db.models import (
    TABLES,
    Barcode,
    Copy,
    CornerBook,
    Event,
    Hold,
    Lesson,
    Loan,
    LoanCount,
    Patron,
    Printer,
    PrintItem,
    PrintJob,
    RelabelCampaign,
    RelabelItem,
    SheetInUse,
    Table,
    TermLoans,
    Title,
)
from db.sqlite_store import SqliteStore

_LEFT_OUT = (PrintJob, PrintItem, SheetInUse, Printer, RelabelCampaign, RelabelItem, LoanCount, TermLoans)
"""What only the librarian's work needs."""
_LARGE = (Title, Copy, Barcode, Patron, Loan, Hold, Event, CornerBook)
"""What is not read whole when something small has changed."""
_LENDING = ("lent", "returned", "renewed", "undone", "refused", "shown", "turn_opened")
_SMALL = (
    "lesson_opened",
    "lesson_closed",
    "policy",
    "calendar",
    "timetable",
    "library",
    "corner_opened",
    "corner_closed",
    "events_seen",
    "day_confirmed",
    "return_unclear",
    "term_target",
    "staff_mode",
    "kiosk_closed",
    "kiosk_opened",
    "kiosk_left",
)
"""Events that name no copy and no reader, and after which it is enough to read the small tables again."""
_KEPT = timedelta(hours=4)
"""What was over so long ago is no part of any turn or lesson that could go on."""
_TODAY = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)
_LATE = 64
"""An event may be committed after others that have numbers so much higher."""
_MARK = "replica"


@dataclass(frozen=True)
class Mark:
    """What a copy tells of itself.

    Attributes:
        made_at: when all of it was read from the store, naive UTC.
        fresh_at: when it was last known to be up to date.
        newest: the last of the store's events that it followed.
        away_since: since when the kiosk works with it alone; the events after `newest` are the kiosk's own.
    """

    made_at: datetime
    fresh_at: datetime
    newest: int = 0
    away_since: datetime | None = None


class Replica:
    """The copy in one file. `make` may be called on any thread, all else belongs to the desk's."""

    def __init__(self, file: Path) -> None:
        self.store = SqliteStore(file)
        self._next = SqliteStore(file.with_name(f"{file.name}.next"))
        self._following: peewee.Database | None = None
        self._mark: Mark | None = None
        self._seen: set[int] = set()

    @property
    def mark(self) -> Mark | None:
        """What the copy tells of itself; None where there is none, or none that can be used."""
        if self._mark is None and self.store.path.exists():
            with contextlib.suppress(peewee.DatabaseError, ValueError, TypeError, OSError):
                self._open()
        return self._mark

    def make(self, source: peewee.Database, now: datetime) -> None:
        """Read all of it anew, in one moment of the store, into a file that `take` puts in its place.

        Raises what either database raises; the present copy is not touched.
        """
        for left in (self._next.path, *_side_files(self._next.path)):
            left.unlink(missing_ok=True)
        self._next.prepare(may_make=True)
        copy = self._next.connector()
        with copy.connection_context():
            migrate(copy, self._next, may_make=True)
            _run(copy, "PRAGMA foreign_keys = off")
            _run(copy, "PRAGMA synchronous = off")  # it is on the disk before it takes its place
            _run(source, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                _copy_all(source, copy, now)
            finally:
                with contextlib.suppress(peewee.DatabaseError):  # the line is gone, and this with it
                    _run(source, "ROLLBACK")
            _run(copy, "PRAGMA wal_checkpoint(TRUNCATE)")
        with self._next.path.open("rb") as file:
            os.fsync(file.fileno())

    def take(self) -> bool:
        """Put the copy that was made in the place of the former; False where none was made."""
        if not self._next.path.exists():
            return False
        path = self.store.path
        if path.exists() and self.mark is None:  # it may hold what was done alone: a person may look at it
            path.replace(path.with_name(f"{path.name}.damaged"))
        self.close()
        for left in (*_side_files(path), *path.parent.glob(f"{path.stem}.before-update-*")):
            left.unlink(missing_ok=True)
        self._next.path.replace(path)
        return True

    def follow(self, source: peewee.Database, now: datetime) -> bool:
        """Take over what has happened in the store; `source` is connected.

        Returns False where so much has changed that the copy is to be made anew. Raises what the store
        raises.
        """
        if self._following is None:
            self._open()
        copy, mark = self._following, self._mark
        assert copy is not None and mark is not None
        found = _rows(
            source,
            "SELECT id, verb, copy_id, patron_id, loan_id FROM event WHERE id > ? ORDER BY id",
            mark.newest - _LATE,
        )
        new = [row for row in found if row[0] not in self._seen]
        if new or now - mark.fresh_at > _MINUTE:
            mark = replace(mark, newest=max([mark.newest, *(row[0] for row in new)]), fresh_at=now)
            with copy.atomic():
                if new:
                    _take_over(source, copy, new, now)
                _keep_mark(copy, mark)
            self._mark, self._seen = mark, {row[0] for row in found}
        return all(row[2] or row[3] or row[1] in _SMALL for row in new)

    def go_alone(self, now: datetime) -> None:
        """From now on what is recorded in it is the kiosk's own, and is to be told to the store some day."""
        mark = self.mark
        assert mark is not None
        if mark.away_since is None:
            copy = self._following or self._open()
            self._mark = replace(mark, away_since=now)
            _run(copy, "PRAGMA synchronous = full")
            with copy.atomic():
                _keep_mark(copy, self._mark)
        if self._following:
            self._following.close()
            self._following = None

    def close(self) -> None:
        """Let the file go; what it tells of itself is read anew when it is needed."""
        if self._following:
            self._following.close()
        self._following = self._mark = None

    def _open(self) -> peewee.Database:
        copy = self.store.connector()
        copy.connect()
        try:
            _run(copy, "PRAGMA foreign_keys = off")  # a part of a store may point at what it lacks
            _run(copy, "PRAGMA synchronous = normal")
            told = _rows(copy, "SELECT value FROM setting WHERE key = ?", _MARK)
            self._mark = _read_mark(told[0][0]) if told else None
            if self._mark is None:
                raise ValueError("no whole copy")
            self._seen = {id_ for (id_,) in _rows(copy, "SELECT id FROM event")}
        except BaseException:
            copy.close()
            raise
        self._following = copy
        return copy


def _copy_all(source: peewee.Database, copy: peewee.Database, now: datetime) -> None:
    newest = int(_rows(source, "SELECT COALESCE(MAX(id), 0) FROM event")[0][0])
    since = now - _KEPT
    wanted: dict[type[Table], tuple[str, tuple[object, ...]]] = {
        Event: ("at >= ? OR id > ?", (since, newest - _LATE)),
        Loan: ("returned_at IS NULL OR returned_at >= ?", (since,)),
        Hold: ("closed_at IS NULL", ()),
        CornerBook: ("taken_at IS NULL OR taken_at >= ?", (since,)),
        Lesson: ("closed_at IS NULL OR opened_at >= ?", (now - _TODAY,)),
    }
    with copy.atomic():
        for table in TABLES:
            if table not in _LEFT_OUT:
                where, values = wanted.get(table, ("1 = 1", ()))
                _run(copy, f'DELETE FROM "{table._meta.table_name}"')  # a migration may have filled it
                _put(copy, table, _of(source, table, where, values))
        _keep_mark(copy, Mark(now, now, newest))


def _take_over(
    source: peewee.Database, copy: peewee.Database, new: Iterable[Sequence[Any]], now: datetime
) -> None:
    """Read again whatever these events (id, verb, copy, reader, loan) tell of."""
    events, verbs, copies, patrons, loans = (list(filter(None, set(ids))) for ids in zip(*new, strict=True))
    known = _rows(copy, f"SELECT id FROM loan WHERE copy_id IN ({_marks(copies)})", *copies)
    of_patrons = f"patron_id IN ({_marks(patrons)})"
    of_copies = f"copy_id IN ({_marks(copies)})"
    _put(copy, Event, _by_id(source, Event, events))
    _put(copy, Loan, _by_id(source, Loan, {*loans, *(id_ for (id_,) in known)}))
    _put(copy, Loan, _of(source, Loan, f"returned_at IS NULL AND {of_copies}", copies))
    _put(copy, Copy, _by_id(source, Copy, copies))
    _put(copy, Barcode, _of(source, Barcode, of_copies, copies))  # a label's first scan counts
    if patrons:
        _put(copy, Hold, _of(source, Hold, of_patrons, patrons))
    if set(verbs) - set(_LENDING):
        for table in TABLES:
            if table not in (*_LEFT_OUT, *_LARGE, Lesson):
                _run(copy, f'DELETE FROM "{table._meta.table_name}"')
                _put(copy, table, _of(source, table, "1 = 1", ()))
        _put(copy, Lesson, _of(source, Lesson, "opened_at >= ?", (now - _TODAY,)))
        _put(copy, Patron, _by_id(source, Patron, patrons))
        _put(copy, Barcode, _of(source, Barcode, of_patrons, patrons))
        _put(copy, CornerBook, _of(source, CornerBook, of_copies, copies))
    _run(copy, "DELETE FROM event WHERE at < ? AND id < ?", now - _KEPT, max(events) - _LATE)
    _run(copy, "DELETE FROM loan WHERE returned_at < ?", now - _KEPT)


def _of(
    source: peewee.Database, table: type[Table], where: str, values: Collection[object]
) -> list[Sequence[Any]]:
    names = ", ".join(f'"{name}"' for name in _columns(table))
    return _rows(source, f'SELECT {names} FROM "{table._meta.table_name}" WHERE {where}', *values)


def _by_id(source: peewee.Database, table: type[Table], ids: Collection[int]) -> list[Sequence[Any]]:
    return _of(source, table, f"id IN ({_marks(ids)})", ids) if ids else []


def _put(copy: peewee.Database, table: type[Table], found: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in _columns(table))
    values = _marks(_columns(table))
    sql = f'INSERT OR REPLACE INTO "{table._meta.table_name}" ({names}) VALUES ({values})'
    cursor: sqlite3.Cursor = copy.cursor()  # type: ignore[no-untyped-call]
    cursor.executemany(sql, ([_plain(value) for value in row] for row in found))


def _columns(table: type[Table]) -> list[str]:
    return [field.column_name for field in table._meta.sorted_fields]


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" for _value in values) or "NULL"


def _plain(value: object) -> object:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview) else value


def _keep_mark(copy: peewee.Database, mark: Mark) -> None:
    told = json.dumps({name: str(value) for name, value in asdict(mark).items() if value is not None})
    _run(copy, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", _MARK, told)


def _read_mark(told: str) -> Mark:
    kept = json.loads(told)
    away = kept.get("away_since")
    return Mark(
        datetime.fromisoformat(kept["made_at"]),
        datetime.fromisoformat(kept["fresh_at"]),
        int(kept["newest"]),
        datetime.fromisoformat(away) if away else None,
    )


def _rows(opened: peewee.Database, sql: str, *values: object) -> list[Sequence[Any]]:
    return list(_run(opened, sql, *values))


def _run(opened: peewee.Database, sql: str, *values: object) -> Any:
    if opened.param != "?":
        sql = sql.replace("?", opened.param)
    else:
        values = tuple(_plain(value) for value in values)
    return opened.execute_sql(sql, values)  # type: ignore[no-untyped-call]


def _side_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
