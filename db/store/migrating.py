"""Bringing a store's tables to this version, alike on every kind of store."""

from pathlib import Path
from typing import Protocol

import peewee

from db.errors import NewerStore, OlderStore, StoreError, StoreInTrouble
from db.marking import N_
from db.store.deadline import in_time

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Migrated(Protocol):
    """What a kind of store does of its own when its tables are made or changed. `str` names it to people."""

    def take(self, opened: peewee.Database) -> None:
        """Set the store itself up; by now it is certain to be ours."""

    def keep_aside(self, version: str) -> None:
        """Keep the store as it was before a migration, as far as this kind can."""

    def finish(self, opened: peewee.Database) -> None:
        """Give the tables, in the transaction that made them, what this kind has to add."""


def migrate(opened: peewee.Database, store: Migrated, *, may_make: bool) -> None:
    """Make the tables, or bring older ones up.

    Raises NewerStore, with nothing changed, for a store of a later version; StoreError where the tables are
    another program's, and where there are none and `may_make` is false.
    """
    known = sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    with in_time(opened):
        applied = _applied(opened, store)
        _refuse_newer(applied, known, store)
        if not applied and not may_make:
            raise no_library_error(store)
        store.take(opened)
    if applied == known:
        return
    from playhouse.migrations import Runner  # costs a tenth of a second; only new or old stores need it

    with opened.atomic():  # writers take turns: a second process waits here, then finds nothing left to do
        applied = _applied(opened, store)
        _refuse_newer(applied, known, store)
        if applied and applied != known:
            store.keep_aside(applied[-1])
        Runner(opened, str(MIGRATIONS)).up()
        store.finish(opened)


def look_at_version(opened: peewee.Database, store: Migrated) -> None:
    """Whether a store in use still has this version's tables. Raises NewerStore or OlderStore."""
    known = sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    applied = _names(opened)
    _refuse_newer(applied, known, store)
    if applied != known:
        raise OlderStore(
            N_("The tables of {path} have been put back to those of an older version."), path=store
        )


def no_library_error(store: object) -> StoreError:
    """One wrong letter would otherwise show an empty library, and everything would seem gone."""
    return StoreError(
        N_("There is no library in {path} yet. Import a list there, or open the kiosk, to begin one."),
        path=store,
    )


def lost_library_error(store: object) -> StoreError:
    """What this machine has had, and does not find."""
    return StoreInTrouble(
        N_(
            "{path} is missing, though there was a library in it. Reconnect the disk, put the file back, or "
            "restore the newest backup with kiosk restore. To begin a new library there, import a list."
        ),
        path=store,
    )


def _applied(opened: peewee.Database, store: Migrated) -> list[str]:
    if not opened.table_exists("schema_migration"):
        if opened.get_tables():
            raise StoreError(
                N_("{path} is the database of another program. Choose another file."), path=store
            )
        return []
    return _names(opened)


def _names(opened: peewee.Database) -> list[str]:
    return sorted(name for (name,) in opened.execute_sql("SELECT name FROM schema_migration"))  # type: ignore[no-untyped-call]


def _refuse_newer(applied: list[str], known: list[str], store: Migrated) -> None:
    if set(applied) - set(known):
        raise NewerStore(
            N_("The store {path} was made by a newer version. Nothing was changed; update the program."),
            path=store,
        )
