"""Opening the library's store: migrated to this version, on the kind of database that its URL names."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import peewee
import platformdirs

from db.errors import StoreError
from db.marking import N_
from db.models import database
from db.store.migrating import migrate
from db.store.server.address import SCHEMES, postgresql_store
from db.store.server.postgresql import PostgresqlStore
from db.store.server.proof import Certificate, kept_certificate
from db.store.sql import in_use
from db.store.sqlite import SqliteStore

Store = SqliteStore | PostgresqlStore
"""Where the library's data is: a value to pass around. It opens nothing."""


def default_path() -> Path:
    """Where the store is by default: the user's data directory."""
    return Path(platformdirs.user_data_dir("school-library-kiosk")) / "library.db"


def store_at(where: str | Path | Store | None) -> Store:
    """The store that a URL or a path names; without one the default.

    `sqlite:///folder/library.db`, `sqlite:////absolute/path`, a plain path, or `postgresql://USER@HOST/NAME`.
    Raises StoreError for a URL that cannot be read, or of a kind of store that this version does not speak.
    """
    if isinstance(where, SqliteStore | PostgresqlStore):
        return where
    if not where:
        return SqliteStore(default_path())
    scheme, colon, rest = str(where).partition("://")
    if isinstance(where, Path) or not colon:
        return SqliteStore(_path(str(where)))
    if scheme in SCHEMES:
        return postgresql_store(str(where))
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return SqliteStore(_path(rest[1:]))
    raise StoreError(
        N_("The store {url} cannot be used: write sqlite:///PATH or the path of a file."), url=f"{scheme}://…"
    )


def _path(text: str) -> Path:
    try:
        os.fsencode(text)
        if "\0" in text:
            raise ValueError
        return Path(text).expanduser()
    except (RuntimeError, ValueError) as error:  # ~NAME of somebody unknown, or no name of a file
        raise StoreError(
            N_("No file can be called {path}. Choose another name for the store."), path=text
        ) from error


def open_store(where: str | Path | Store | None = None, *, may_make: bool = True) -> Store:
    """Make the store ready and bind all tables to it; create it or migrate it where needed.

    An older file is migrated after a backup copy was laid beside it. Raises NewerStore, with nothing
    changed, for a store of a later version, and StoreError when it cannot be used, or holds no library yet
    and `may_make` is false. Connections are opened by `connected`, per thread.
    """
    global _bound
    store = store_at(where)
    try:
        store.prepare(may_make=may_make)
        if database.obj is None or _bound != store:  # else a connection of this thread goes on
            database.initialize(store.connector())
            _bound = store
        with database.connection_context():
            migrate(in_use(), store, may_make=may_make)
    except (peewee.DatabaseError, OSError) as error:
        raise store.explain(error) from error
    return store


def server_certificate(where: str | Path | Store | None) -> Certificate | None:
    """The certificate that this machine keeps of a store's server; None without one, and for a file."""
    store = store_at(where)
    return kept_certificate(store.certificate) if isinstance(store, PostgresqlStore) else None


REPLICA = ".replica.db"
"""How the name of a machine's own copy of a store that is elsewhere ends."""
_bound: Store | None = None
"""The store that the tables are bound to."""


def store_in_use() -> Store:
    """The store that the tables are bound to; one must have been opened."""
    assert _bound is not None
    return _bound


def is_replica() -> bool:
    """Whether the tables are bound to a machine's own copy of a store that is elsewhere."""
    return isinstance(_bound, SqliteStore) and _bound.path.name.endswith(REPLICA)


@contextlib.contextmanager
def connected() -> Iterator[None]:
    """Hold a connection of this thread's own while a piece of work lasts."""
    with database.connection_context():
        yield


@contextlib.contextmanager
def beside(store: Store) -> Iterator[None]:
    """Hold a connection of this thread's own to a store that another thread has made ready."""
    with database.using(store.connector()):
        yield


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """One transaction on the store in use: all of what is done in it is kept, or nothing."""
    with database.atomic():
        yield


@contextlib.contextmanager
def opened(store: Store, *, may_make: bool = True) -> Iterator[peewee.Database]:
    """Another store, made ready as by `open_store`, on a connection; the tables stay bound as they are."""
    with contextlib.ExitStack() as held:
        try:
            store.prepare(may_make=may_make)
            another = store.connector()
            held.enter_context(another.connection_context())
            migrate(another, store, may_make=may_make)
        except (peewee.DatabaseError, OSError) as error:
            raise store.explain(error) from error
        yield another
