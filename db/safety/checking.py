"""Is the store sound? Every invariant is checked from outside, and each breach named with its remedy."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import peewee

from db.errors import StoreError
from db.marking import N_
from db.models import TABLES
from db.safety.row_checking import DEVELOPERS, FEW, LOOKS, Finding, finding
from db.safety.snapshot import asking, newest_event
from db.safety.value_checking import impossible_values
from db.store.migrating import MIGRATIONS
from db.store.opening import Store, opened, store_at
from db.store.sql import Ask
from db.store.sqlite import SqliteStore
from db.store.sqlite_file import connected_to, is_damage, reason_of
from db.transfer.portable import run

RESTORE = N_("Restore the newest backup: kiosk restore FILE. A copy of the current store is kept.")
_UPDATE = N_("Update the program, or restore a backup that this version made.")
_FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.convalidated AND c.connamespace = current_schema()::regnamespace
"""
"""What a server keeps whole: the table, its column, the table that it points at."""
_INDEXES = {"loan_one_open", "loan_open_of_patron", "loan_open_due", "hold_one_open"}


def check(where: Path | Store, now: datetime) -> list[Finding]:
    """All that is wrong with a store, nothing if it is sound. `now` is naive UTC. Changes nothing.

    Raises StoreError when a server does not answer: that says nothing of the store.
    """
    store = store_at(where)
    if not store.is_made():
        return [finding(N_("There is no store {path}."), RESTORE, path=store)]
    findings = list(_about_the_file(store))
    try:
        with asking(store) as ask:
            damage = (
                list(_about_the_pages(store, ask))
                or list(_about_the_version(ask))
                or list(_about_the_values(store, ask))
            )
            findings += damage
            if not damage:  # what a damaged file says of loans means nothing
                findings += _about_the_rows(store, ask, now)
    except sqlite3.Error as error:
        sentence = N_("{path} is not a library store, or is damaged: {reason}.")
        findings.append(finding(sentence, RESTORE, path=store, reason=reason_of(error)))
    return findings


def is_damaged(where: str | Path | Store | None) -> bool:
    """Whether a store's file is damaged: what then goes wrong is no fault of the program."""
    store = store_at(where)
    if not isinstance(store, SqliteStore) or not store.is_made():
        return False
    try:
        with asking(store) as ask:
            return any(_about_the_pages(store, ask)) or any(_about_the_values(store, ask))
    except sqlite3.Error as error:
        return is_damage(error)
    except StoreError:
        return False


def _about_the_file(store: Store) -> Iterator[Finding]:
    if isinstance(store, SqliteStore) and store.path.stat().st_mode & 0o077:
        yield finding(
            N_("Other users of this machine can read the store {path}."),
            N_("Run: chmod 600 {path}"),
            path=store,
        )


def _about_the_pages(store: Store, ask: Ask) -> Iterator[Finding]:
    if not isinstance(store, SqliteStore):
        return  # a server looks after its own
    troubles = [line for (line,) in ask(f"PRAGMA integrity_check({FEW})")]
    if troubles != ["ok"]:
        only_indexes = all("index" in line for line in troubles)
        sentence = N_("The store's file is damaged: {reason}.")
        remedy = N_("Run: kiosk check --mend, which rebuilds the indexes.") if only_indexes else RESTORE
        yield finding(sentence, remedy, reason="; ".join(troubles))
        return
    strange = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")]
    if strange:
        yield finding(
            N_("Another program has changed what the store does by itself: {names}."),
            DEVELOPERS,
            names=", ".join(strange),
        )
    tables = {name for (name,) in ask("SELECT name FROM sqlite_master")}
    if "schema_migration" not in tables:
        yield finding(N_("The file is the database of another program."), RESTORE)


def _about_the_values(store: Store, ask: Ask) -> Iterator[Finding]:
    if isinstance(store, SqliteStore) and (tables := impossible_values(ask)):
        yield finding(
            N_("The store's file is damaged: it holds values that nobody wrote, in: {tables}."),
            RESTORE,
            tables=", ".join(tables),
        )


def _about_the_version(ask: Ask) -> Iterator[Finding]:
    known = {migration.stem for migration in MIGRATIONS.glob("[0-9]*.py")}
    applied = {name for (name,) in ask("SELECT name FROM schema_migration")}
    if applied - known:
        yield finding(N_("The store was made by a newer version of the kiosk."), _UPDATE)
    elif known - applied:
        yield finding(
            N_("The store was made by an older version of the kiosk."),
            N_("Run any command, such as kiosk status: it brings the store up to date."),
        )


def _about_the_rows(store: Store, ask: Ask, now: datetime) -> Iterator[Finding]:
    yield from _keys(store, ask)
    yield from _indexes(store, ask)
    for look in LOOKS:
        yield from look(ask)
    newest = newest_event(ask)
    if newest and newest > now + timedelta(days=1):
        yield finding(
            N_("Something is recorded on {day}, which is in the future: a clock was or is wrong."),
            N_("Set the clock, then look at the due dates: kiosk loans."),
            day=newest.date(),
        )


def _keys(store: Store, ask: Ask) -> Iterator[Finding]:
    if isinstance(store, SqliteStore):
        broken = sorted({table for table, *_ in ask("PRAGMA foreign_key_check")})
    else:  # a server lets no row point at nothing, as long as its foreign keys are in force
        broken = sorted({table for table, _, _ in _keys_of_the_models() - set(ask(_FOREIGN_KEYS))})
    if broken:
        sentence = N_("Rows point at something that does not exist, in: {tables}.")
        yield finding(sentence, DEVELOPERS, tables=", ".join(broken))


def _indexes(store: Store, ask: Ask) -> Iterator[Finding]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'index'"
        if isinstance(store, SqliteStore)
        else "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    )
    missing = _INDEXES - {name for (name,) in ask(sql)}
    if missing:
        sentence = N_("The store lacks the rules {names}: a copy could be lent twice.")
        yield finding(sentence, DEVELOPERS, names=", ".join(sorted(missing)))


def _keys_of_the_models() -> set[tuple[str, str, str]]:
    return {
        (table._meta.table_name, key.column_name, pointed_at._meta.table_name)
        for table in TABLES
        for key, pointed_at in table._meta.refs.items()
    }


def mend_indexes(store: Store) -> None:
    """Rebuild all indexes from their tables; a file that is damaged beyond them is left to the check.

    Raises StoreError.
    """
    try:
        if isinstance(store, SqliteStore):
            with connected_to(store.path, timeout=10) as file, file:
                file.execute("REINDEX")
            return
        with opened(store, may_make=False) as server:
            for table in server.get_tables():
                run(server, f'REINDEX TABLE "{table}"')
    except (sqlite3.Error, peewee.DatabaseError) as error:
        if is_damage(error):
            return
        reason = reason_of(error)
        raise StoreError(
            N_("The store {path} cannot be opened: {reason}."), path=store, reason=reason
        ) from error
