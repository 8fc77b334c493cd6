"""Putting a backup in the store's place; the present store is kept as a file."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import peewee

from db.clock import to_local
from db.errors import StoreError
from db.marking import N_
from db.plain_files import refuse_odd
from db.safety.snapshot import (
    LARGEST,
    BadBackup,
    Contents,
    asking,
    copy_store,
    count,
    examine,
    reading,
    unpack,
)
from db.store.files import sync_folder, working_folder
from db.store.opening import Store, opened, store_at
from db.store.server.postgresql import PostgresqlStore
from db.store.sql import Ask
from db.store.sqlite import SqliteStore
from db.store.sqlite_file import connected_to, reason_of

_LOG, _INDEX = "-wal", "-shm"


@dataclass(frozen=True)
class Difference:
    """What a restore would change.

    Attributes:
        backup: what the backup holds.
        present: what the store holds now; None when it is missing or cannot be read.
        lent, returned: loans and returns since the backup's last event, which would be forgotten.
        is_new: there is no store yet.
        erased: the numbers of readers whom the store has forgotten since, and the backup would bring back.
    """

    backup: Contents
    present: Contents | None
    lent: int = 0
    returned: int = 0
    erased: tuple[str, ...] = ()
    is_new: bool = False


def difference(backup: Path, where: Path | Store) -> Difference:
    """Try a backup and compare it with the store. Raises BadBackup, NewerStore or StoreError."""
    store = store_at(where)
    with _told_as_sentences(store), working_folder(_folder_of(store)) as working:
        return _difference(backup, _unpacked(backup, working), store)


def restore(backup: Path, where: Path | Store, now: datetime) -> Path | None:
    """Put the backup in the store's place and return where the former store is now, if there was one.

    No kiosk may have the store open. At every moment a whole store is there under its name, the old one or
    the new. Raises BadBackup, NewerStore or StoreError; then the store is as it was.
    """
    store = store_at(where)
    with _told_as_sentences(store), working_folder(_folder_of(store)) as working:
        fresh = _unpacked(backup, working)
        examine(fresh, backup)
        if isinstance(store, SqliteStore):
            return _put_in_place(fresh, store.path, now)
        return _copy_in(fresh, store, working, now)


def _difference(backup: Path, unpacked: Path, store: Store) -> Difference:
    held = examine(unpacked, backup)
    if store.mark() is None:
        return Difference(held, None, is_new=True)
    since = held.newest_event.isoformat(" ") if held.newest_event else "0001-01-01"
    try:
        with asking(store) as ask:
            verbs = dict(ask("SELECT verb, COUNT(*) FROM event WHERE at > ? GROUP BY verb", since))
            return Difference(
                held,
                count(ask),
                verbs.get("lent", 0),
                verbs.get("returned", 0),
                _erased_since(unpacked, ask),
            )
    except (sqlite3.Error, StoreError):
        return Difference(held, None)


def _erased_since(backup: Path, ask: Ask) -> tuple[str, ...]:
    """The numbers in the backup of readers whom the store has forgotten since; see `db.privacy`."""
    with reading(backup) as earlier:
        first = earlier.execute("SELECT uuid FROM event ORDER BY id LIMIT 1").fetchone()
        if first is None or not ask("SELECT 1 FROM event WHERE uuid = ?", *first):
            return ()  # of another library, whose readers are other people
        known = dict(earlier.execute("SELECT id, number FROM patron WHERE name <> ''"))
    forgotten = [
        patron_id
        for patron_id, number in ask("SELECT id, number FROM patron WHERE name = ''")
        if number == f"({patron_id})"
    ]
    return tuple(sorted(known[patron_id] for patron_id in forgotten if patron_id in known))


def _copy_in(fresh: Path, store: PostgresqlStore, working: Path, now: datetime) -> Path:
    """Copy a backup into a server's database in one transaction, and keep what it held as a file."""
    from db.transfer.copying import copy

    with opened(store) as server, opened(SqliteStore(fresh)) as backup:
        _refuse_in_use(server, store)
        copy_store(store, working / "aside.db")
        aside = (working / "aside.db").replace(_aside(store.beside, ".db", now))
        sync_folder(aside.parent)
        copy(backup, server, replacing=True)
    return aside


def _refuse_in_use(server: peewee.Database, store: PostgresqlStore) -> None:
    """What a child has just borrowed must not be forgotten without a word."""
    ((others,),) = server.execute_sql(  # type: ignore[no-untyped-call]
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND usename = current_user"
    )
    if others:
        raise _is_open(store)


def _is_open(store: object) -> StoreError:
    return StoreError(N_("A kiosk has the store {path} open. Close it first, then restore."), path=store)


def _put_in_place(fresh: Path, store: Path, now: datetime) -> Path | None:
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    aside = _lay_aside(store, now) if store.exists() else None
    fresh.replace(store)
    sync_folder(store.parent)
    return aside


def _aside(store: Path, suffix: str, now: datetime) -> Path:
    return store.with_name(f"{store.stem}.before-restore-{to_local(now):%Y%m%d-%H%M%S}{suffix}")


def _lay_aside(store: Path, now: datetime) -> Path:
    """Give the present store a second name, with its log folded in, or beside it where it is damaged."""
    aside = _aside(store, store.suffix, now)
    try:
        with connected_to(store, timeout=1) as present:
            present.execute("PRAGMA journal_mode = delete")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise _is_open(store) from error
        _move_log(store, aside)
    except sqlite3.DatabaseError:  # damaged: its log must not be read into the restored one
        _move_log(store, aside)
    try:
        aside.hardlink_to(store)
    except OSError:  # a file system without second names
        aside.write_bytes(store.read_bytes())
        aside.chmod(0o600)
    return aside


def _move_log(store: Path, aside: Path) -> None:
    log, index = (store.with_name(store.name + ending) for ending in (_LOG, _INDEX))
    if log.exists():
        log.replace(aside.with_name(aside.name + _LOG))
    index.unlink(missing_ok=True)


def _unpacked(backup: Path, working: Path) -> Path:
    try:
        refuse_odd(backup, LARGEST)
        backup.open("rb").close()
    except OSError as error:
        raise BadBackup(
            N_("The backup {path} cannot be read: {reason}."), path=backup, reason=error.strerror or error
        ) from error
    plain = working / "restored.db"
    unpack(backup, plain)
    return plain


def _folder_of(store: Store) -> Path:
    store.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return store.beside.parent


@contextlib.contextmanager
def _told_as_sentences(store: Store) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else reason_of(error)
        raise StoreError(
            N_("The backup cannot take the place of {path}: {reason}. The store is as it was."),
            path=store,
            reason=reason,
        ) from error
