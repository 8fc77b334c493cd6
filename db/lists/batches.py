"""Writing a list into the store: short transactions, few statements, the same for a rehearsal."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from db.models import Table, database
from db.store import rows

Item = TypeVar("Item")

BATCH = 500
"""Rows in one transaction: some 20 ms, so that a scan at the kiosk never waits for an import."""


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of `BATCH`, the last one shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@contextlib.contextmanager
def rehearsed(dry_run: bool) -> Iterator[None]:
    """With `dry_run`, everything inside is taken back at the end."""
    if not dry_run:
        yield
        return
    with database.atomic() as transaction:
        yield
        transaction.rollback()


def select_in(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a statement that ends in `IN`, for these values."""
    return rows(f"{sql} ({', '.join('?' * len(values))})", *values) if values else []


def insert(table: type[Table], columns: Sequence[str], values: Sequence[Sequence[object]]) -> None:
    """Insert rows, by one prepared statement."""
    if values:
        marks = ", ".join([database.param] * len(columns))
        database.cursor().executemany(
            f'INSERT INTO "{table._meta.table_name}" ({", ".join(columns)}) VALUES ({marks})', values
        )


def insert_returning(
    table: type[Table], columns: Sequence[str], values: Sequence[Sequence[object]], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert rows and return these columns of them, in no certain order."""
    if not values:
        return []
    marks = f"({', '.join('?' * len(columns))})"
    return rows(
        f'INSERT INTO "{table._meta.table_name}" ({", ".join(columns)})'
        f" VALUES {', '.join([marks] * len(values))} RETURNING {', '.join(returning)}",
        *(value for row in values for value in row),
    )


def ids_of_names(table: type[Table], names: Iterable[str]) -> dict[str, int]:
    """The ids of classes or locations by name; those that are missing are made."""
    wanted = sorted({name for name in names if name})
    sql = f'SELECT name, id FROM "{table._meta.table_name}" WHERE name IN'
    known = dict(select_in(sql, wanted))
    missing = [(name,) for name in wanted if name not in known]
    insert(table, ["name"], missing)
    return known | dict(select_in(sql, [name for (name,) in missing]))
