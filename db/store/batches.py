"""Writing a list into the store: short transactions, few statements, the same for a rehearsal."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from db.models import Table, database
from db.store.sql import rows

Item = TypeVar("Item")

BATCH = 500
"""Rows in one statement, or in one transaction that writes nothing else."""
TURN = 50
"""Rows of a list in one transaction: some 20 ms, so that a scan at the kiosk never waits for an import."""
_MOMENT = 0.003
"""Seconds after each turn in which whoever waits for the store gets it."""


MOST_VALUES = 10_000
"""Values in one statement; SQLite takes 32,766."""


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def turns(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in batches that are each written in one transaction; between them others have their turn."""
    for batch in batches(items, TURN):
        yield batch
        time.sleep(_MOMENT)


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
    return [
        row
        for some in batches(values, MOST_VALUES)
        for row in rows(f"{sql} ({', '.join('?' * len(some))})", *some)
    ]


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
    marks = f"({', '.join('?' * len(columns))})"
    return [
        row
        for some in batches(values, MOST_VALUES // len(columns))
        for row in rows(
            f'INSERT INTO "{table._meta.table_name}" ({", ".join(columns)})'
            f" VALUES {', '.join([marks] * len(some))} RETURNING {', '.join(returning)}",
            *(value for row in some for value in row),
        )
    ]


def ids_of_names(table: type[Table], names: Iterable[str], **others: object) -> dict[str, int]:
    """The ids of classes or locations by name; those that are missing are made, with these other columns."""
    wanted = sorted({name for name in names if name})
    sql = f'SELECT name, id FROM "{table._meta.table_name}" WHERE name IN'
    known = dict(select_in(sql, wanted))
    missing = [(name, *others.values()) for name in wanted if name not in known]
    insert(table, ["name", *others], missing)
    return known | dict(select_in(sql, [name for name, *_ in missing]))
