"""A store that is one SQLite file: private, durable, safe to share between processes."""

import contextlib
import errno
import os
import random
import shlex
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee

from db.errors import StoreError, StoreInTrouble
from db.marking import N_
from db.store.files import newest_backup, traces_of
from db.store.migrating import no_library_error
from db.store.sqlite_file import FileConnection, connected_to, is_damage, reason_of

_PRAGMAS = {
    "foreign_keys": 1,
    "synchronous": "full",  # a loan that the screen confirmed survives a power cut
}


_PATIENCE = 10
"""Seconds that a writer waits for the others before it gives up."""
_IN_THE_MAKING = 0.5
"""Seconds that a new file may be without a byte."""
_A_MOMENT = 0.2
"""Seconds that a single question waits for a store that is being written."""


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


@dataclass(frozen=True)
class SqliteStore:
    """The store in the file `path`. `str` names it to a person."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def beside(self) -> Path:
        """Beside this path, the file's own, lies what this machine keeps for the store."""
        return self.path

    def is_made(self) -> bool:
        """Whether there is anything yet."""
        return self.path.exists()

    def mark(self) -> int | None:
        """What distinguishes the file from another one in its place; None where it is missing."""
        try:
            return self.path.stat().st_ino
        except OSError:
            return None

    def connector(self) -> peewee.Database:
        """What opens connections to it, and makes no file: one that has gone away would seem to be empty."""
        return SharedSqlite(
            f"{self.path.absolute().as_uri()}?mode=rw",
            uri=True,
            pragmas=_PRAGMAS,
            timeout=_PATIENCE,
            autoconnect=False,
            factory=FileConnection,
        )

    def prepare(self, *, may_make: bool) -> None:
        """Create the file where it is missing.

        Raises StoreError where it may not be, and where it is empty; OSError.
        """
        self._refuse_emptied()
        if not self.path.exists():
            self._refuse_lost()
            if not may_make:
                raise no_library_error(self)
        _create_private(self.path)
        # SQLite opens a file that it may only read without a word; only the first scan would fail.
        if not os.access(self.path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def take(self, opened: peewee.Database) -> None:
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

    def keep_aside(self, version: str) -> None:
        """Keep the store as it was before a migration, as `library.before-update-0001_first.db`."""
        kept = self.path.with_name(f"{self.path.stem}.before-update-{version}{self.path.suffix}")
        _create_private(kept)
        with connected_to(self.path) as old, connected_to(kept) as new:
            old.backup(new)

    def finish(self, opened: peewee.Database) -> None:
        """Nothing: what the migrations made is whole."""

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """One question on a connection of its own that changes nothing, for any thread.

        A store that is missing is never created. Raises StoreError at once where the file is in trouble.
        """
        self._refuse_emptied()
        try:
            read_only = f"{self.path.absolute().as_uri()}?mode=ro"
            with connected_to(read_only, uri=True, timeout=_A_MOMENT) as store:
                return store.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.explain(peewee.DatabaseError(str(error))) from error

    def _refuse_emptied(self) -> None:
        """A power cut may leave no byte of a store: to SQLite that is a new one. Raises StoreInTrouble.

        Raises StoreError for a folder, a device or a pipe, which SQLite would wait for.
        """
        if self.path.exists() and not self.path.is_file():
            raise StoreError(N_("The store {path} is not a file. Name a file for it."), path=self)
        deadline = time.monotonic() + _IN_THE_MAKING
        while (size := self._size()) == 0 and time.monotonic() < deadline:
            time.sleep(0.02)  # another process may be making it just now
        if size == 0:
            raise StoreInTrouble(
                N_(
                    "{path} is empty: it was damaged, perhaps by a power cut. "
                    "Close the kiosk, then restore the newest backup: {command}"
                ),
                path=self,
                command=self._restoring,
            )

    def _refuse_lost(self) -> None:
        """A file that is missing where one has been is on another disk, or lost; it is no new library.

        Raises StoreInTrouble.
        """
        traces = traces_of(self.path)
        if traces and not self.path.exists():  # else another process has made it in this moment
            raise StoreInTrouble(
                N_(
                    "{path} is missing, but {trace} shows that there was a library. Reconnect the disk, put "
                    "the file back, or restore the newest backup: {command} To begin a new library there, "
                    "move what is left of the old one away first."
                ),
                path=self,
                trace=traces[0],
                command=self._restoring,
            )

    @property
    def _restoring(self) -> str:
        """The command that brings back the newest backup."""
        newest = newest_backup(self.path.parent / "backups") or Path("FILE")
        return shlex.join(["kiosk", "restore", str(newest)])

    def _size(self) -> int | None:
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    def explain(self, error: peewee.PeeweeException | OSError) -> StoreError:
        """The sentence for people."""
        reason: object = error
        if isinstance(error, peewee.PeeweeException):
            if is_damage(error):
                return StoreInTrouble(
                    N_(
                        "{path} is not a library store, or is damaged; kiosk check says more. "
                        "Restore the newest backup, {command}, or choose another file."
                    ),
                    path=self,
                    command=self._restoring,
                )
            reason = reason_of(error)
        elif isinstance(error, FileExistsError | NotADirectoryError):
            return StoreError(
                N_("The store {path} cannot be opened: a part of its path is a file, not a folder."),
                path=self,
            )
        else:
            reason = error.strerror or error
        return StoreError(N_("The store {path} cannot be opened: {reason}."), path=self, reason=reason)


def _create_private(path: Path) -> None:
    """Create the file so that only its owner can read it; SQLite gives its side files the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
