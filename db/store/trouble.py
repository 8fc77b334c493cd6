"""Which errors are the store's trouble and no fault of ours, and the sentence for people."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import peewee

from db.errors import LibraryError, StoreError, StoreInTrouble
from db.marking import N_
from db.store.opening import Store, store_at

_FULL = ("disk is full", "no space left", "disk i/o error", "file too large", "disk quota")
_SENTENCES = (
    (
        ("locked", "lock timeout", "deadlock"),
        N_(
            "Another program is writing to the library's data in {path} and does not let go of it. "
            "What this command had not finished was not written. Close that program, or try again later."
        ),
    ),
    (
        _FULL,
        N_(
            "The disk is full, so the library's data in {path} cannot be written. What this command had not "
            "finished was not written. Free some space, then run it again."
        ),
    ),
    (
        ("readonly database", "read-only", "unable to open database file", "permission denied"),
        N_(
            "The library's data in {path} may only be read here, not changed. "
            "Run the command as the kiosk's own user, or see whether the disk has become read-only."
        ),
    ),
)


_TROUBLES = peewee.OperationalError | peewee.InterfaceError | peewee.InternalError | StoreError | OSError


_LACKING = {"42501", "42P01", "42703", "42704", "42883", "42804", "3F000", "42809"}
"""PostgreSQL's signs for a right, a table, a column, a type or a schema that is not as the kiosk needs it."""


def is_lacking(error: BaseException) -> bool:
    """Whether the server says that it lacks a table, a column or a right; SQLite calls that operational."""
    told = getattr(error, "orig", None)  # what peewee was told
    return isinstance(error, peewee.ProgrammingError) and getattr(told, "sqlstate", "") in _LACKING


def is_full(error: BaseException) -> bool:
    """Whether a disk takes nothing more, the server's or this machine's."""
    words = str(error).lower()
    return isinstance(error, peewee.DatabaseError) and any(part in words for part in _FULL)


def is_read_only(error: BaseException) -> bool:
    """Whether the store may only be read just now."""
    return isinstance(error, peewee.DatabaseError) and "read-only" in str(error).lower()


def is_trouble(error: Exception) -> bool:
    """Whether the store cannot be used: full, gone, locked, damaged. Other errors are faults of ours."""
    if type(error) is peewee.DatabaseError:  # the base class itself: the file is damaged
        return True
    if isinstance(error, sqlite3.DatabaseError):  # peewee lets it through while rows are being read
        return not isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError)
    return isinstance(error, _TROUBLES) or is_lacking(error)


def is_passing(error: Exception) -> bool:
    """Whether this machine's file cannot be used only just now: others write, or the disk is full."""
    words = str(error).lower()
    return isinstance(error, peewee.DatabaseError | sqlite3.Error | OSError) and any(
        part in words for parts, _sentence in _SENTENCES for part in parts if part != "disk i/o error"
    )


def is_of_store(error: Exception) -> bool:
    """Whether a store or the disk raised this, be it in trouble or only unlike what was expected of it."""
    return isinstance(error, peewee.DatabaseError | sqlite3.Error | StoreError | OSError)


def is_of_file(error: Exception) -> bool:
    """Whether this machine's own file or disk raised it, and no server."""
    if isinstance(error, peewee.DatabaseError):
        return isinstance(error.__context__, sqlite3.Error)
    return isinstance(error, sqlite3.Error | OSError)


def trouble(error: BaseException, where: str | Path | Store | None) -> LibraryError | None:
    """The sentence for an error that the store caused; None for any other.

    Of a chain of errors the first counts: what follows is only that the transaction could not be ended.
    """
    chain = [one for one in chain_of(error) if isinstance(one, peewee.PeeweeException | LibraryError)]
    if not chain:  # SQLite's own: raised where rows are read, and by what looks at a file without peewee
        chain = [peewee.DatabaseError(str(one)) for one in chain_of(error) if isinstance(one, sqlite3.Error)]
    if not chain:
        return None
    first = chain[-1]
    if isinstance(first, LibraryError):
        return first
    # a bug of ours, not the store's state: a missing column, a broken rule
    if not is_lacking(first) and isinstance(
        first, peewee.IntegrityError | peewee.ProgrammingError | peewee.DataError
    ):
        return None
    store = store_at(where)
    words = str(first).lower()
    for parts, sentence in _SENTENCES:
        if any(part in words for part in parts):
            return StoreInTrouble(sentence, path=store)
    return store.explain(first)


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it, the first one last."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
