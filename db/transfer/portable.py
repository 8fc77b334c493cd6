"""A whole store read through, table by table, as values that mean the same on every kind of database.

    with snapshot(store):
        held = tally(store)

The store is Peewee's database, with a connection of this thread. The models say which tables and columns
there are, but are not used to read: they stay bound to the store that the program has open.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee

from db.models import TABLES, Table
from db.store.sql import day, moment

Row = tuple[Any, ...]

ORDER: tuple[type[Table], ...] = tuple(peewee.sort_models(TABLES))  # type: ignore[attr-defined]
"""Every table after those that it points at."""
_AT_ONCE = 1000
"""Rows that are held in memory."""


@dataclass(frozen=True)
class Tally:
    """What a store holds: how many rows of each table, and for each a number that any change would change.

    `sums` adds up the SHA-256 of all rows as Python values, so that neither the order of rows nor how a
    database keeps a moment or a truth value matters.
    """

    rows: dict[str, int]
    sums: dict[str, int]

    @property
    def digest(self) -> str:
        """One number for all of it, in hexadecimal."""
        lines = "\n".join(f"{table} {self.rows[table]} {self.sums[table]}" for table in sorted(self.rows))
        return hashlib.sha256(lines.encode()).hexdigest()

    def differs_from(self, other: "Tally") -> list[str]:
        """The tables in which two stores differ."""
        return [
            table
            for table in self.rows
            if (self.rows[table], self.sums[table]) != (other.rows.get(table), other.sums.get(table))
        ]


def tally(store: peewee.Database, advance: Callable[[int], None] = lambda rows: None) -> Tally:
    """Read all of a store and add it up; on a connection, best in a `snapshot`."""
    rows, sums = {}, {}
    for table in ORDER:
        name = table._meta.table_name
        rows[name] = sums[name] = 0
        for batch in rows_of(store, table):
            for row in batch:
                written = json.dumps(row, default=_plain).encode()
                sums[name] += int.from_bytes(hashlib.sha256(written).digest())
            rows[name] += len(batch)
            advance(len(batch))
    return Tally(rows, sums)


def count_rows(store: peewee.Database) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table._meta.table_name: run(store, f"SELECT COUNT(*) FROM {name_of(table)}")[0][0] for table in ORDER
    }


@contextlib.contextmanager
def snapshot(store: peewee.Database) -> Iterator[None]:
    """One moment of a store for as long as it is read, whatever others write meanwhile. Keeps nobody out."""
    run(store, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_server(store) else "BEGIN")
    try:
        take_time(store)
        yield
    finally:
        with contextlib.suppress(peewee.DatabaseError):  # the connection may be gone
            run(store, "ROLLBACK")


def is_server(store: peewee.Database) -> bool:
    """Whether a store is a database of a server, not a file."""
    return isinstance(store, peewee.PostgresqlDatabase)


def rows_of(store: peewee.Database, table: type[Table]) -> Iterator[list[Row]]:
    """All rows of a table by key, as Python values, in batches."""
    kinds = [_kind(field) for field in table._meta.sorted_fields]
    meanings = [(at, _MEANINGS[kind]) for at, kind in enumerate(kinds) if kind in _MEANINGS]
    key = ", ".join(f'"{field.column_name}"' for field in keys_of(table))
    for batch in _batches_of(store, f"SELECT {columns_of(table)} FROM {name_of(table)} ORDER BY {key}"):
        meant = [list(row) for row in batch]
        for row in meant:
            for at, meaning in meanings:
                if row[at] is not None:
                    row[at] = meaning(row[at])
        yield [tuple(row) for row in meant]


def _batches_of(store: peewee.Database, sql: str) -> Iterator[list[Row]]:
    """What a statement answers; a server keeps the rest until it is asked for it."""
    if is_server(store):
        run(store, f"DECLARE copying NO SCROLL CURSOR FOR {sql}")
        while batch := run(store, f"FETCH {_AT_ONCE} FROM copying"):
            yield batch
        run(store, "CLOSE copying")
        return
    cursor = store.execute_sql(sql)  # type: ignore[no-untyped-call]
    while batch := cursor.fetchmany(_AT_ONCE):
        yield batch


def take_time(store: peewee.Database) -> None:
    """A server is not to end a transaction that waits while the other store is read."""
    if is_server(store):
        run(store, "SET LOCAL idle_in_transaction_session_timeout = 0")


def run(store: peewee.Database, sql: str, values: Sequence[object] = ()) -> list[Row]:
    """Run one statement in the database's own words and return what it answers."""
    cursor = store.execute_sql(sql, values)  # type: ignore[no-untyped-call]
    return cursor.fetchall() if cursor.description else []


def run_together(store: peewee.Database, asked: Sequence[tuple[str, Collection[object]]]) -> list[list[Row]]:
    """Run several statements that answer with rows on a server, which is waited for once."""
    with peewee.__exception_wrapper__, store.connection().pipeline():  # type: ignore[attr-defined, no-untyped-call]
        cursors = [store.execute_sql(sql, list(values)) for sql, values in asked]  # type: ignore[no-untyped-call]
    return [cursor.fetchall() for cursor in cursors]


def name_of(table: type[Table]) -> str:
    """A table's name for a statement."""
    return f'"{table._meta.table_name}"'


def columns_of(table: type[Table]) -> str:
    """The columns of a table for a statement, in the order of its fields."""
    return ", ".join(f'"{field.column_name}"' for field in table._meta.sorted_fields)


def keys_of(table: type[Table]) -> Sequence[peewee.Field]:
    """What distinguishes the rows of a table."""
    return table._meta.get_primary_keys()  # type: ignore[no-any-return, no-untyped-call]


def _kind(field: peewee.Field) -> str:
    return str(field.rel_field.field_type if isinstance(field, peewee.ForeignKeyField) else field.field_type)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else value.hex()  # type: ignore[attr-defined]


def _bytes(value: str | bytes | memoryview) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


_MEANINGS: dict[str, Callable[[Any], object]] = {
    "DATETIME": moment,
    "DATE": day,
    "BOOL": bool,
    "BLOB": _bytes,
    "DOUBLE": float,
}
"""What a value means, by the kind of its column, where the databases keep it differently."""
