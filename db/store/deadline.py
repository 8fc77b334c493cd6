"""A connection on which the server does not answer is cut, so that nobody waits on it for ever."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from math import inf
from time import monotonic
from typing import Any

import peewee

from db.store.sql import in_use

ANSWER = 2.5
"""Seconds that somebody who waits before a screen waits for a server."""


def in_time(
    opened: peewee.Database | None = None, seconds: float = ANSWER
) -> contextlib.AbstractContextManager[None]:
    """`deadline` where the store, else the one in use, is on a server; a file answers."""
    store = opened or in_use()
    is_elsewhere = isinstance(store, peewee.PostgresqlDatabase)
    return deadline(seconds, store) if is_elsewhere else contextlib.nullcontext()


@contextlib.contextmanager
def deadline(seconds: float, opened: peewee.Database | None = None) -> Iterator[None]:
    """Cut this thread's connection, to the store that it uses, when the work takes longer than this.

    Packets may be lost without a word. Whoever waits then learns at once that the line is gone.
    """
    work = _WATCHER.begin(seconds, (opened or in_use()).connection())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        _WATCHER.end(work)


class _Watcher:
    """One thread for all work that has a deadline; it sleeps until the first of them is due."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: dict[object, tuple[float, Any]] = {}
        self._wakes_at = inf
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float, connection: Any) -> object:
        """Work on this connection of psycopg's begins; returns what it `end`s by."""
        work, due = object(), monotonic() + seconds
        with self._changed:
            self._due[work] = due, connection
            if self._thread is None or not self._thread.is_alive():  # no thread outlives a fork
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            elif due < self._wakes_at:
                self._changed.notify()
        return work

    def end(self, work: object) -> None:
        """It was done in time, or has failed."""
        with self._changed:
            self._due.pop(work, None)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = monotonic()
                for work in [work for work, (due, _connection) in self._due.items() if due <= now]:
                    _cut(self._due.pop(work)[1])
                # Nearly all work ends long before it is due: then nobody is woken for it.
                self._wakes_at = min((due for due, _connection in self._due.values()), default=inf)
                self._changed.wait(None if self._wakes_at == inf else self._wakes_at - now)


_WATCHER = _Watcher()


def _cut(connection: Any) -> None:
    """Cut the connection, so that whoever waits on it gets an error at once."""
    with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
