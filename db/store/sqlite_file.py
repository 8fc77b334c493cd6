"""A connection to an SQLite file: damage is always SQLite's own error, whatever the damaged bytes say."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

_DAMAGED = "database disk image is malformed"
_SIGNS = ("not a database", "malformed", "could not decode to utf-8")


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        """Run one statement. Raises sqlite3.Error."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError:  # SQLite's message names what it could not read, in the file's own bytes
            raise sqlite3.DatabaseError(_DAMAGED) from None


class FileConnection(sqlite3.Connection):
    """What `sqlite3.connect` makes, where it is asked to."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        """A cursor of ours."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """Run one statement on a cursor of its own. Raises sqlite3.Error."""
        return self.cursor().execute(sql, parameters)


@contextlib.contextmanager
def connected_to(file: object, **options: Any) -> Iterator[sqlite3.Connection]:
    """The file or URI while this lasts, with the options of `sqlite3.connect`. Raises sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(str(file), factory=FileConnection, **options)) as connection:
        yield connection


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is damaged, not that it is full, locked or gone."""
    words = str(error).lower()
    return any(sign in words for sign in _SIGNS)


def reason_of(error: Exception) -> str:
    """What SQLite says, but for the value that it could not read: it may be a child's name."""
    words = str(error).strip()
    return _DAMAGED if "could not decode" in words.lower() else words
