"""A whole school moved from one store to another, of whichever kind, and proved to have arrived."""

import sqlite3
from collections.abc import Callable, Sequence

import peewee

from db.errors import StoreError
from db.marking import N_
from db.models import ClosedWeekday, Policy, Table
from db.store.batches import batches
from db.transfer.portable import (
    ORDER,
    Row,
    Tally,
    columns_of,
    count_rows,
    is_server,
    keys_of,
    name_of,
    rows_of,
    run,
    snapshot,
    take_time,
    tally,
)

OnProgress = Callable[[int, int], None]

_OF_A_NEW_STORE = (Policy, ClosedWeekday)
"""The tables that a migration fills."""
_MOST_VALUES = 10_000
"""Values in one statement; SQLite takes 32,766, PostgreSQL 65,535."""


def copy(
    source: peewee.Database,
    target: peewee.Database,
    *,
    replacing: bool = False,
    on_progress: OnProgress = lambda done, of: None,
) -> Tally:
    """Copy a school as it is at one moment, with its ids; read both sides back, and return what they hold.

    The target is written in one transaction: until it has been compared it is as it was, and stays so when
    this is interrupted. With `replacing` what it held is gone afterwards; without, it must hold no school.
    Raises StoreError, naming the table, when something does not fit in the target or did not arrive.
    """
    try:
        with snapshot(source), target.atomic():
            _keep_others_out(target)
            if not replacing:
                _refuse_filled(target)
            return _copied(source, target, on_progress)
    except (peewee.DatabaseError, sqlite3.Error, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")  # the lines below could show a row
        raise StoreError(
            N_("The library was not copied: {reason}. Nothing was changed."), reason=reason
        ) from error


def _copied(source: peewee.Database, target: peewee.Database, on_progress: OnProgress) -> Tally:
    done, of = 0, 3 * sum(count_rows(source).values())

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        on_progress(done, of)

    _empty(target)
    for table in ORDER:
        for batch in rows_of(source, table):
            _insert(target, table, batch)
            advance(len(batch))
    _continue_numbering(target)
    there, here = tally(source, advance), tally(target, advance)
    differing = there.differs_from(here)
    if differing:
        raise StoreError(
            N_("What was written is not what was read, in: {tables}. Nothing was copied."),
            tables=", ".join(differing),
        )
    return here


def _insert(target: peewee.Database, table: type[Table], batch: Sequence[Row]) -> None:
    """Insert rows; where one does not fit, say which: SQLite takes longer texts and larger numbers."""
    width = len(table._meta.sorted_fields)
    marks = f"({', '.join([target.param] * width)})"
    start = f"INSERT INTO {name_of(table)} ({columns_of(table)}) VALUES "
    try:
        with target.atomic():
            for some in batches(batch, _MOST_VALUES // width):
                values = [value for row in some for value in row]
                run(target, start + ", ".join([marks] * len(some)), values)
    except (peewee.DataError, peewee.IntegrityError) as error:
        if len(batch) > 1:
            for row in batch:
                _insert(target, table, [row])
        raise StoreError(
            N_("The table {table} has a row that cannot be copied, with the key {key}: {reason}."),
            table=table._meta.table_name,
            key=", ".join(_key_of(table, batch[0])),
            reason=str(error).partition("\n")[0],  # the lines below could show the row
        ) from error


def _keep_others_out(target: peewee.Database) -> None:
    """Nobody else uses a server's tables until the end; a file's transaction has its lock already."""
    if is_server(target):
        take_time(target)
        run(target, f"LOCK TABLE {', '.join(map(name_of, ORDER))} IN ACCESS EXCLUSIVE MODE")


def _refuse_filled(target: peewee.Database) -> None:
    filled = [
        table
        for table in ORDER
        if table not in _OF_A_NEW_STORE and run(target, f"SELECT 1 FROM {name_of(table)} LIMIT 1")
    ]
    if filled:
        raise StoreError(
            N_("The store to copy to is not empty: there are rows in {tables}. Choose an empty one."),
            tables=", ".join(table._meta.table_name for table in filled),
        )


def _empty(target: peewee.Database) -> None:
    if is_server(target):  # deleting row by row would look up every key that could point at it
        run(target, f"TRUNCATE {', '.join(map(name_of, ORDER))} RESTART IDENTITY")
        return
    for table in reversed(ORDER):
        run(target, f"DELETE FROM {name_of(table)}")


def _continue_numbering(target: peewee.Database) -> None:
    """Let a server number new rows after those that came with their ids; a file does so by itself."""
    if is_server(target):
        run(target, "ANALYZE")  # or the first queries are planned for empty tables
        for table in ORDER:
            if isinstance(table._meta.primary_key, peewee.AutoField):
                name = name_of(table)
                run(target, f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), MAX(id)) FROM {name}")


def _key_of(table: type[Table], row: Row) -> list[str]:
    keys = {field.name for field in keys_of(table)}
    fields = zip(table._meta.sorted_fields, row, strict=True)
    return [str(value) for field, value in fields if field.name in keys]
