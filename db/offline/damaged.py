"""A kiosk's copy of the store that was damaged: what can still be read, and the file, kept for a person.

It is first laid aside as `.untold`, and gets a number among the `.damaged` ones once the store knows it all:
so after a power cut it is clear which have still to be read.
"""

import contextlib
import glob
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import peewee

from db.clock import written_at
from db.models import Barcode, Corner, Event, Lesson, Patron, Setting, Table
from db.offline.journal import Entry, journal
from db.offline.replica import PROGRAMS, Stamp, read_stamp
from db.offline.replica_rows import run
from db.store.files import working_folder
from db.store.migrating import migrate
from db.store.sqlite import SqliteStore
from db.store.sqlite_file import connected_to
from db.transfer.portable import columns_of, name_of

_LOG, _INDEX = "-wal", "-shm"
_WANTED: tuple[type[Table], ...] = (Setting, Patron, Barcode, Lesson, Corner, Event)
"""What the journal of a kiosk is made of."""
_HEADS = (0, 100, 4096)
"""So much of a file's beginning is taken from a new one: nothing, SQLite's header, the list of the tables."""
_EVER = datetime.fromisoformat("0001-01-01")
_UNREADABLE = (sqlite3.Error, ValueError)
"""What reading a damaged page may raise; SQLite's own message may be no text."""
_GAP = 10_000
"""How many rows are tried one by one where a page in the middle cannot be read."""


def lay_aside(replica: Path) -> None:
    """Lay a damaged copy aside as the file `.untold`, to be read later. No other is waiting there."""
    untold = _untold(replica)
    for suffix in (_LOG, ""):
        with contextlib.suppress(FileNotFoundError):
            replica.with_name(replica.name + suffix).replace(untold.with_name(untold.name + suffix))
    replica.with_name(replica.name + _INDEX).unlink(missing_ok=True)
    untold.touch()  # where the file itself was deleted, its log may hold everything
    untold.chmod(0o600)


def waiting(replica: Path) -> Path | None:
    """The file that was laid aside and has not been read into the store yet."""
    untold = _untold(replica)
    return untold if untold.exists() else None


def keep(untold: Path) -> Path:
    """Keep it under a number of its own, now that the store knows what was in it; returns where."""
    first = untold.with_suffix(".damaged")
    names = (first if number == 1 else first.with_name(f"{first.name}-{number}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    for suffix in (_LOG, ""):
        with contextlib.suppress(FileNotFoundError):
            untold.with_name(untold.name + suffix).replace(kept.with_name(kept.name + suffix))
    return kept


def damaged_copies(beside: Path) -> list[Path]:
    """The files that are kept; `beside` is the store's own `beside`."""
    found = [
        path
        for own in ("", *(f".{program}" for program in PROGRAMS))
        for path in beside.parent.glob(f"{glob.escape(beside.name)}{own}.replica.db.damaged*")
    ]
    return sorted(path for path in found if not path.name.endswith((_LOG, _INDEX)))


def drop_damaged_copies(beside: Path, before: datetime | None = None) -> None:
    """Delete them, which hold names: all, or those last written before a moment (naive UTC)."""
    for path in damaged_copies(beside):
        with contextlib.suppress(OSError):
            if before is None or written_at(path) < before:
                path.unlink()
                path.with_name(path.name + _LOG).unlink(missing_ok=True)


def salvaged(untold: Path) -> list[Entry]:
    """What the kiosk did offline, as far as the file can be read. Raises OSError."""
    with working_folder(untold.parent) as working:
        whole = SqliteStore(working / "whole.db")
        whole.prepare(may_make=True)
        copy = whole.connector()
        with copy.connection_context():
            migrate(copy, whole, may_make=True)
            run(copy, "PRAGMA wal_checkpoint(TRUNCATE)")
            run(copy, "PRAGMA foreign_keys = off")
            head = whole.path.read_bytes()
            for length in _HEADS:
                if _read_over(untold, head[:length], working / "tried.db", copy):
                    break
            stamp = _stamp(copy)
        with contextlib.closing(copy):
            return journal(copy, stamp)


def _untold(replica: Path) -> Path:
    return replica.with_name(f"{replica.name}.untold")


def _stamp(copy: peewee.Database) -> Stamp:
    """What the copy recorded about itself; else any event may be the kiosk's own: the store knows which."""
    with contextlib.suppress(ValueError):
        for (told,) in run(copy, "SELECT value FROM setting WHERE key = 'replica'"):
            return read_stamp(told)
    return Stamp(_EVER, _EVER, 0, _EVER)


def _read_over(untold: Path, head: bytes, tried: Path, copy: peewee.Database) -> bool:
    """Carry over every row that can be read; False where no event can."""
    for suffix in (_LOG, ""):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(untold.with_name(untold.name + suffix), tried.with_name(tried.name + suffix))
    with tried.open("r+b") as file:
        file.write(head)
    with connected_to(tried) as damaged, copy.atomic():
        damaged.text_factory = lambda text: text.decode(errors="replace")
        for table in _WANTED:
            marks = ", ".join("?" for _field in table._meta.sorted_fields)
            put = f"INSERT OR IGNORE INTO {name_of(table)} ({columns_of(table)}) VALUES ({marks})"
            for row in _readable(damaged, table):
                if table is not Event or _makes_sense(row):
                    with contextlib.suppress(peewee.DatabaseError, OverflowError):
                        run(copy, put, *row)
    return bool(run(copy, "SELECT EXISTS (SELECT 1 FROM event)")[0][0])


def _makes_sense(row: tuple[object, ...]) -> bool:
    """Whether an event can be read: in a damaged page anything may stand."""
    told = dict(zip((field.column_name for field in Event._meta.sorted_fields), row, strict=True))
    try:
        datetime.fromisoformat(str(told["at"]))
        is_object = isinstance(json.loads(str(told["details"]) or "{}"), dict)
    except ValueError:
        return False
    names = all(isinstance(told[name], str) for name in ("uuid", "kiosk", "actor", "verb"))
    ids = all(isinstance(told[name], int | None) for name in told if name.endswith("_id"))
    return is_object and names and ids


def _readable(damaged: sqlite3.Connection, table: type[Table]) -> Iterator[tuple[object, ...]]:
    """Its rows from the first on and from the last back, as far as they go, then one by one in between."""
    sql = f"SELECT rowid, {columns_of(table)} FROM {name_of(table)}"
    low, high = -1, -1
    try:
        for row in damaged.execute(f"{sql} ORDER BY rowid"):
            low = row[0]
            yield row[1:]
        return
    except _UNREADABLE:
        pass
    with contextlib.suppress(*_UNREADABLE):
        for row in damaged.execute(f"{sql} ORDER BY rowid DESC"):
            high = row[0]
            yield row[1:]
    for rowid in range(low + 1, min(high, low + _GAP)):
        with contextlib.suppress(*_UNREADABLE):
            yield from (row[1:] for row in damaged.execute(f"{sql} WHERE rowid = ?", (rowid,)))
