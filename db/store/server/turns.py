"""Transactions on a PostgreSQL server that several kiosks write to, one at a time."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import peewee

Result = TypeVar("Result")

_TURN = 0x5C001
"""The number, ours by choice, of the lock that one writer at a time holds."""


class _Turn(threading.local):
    """Whether this thread has begun a transaction of which the server does not know yet."""

    is_due = False

    def taken(self) -> bool:
        """Whether it was, which is now for the caller to do."""
        was_due, self.is_due = self.is_due, False
        return was_due


class SharedPostgresql(peewee.PostgresqlDatabase):
    """PostgreSQL whose writers take turns, as SQLite's do.

    So a rule that looks first and writes then (the reader's last place, the next serial number) is right at
    several kiosks without locks of its own. A turn is some milliseconds.

    A transaction begins with its first statement, and goes to the server together with it: each time that
    whoever has the turn waits for the server, the others wait as well.
    """

    def __init__(self, *arguments: Any, **words: Any) -> None:
        """As Peewee's own."""
        self._turn = _Turn()
        super().__init__(*arguments, **words)

    def begin(self, isolation_level: Any = None) -> None:
        """Begin a transaction that may write. After 10 s of waiting for the turn its first statement raises
        peewee.OperationalError.
        """
        self._turn.is_due = True

    def cursor(self, named_cursor: Any = None) -> Any:
        """A cursor, for any statement: what is due begins first."""
        if self._turn.taken():
            self._begin(lambda: None)
        return super().cursor(named_cursor)  # type: ignore[no-untyped-call]

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run one statement; what is due begins with it."""
        run = super().execute_sql
        if not self._turn.taken():
            return run(sql, params)  # type: ignore[no-untyped-call]
        return self._begin(lambda: run(sql, params))  # type: ignore[no-untyped-call]

    def commit(self) -> None:
        """Keep what was done since `begin`."""
        if not self._turn.taken():
            super().commit()

    def rollback(self) -> None:
        """Take back what was done since `begin`."""
        if not self._turn.taken():
            super().rollback()

    def _begin(self, first: Callable[[], Result]) -> Result:
        connection = self.connection()  # type: ignore[no-untyped-call]
        with peewee.__exception_wrapper__, connection.pipeline():  # type: ignore[attr-defined]
            connection.execute("BEGIN")
            connection.execute(f"SELECT pg_advisory_xact_lock({_TURN})")
            return first()
