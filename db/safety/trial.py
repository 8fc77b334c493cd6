"""A copy of the store to try things on, so that nobody who works with the store waits meanwhile."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import peewee

from db.models import database
from db.safety.snapshot import copy_store
from db.store.batches import rehearsed
from db.store.files import working_folder
from db.store.sql import in_use
from db.store.sqlite import SqliteStore


@contextlib.contextmanager
def on_a_copy() -> Iterator[None]:
    """Work on a copy of the store, in this thread, as long as this lasts; the copy is gone afterwards.

    A rehearsal is one long transaction: in a file every scan would wait for it. On a server it holds up
    nobody, so that no copy is made there. Raises StoreError and OSError where there is no room for a copy.
    """
    opened = in_use()
    if opened.param != "?":
        yield
        return
    store = SqliteStore(Path(str(opened.database)))
    with working_folder(store.path.parent) as folder:
        copy = SqliteStore(folder / "copy.db")
        try:
            copy_store(store, copy.path)
        except sqlite3.Error as error:
            raise store.explain(peewee.DatabaseError(str(error))) from error
        with database.using(copy.connector()):
            yield


@contextlib.contextmanager
def tried_out() -> Iterator[None]:
    """As `on_a_copy`; also on a server all of it is taken back."""
    with on_a_copy(), rehearsed(True):
        yield
