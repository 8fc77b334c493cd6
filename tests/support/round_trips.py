"""How often a piece of work waits for a PostgreSQL server."""

import tempfile
from collections.abc import Callable

from db.store.sql import in_use


def round_trips(work: Callable[[], object]) -> int:
    """How often the server has answered this thread's connection while the work was done."""
    line = in_use().connection().pgconn
    with tempfile.TemporaryFile() as told:
        line.trace(told.fileno())
        try:
            work()
        finally:
            line.untrace()
        told.seek(0)
        return told.read().count(b"ReadyForQuery")
