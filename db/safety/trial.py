"""A copy of the store to try things on, so that nobody who works with the store waits meanwhile."""

import contextlib
import sqlite3
from collections.abc import Iterator

import peewee

from db.models import database
from db.safety.snapshot import copy_store
from db.store.batches import rehearsed
from db.store.files import working_folder
from db.store.opening import store_in_use
from db.store.sqlite import SqliteStore


@contextlib.contextmanager
def on_a_copy() -> Iterator[None]:
    """Work on a copy of the store, in this thread, as long as this lasts; the copy is gone afterwards.

    A rehearsal is one long transaction, and on both kinds of store writers take turns: every scan would wait
    for it. The copy is a file, of a server's store too. Raises StoreError and OSError where there is no room.
    """
    store = store_in_use()
    with working_folder(store.beside.parent) as folder:
        copy = SqliteStore(folder / "copy.db")
        try:
            copy_store(store, copy.path)
        except sqlite3.Error as error:
            raise SqliteStore(copy.path).explain(peewee.DatabaseError(str(error))) from error
        with database.using(copy.connector()):
            yield


@contextlib.contextmanager
def tried_out() -> Iterator[None]:
    """Take back what is done inside: for what is so short that nobody waits for it."""
    with rehearsed(True):
        yield
