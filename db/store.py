"""Opening the library's store: one SQLite file, migrated to this version, safe to share between processes."""

import contextlib
import errno
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee
import platformdirs

from db.errors import NewerStore, StoreError
from db.marking import N_
from db.models import database

MIGRATIONS = Path(__file__).with_name("migrations")

_PRAGMAS = {
    "foreign_keys": 1,
    "synchronous": "full",  # a loan that the screen confirmed survives a power cut
}


_PATIENCE = 10
"""Seconds that a writer waits for the others before it gives up."""


class SharedSqlite(peewee.SqliteDatabase):
    """SQLite whose writers take turns quickly.

    A transaction takes the write lock at once (IMMEDIATE): one that reads first and wants to write later
    fails however long it waits. SQLite itself would wait in sleeps that grow to a tenth of a second, and with
    eight kiosks the unlucky one waits that long; looking again every millisecond keeps all of them short.
    """

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a transaction that may write. Raises peewee.OperationalError after 10 s of waiting."""
        cursor = self.cursor()  # type: ignore[no-untyped-call]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            deadline = time.monotonic() + _PATIENCE
            while True:
                try:
                    return super().begin(lock_type or "IMMEDIATE")
                except peewee.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise
                time.sleep(random.uniform(0.0005, 0.0015))
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")


def default_path() -> Path:
    """Where the store lies when nobody says otherwise: the user's data directory."""
    return Path(platformdirs.user_data_dir("school-library-kiosk")) / "library.db"


def path_of(url: str) -> Path:
    """The file behind a store URL: `sqlite:///folder/library.db`, `sqlite:////absolute/path` or a plain path.

    Raises StoreError for a kind of store that this version does not speak.
    """
    scheme, colon, rest = url.partition("://")
    if not colon:
        return Path(url).expanduser()
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:]).expanduser()
    raise StoreError(
        N_("The store {url} cannot be used: write sqlite:///PATH or the path of a file."), url=f"{scheme}://…"
    )


def open_store(url: str | None = None) -> Path:
    """Make the store ready and bind all tables to it; create it or migrate it where needed.

    An older store is migrated after a backup copy was laid beside it. Raises NewerStore, with nothing
    changed, for a store of a later version, and StoreError when the file cannot be used.
    Connections are opened by `connected`, per thread.
    """
    path = path_of(url) if url else default_path()
    with _told_as_sentences(path):
        _create_private(path)
        _refuse_unwritable(path)
        opened = database.obj
        if opened is None or opened.database != str(path):  # else a connection of this thread goes on
            opened = SharedSqlite(str(path), pragmas=_PRAGMAS, timeout=_PATIENCE, autoconnect=False)
            database.initialize(opened)
        with opened.connection_context():
            _migrate(opened, path)
    return path


@contextlib.contextmanager
def connected() -> Iterator[None]:
    """Hold a connection of this thread's own while a piece of work lasts."""
    with database.connection_context():
        yield


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement written by hand, with `?` for each value, and return what it answers.

    Only the few look-ups of the scan's way are written by hand: Peewee would spend ten times the
    statement's own time on composing them anew each time.
    """
    if database.param != "?":
        sql = sql.replace("?", database.param)
    return list(database.execute_sql(sql, values))


def moment(value: str | datetime) -> datetime:
    """A time that `rows` brought: SQLite keeps it as text, PostgreSQL gives a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _create_private(path: Path) -> None:
    """Create the file so that only its owner can read it; SQLite gives its side files the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _refuse_unwritable(path: Path) -> None:
    """SQLite opens a file that it may only read without a word; the first scan would tell."""
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextlib.contextmanager
def _told_as_sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except peewee.DatabaseError as error:
        reason = str(error)
        if "not a database" in reason or "malformed" in reason:
            raise StoreError(
                N_("{path} is no library store, or is damaged. Restore a backup or choose another file."),
                path=path,
            ) from error
        raise StoreError(
            N_("The store {path} cannot be opened: {reason}."), path=path, reason=reason
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(
            N_("The store {path} cannot be opened: a part of its path is a file, not a folder."), path=path
        ) from error
    except OSError as error:
        raise StoreError(
            N_("The store {path} cannot be opened: {reason}."), path=path, reason=error.strerror or error
        ) from error


def _migrate(opened: peewee.SqliteDatabase, path: Path) -> None:
    known = sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    applied = _applied(opened)
    _refuse_newer(applied, known, path)
    _write_ahead(opened)
    if applied == known:
        return
    from playhouse.migrations import Runner  # costs a tenth of a second; only new or old stores need it

    with opened.atomic():  # IMMEDIATE: a second process waits here, then finds nothing left to do
        applied = _applied(opened)
        _refuse_newer(applied, known, path)
        if applied and applied != known:
            _copy_aside(path, applied[-1])
        Runner(opened, str(MIGRATIONS)).up()


def _write_ahead(opened: peewee.SqliteDatabase) -> None:
    """Put the file in WAL mode for good; only now is it certain to be ours.

    SQLite does not wait, as it does elsewhere, when two processes do this to a new file at once.
    """
    for patience in range(100, -1, -1):
        try:
            opened.execute_sql("PRAGMA journal_mode = wal")  # type: ignore[no-untyped-call]
            return
        except peewee.OperationalError as error:
            if not patience or "locked" not in str(error):
                raise
            time.sleep(0.05)


def _applied(opened: peewee.SqliteDatabase) -> list[str]:
    if not opened.table_exists("schema_migration"):
        if opened.get_tables():
            raise StoreError(
                N_("{path} is a database of something else. Choose another file."), path=opened.database
            )
        return []
    return sorted(name for (name,) in opened.execute_sql("SELECT name FROM schema_migration"))  # type: ignore[no-untyped-call]


def _refuse_newer(applied: list[str], known: list[str], path: Path) -> None:
    if set(applied) - set(known):
        raise NewerStore(
            N_("The store {path} is of a newer version. Nothing was changed; update the program."),
            path=path,
        )


def _copy_aside(path: Path, version: str) -> None:
    """Keep the store as it was before a migration, as `library.before-update-0001_first.db`."""
    kept = path.with_name(f"{path.stem}.before-update-{version}{path.suffix}")
    _create_private(kept)
    with contextlib.closing(sqlite3.connect(path)) as old, contextlib.closing(sqlite3.connect(kept)) as new:
        old.backup(new)
