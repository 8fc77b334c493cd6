"""A kiosk's own copy of a store that is elsewhere: lending goes on with it while the network is down.

It is a store like any other, with what a scan needs and nothing more: of what is over only the last hours,
and no history of anybody. It is rebuilt now and then, and follows the store by its events in between.
"""

import contextlib
import json
import os
import sqlite3
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import peewee

from db.offline.replica_rows import LATE, copy_all, new_events, run, take_over
from db.store.migrating import migrate
from db.store.opening import REPLICA, Store
from db.store.server.postgresql import PostgresqlStore
from db.store.sql import in_use
from db.store.sqlite import SqliteStore
from db.transfer.portable import snapshot

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
    "stick_named",
    "kiosk_opened",
    "kiosk_left",
    "copy_damaged",
    "clock_differs",
)
"""Events that name no copy and no reader, and after which it is enough to read the small tables again."""
_MINUTE = timedelta(minutes=1)
_STAMP = "replica"
PROGRAMS = ("sip2",)
"""The programs beside the kiosk that go on alone, each with a replica of its own."""


@dataclass(frozen=True)
class Stamp:
    """What a copy records about itself.

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
        self._stamp: Stamp | None = None
        self._seen: set[int] = set()

    @property
    def stamp(self) -> Stamp | None:
        """What the copy records about itself; None where there is no copy, or no usable one."""
        if self._stamp is None and self.store.path.exists():
            with contextlib.suppress(peewee.DatabaseError, sqlite3.Error, ValueError, OSError):
                self._open()
        return self._stamp

    @property
    def newest(self) -> int:
        """The last event that is in it, as it was opened."""
        return max(self._seen, default=0)

    def make(self, source: peewee.Database, now: datetime) -> None:
        """Read it all again, as of one moment of the store, into a file that `take` puts in its place.

        Raises what either database raises; the present copy is not touched.
        """
        for left in (self._next.path, *_side_files(self._next.path)):
            left.unlink(missing_ok=True)
        self._next.prepare(may_make=True)
        copy = self._next.connector()
        with copy.connection_context():
            migrate(copy, self._next, may_make=True)
            run(copy, "PRAGMA foreign_keys = off")
            run(copy, "PRAGMA synchronous = off")  # it is on the disk before it takes its place
            with snapshot(source), copy.atomic():
                _keep_stamp(copy, Stamp(now, now, copy_all(source, copy, now)))
            run(copy, "PRAGMA wal_checkpoint(TRUNCATE)")
        with self._next.path.open("rb") as file:
            os.fsync(file.fileno())

    def take(self) -> bool:
        """Put the copy that was made in the place of the former; False where none was made."""
        if not self._next.path.exists():
            return False
        path = self.store.path
        self.close()
        for left in (*_side_files(path), *path.parent.glob(f"{path.stem}.before-update-*")):
            left.unlink(missing_ok=True)
        self._next.path.replace(path)
        return True

    def follow(self, now: datetime) -> bool:
        """Take over what has happened in the store that this thread works on.

        Returns False where too much has changed and the copy has to be rebuilt. Raises what the store
        raises.
        """
        if self._following is None:
            self._open()
        source, copy, stamp = in_use(), self._following, self._stamp
        assert copy is not None and stamp is not None
        seen = {id_ for id_ in self._seen if id_ > stamp.newest - LATE}
        new = new_events(source, stamp.newest - LATE, seen)
        if new or now - stamp.fresh_at > _MINUTE:
            stamp = replace(stamp, newest=max([stamp.newest, *(row[0] for row in new)]), fresh_at=now)
            with copy.atomic():
                if new:
                    take_over(source, copy, new, now)
                _keep_stamp(copy, stamp)
            self._stamp, self._seen = stamp, seen | {row[0] for row in new}
        return all(row[2] or row[3] or row[1] in _SMALL for row in new)

    def go_alone(self, now: datetime) -> None:
        """From now on what is recorded in it is the kiosk's own, and goes to the store later."""
        stamp = self.stamp
        assert stamp is not None
        if stamp.away_since is None:
            copy = self._following or self._open()
            self._stamp = replace(stamp, away_since=now)
            run(copy, "PRAGMA synchronous = full")
            with copy.atomic():
                _keep_stamp(copy, self._stamp)
        if self._following:
            self._following.close()
            self._following = None

    def close(self) -> None:
        """Close the file; what it records about itself is read again when needed."""
        if self._following:
            self._following.close()
        self._following = self._stamp = None

    def _open(self) -> peewee.Database:
        copy = self.store.connector()
        copy.connect()
        try:
            run(copy, "PRAGMA foreign_keys = off")  # a part of a store may point at what it lacks
            run(copy, "PRAGMA synchronous = normal")
            told = run(copy, "SELECT value FROM setting WHERE key = ?", _STAMP)
            self._stamp = read_stamp(told[0][0]) if told else None
            if self._stamp is None:
                raise ValueError("no whole copy")
            self._seen = {id_ for (id_,) in run(copy, "SELECT id FROM event")}
        except BaseException:
            copy.close()
            raise
        self._following = copy
        return copy


def _keep_stamp(copy: peewee.Database, stamp: Stamp) -> None:
    told = json.dumps({name: str(value) for name, value in asdict(stamp).items() if value is not None})
    run(copy, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", _STAMP, told)


def read_stamp(told: str) -> Stamp:
    """A stamp as the copy keeps it. Raises ValueError for anything else."""
    try:
        kept = json.loads(told)
        away = kept.get("away_since")
        return Stamp(
            datetime.fromisoformat(kept["made_at"]),
            datetime.fromisoformat(kept["fresh_at"]),
            int(kept["newest"]),
            datetime.fromisoformat(away) if away else None,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no stamp of a copy") from error


def _side_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]


def replica_of(store: Store, program: str = "") -> Replica | None:
    """The replica that this machine keeps of the store; None for a store that is here.

    Each program that goes on alone has its own: what is in it after an outage is what that program did.
    """
    if not isinstance(store, PostgresqlStore):
        return None
    own = f".{program}" if program else ""
    return Replica(store.beside.with_name(f"{store.beside.name}{own}{REPLICA}"))


def can_be_alone(store: Store) -> bool:
    """Whether this machine has a replica of the store, with which it goes on while the server is away."""
    replica = replica_of(store)
    if replica is None:
        return False
    is_whole = replica.stamp is not None
    replica.close()
    return is_whole
