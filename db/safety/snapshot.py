"""A store looked at from outside: copied to a file while it is in use, packed, tried and counted.

Works beside the store that is open: a damaged store and a backup are looked at in the same way.
"""

import contextlib
import gzip
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import peewee

from db.errors import NewerStore, StoreError
from db.marking import N_
from db.safety.value_checking import impossible_values
from db.store.files import working_folder
from db.store.migrating import MIGRATIONS
from db.store.opening import Store, opened
from db.store.server.postgresql import with_percents
from db.store.sql import Ask, moment
from db.store.sqlite import SqliteStore
from db.store.sqlite_file import connected_to

LARGEST = 8 * 1024**3
"""Bytes that a packed store may unfold to; a school's is some ten megabytes."""
_PIECE = 1024 * 1024


class BadBackup(StoreError):
    """A file that should be a backup is something else, or is damaged."""


@dataclass(frozen=True)
class Contents:
    """What a store holds, counted.

    `readers` are those who have not left; `newest_event` is when something last happened in it, naive UTC.
    """

    titles: int
    copies: int
    readers: int
    open_loans: int
    events: int
    newest_event: datetime | None


def copy_store(store: Store, to: Path) -> None:
    """Copy a store that may be in use to a file; the copy is one consistent moment of it.

    The copy is a plain file without a write-ahead log. Raises StoreError, sqlite3.Error and OSError.
    """
    if isinstance(store, SqliteStore):  # SQLite's own call also copies what this version does not know
        with reading(store.path) as source, connected_to(to) as copied:
            copied.execute("PRAGMA synchronous = off")  # nobody relies on it before it was tried and packed
            source.backup(copied)
            copied.execute("PRAGMA journal_mode = delete")
        return
    from db.transfer.copying import copy

    with opened(store, may_make=False) as server, opened(SqliteStore(to)) as file:
        copy(server, file)
    with connected_to(to) as copied:
        copied.execute("PRAGMA journal_mode = delete")


@contextlib.contextmanager
def as_file(store: Store) -> Iterator[Path]:
    """The store as a file to look at: itself where it is one, else a copy that is deleted afterwards.

    Raises as `copy_store` does.
    """
    if isinstance(store, SqliteStore):
        yield store.path
        return
    with working_folder(store.beside.parent) as working:
        copy_store(store, working / "copy.db")
        yield working / "copy.db"


def examine(file: Path, called: Path | None = None) -> Contents:
    """Try a store's file: open it, check every page, index, key and value, count what it holds.

    `called` is the name that a person knows it by, where that is another. Raises BadBackup where it fails,
    NewerStore when a later version made it, OSError when it cannot be read.
    """
    called = called or file
    try:
        with reading(file) as store:
            troubles = [line for (line,) in store.execute("PRAGMA integrity_check(5)")]
            dangling = store.execute("PRAGMA foreign_key_check").fetchone()
            if troubles != ["ok"] or dangling:
                raise BadBackup(N_("{path} is damaged."), path=called)
            _refuse_newer(store, called)
            if impossible_values(_asked(store)):
                raise BadBackup(
                    N_("{path} is damaged: it holds values that nobody wrote. kiosk check says more."),
                    path=called,
                )
            return count(_asked(store))
    except sqlite3.Error as error:
        raise BadBackup(N_("{path} is not a library store, or is damaged."), path=called) from error


def count(ask: Ask) -> Contents:
    """Count what a store holds."""

    def one(sql: str) -> int:
        ((number,),) = ask(sql)
        return int(number)

    return Contents(
        titles=one("SELECT COUNT(*) FROM title"),
        copies=one("SELECT COUNT(*) FROM copy"),
        readers=one("SELECT COUNT(*) FROM patron WHERE status <> 'left'"),
        open_loans=one("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL"),
        events=one("SELECT COUNT(*) FROM event"),
        newest_event=newest_event(ask),
    )


def newest_event(ask: Ask) -> datetime | None:
    """When something last happened in a store, naive UTC."""
    ((newest,),) = ask("SELECT MAX(at) FROM event")
    return moment(newest) if newest else None


@contextlib.contextmanager
def asking(store: Store) -> Iterator[Ask]:
    """Questions about one moment of a store, that change nothing. Raises StoreError and sqlite3.Error."""
    if isinstance(store, SqliteStore):
        with reading(store.path) as connection:
            yield _asked(connection)
        return
    from db.transfer.portable import run, snapshot

    server = store.connector()
    try:
        store.prepare(may_make=False)
        with server.connection_context(), snapshot(server):
            yield lambda sql, *values: run(server, with_percents(sql), values)
    except peewee.DatabaseError as error:
        raise store.explain(error) from error


def _asked(connection: sqlite3.Connection) -> Ask:
    return lambda sql, *values: connection.execute(sql, values).fetchall()


@contextlib.contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection of our own that changes nothing.

    Raises sqlite3.Error, for a missing file too, and StoreError for a folder or a pipe.
    """
    if file.exists() and not file.is_file():
        raise StoreError(N_("The store {path} is not a file. Name a file for it."), path=file)
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(_connected(file))
        except sqlite3.OperationalError:
            log = file.with_name(f"{file.name}-wal")
            if not file.is_file() or os.access(file.parent, os.W_OK):
                raise
            # On a disk that has become read-only SQLite cannot read a write-ahead log in its place.
            aside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-"))) / file.name
            shutil.copyfile(file, aside)
            if log.exists():
                shutil.copyfile(log, aside.with_name(log.name))
            connection = stack.enter_context(_connected(aside))
        yield connection


@contextlib.contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    with connected_to(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10) as connection:
        connection.execute("PRAGMA schema_version").fetchone()  # opens the file in earnest
        yield connection


def pack(file: Path, to: Path) -> None:
    """Compress a file for our eyes only; it is on the disk when this returns. Raises OSError."""
    with os.fdopen(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
        with file.open("rb") as plain, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            shutil.copyfileobj(plain, packed, _PIECE)
        raw.flush()
        os.fsync(raw.fileno())


def unpack(file: Path, to: Path) -> None:
    """Unfold a backup, or copy one that is not packed, with its log. Raises BadBackup, and OSError.

    The log of a store that was copied after a power cut holds its newest loans: it is folded into the copy.
    """
    if file.suffix == ".age":
        raise BadBackup(N_("{path} is encrypted: add --key and the file with the key."), path=file)
    if file.suffix != ".gz":
        shutil.copyfile(file, to)
        logs = [ending for ending in ("-wal", "-journal") if file.with_name(file.name + ending).exists()]
        for ending in logs:
            shutil.copyfile(file.with_name(file.name + ending), to.with_name(to.name + ending))
        if logs:
            _fold_in(to, file)
        return
    try:
        with gzip.open(file) as packed, to.open("xb") as plain:
            while piece := packed.read(_PIECE):
                plain.write(piece)
                if plain.tell() > LARGEST:
                    raise BadBackup(
                        N_("{path} is not a backup of this library: it is far too large."), path=file
                    )
    except (EOFError, gzip.BadGzipFile, ValueError) as error:
        raise BadBackup(N_("{path} is damaged."), path=file) from error
    except OSError as error:
        if error.errno is None:  # zlib's own error, raised as an OSError
            raise BadBackup(N_("{path} is damaged."), path=file) from error
        raise


def _fold_in(copied: Path, called: Path) -> None:
    """Let a copy take up its log, as SQLite does with a store after a power cut. Raises BadBackup."""
    try:
        with connected_to(copied) as store:
            store.execute("PRAGMA journal_mode = delete")
    except sqlite3.DatabaseError as error:
        raise BadBackup(N_("{path} or its log is damaged."), path=called) from error


def _refuse_newer(store: sqlite3.Connection, file: Path) -> None:
    known = {migration.stem for migration in MIGRATIONS.glob("[0-9]*.py")}
    if {name for (name,) in store.execute("SELECT name FROM schema_migration")} - known:
        raise NewerStore(
            N_("{path} was made by a newer version of the kiosk; update the program."), path=file
        )
