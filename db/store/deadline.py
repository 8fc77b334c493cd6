"""No one waits for ever on a server: a connection on which it does not answer is cut."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import peewee

from db.store.opening import in_use


@contextlib.contextmanager
def deadline(seconds: float, opened: peewee.Database | None = None) -> Iterator[None]:
    """Cut this thread's connection, to the store that it uses, when the work takes longer than this.

    Packets may be lost without a word: the server would be waited for as long as the system allows.
    """
    opened = opened or in_use()
    timer = threading.Timer(seconds, _cut, (opened.connection(),))  # type: ignore[no-untyped-call]
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: Any) -> None:
    """Cut the connection, so that whoever waits on it gets an error at once."""
    with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
