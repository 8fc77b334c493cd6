"""Whether each value in a store's file is of the kind that its column holds.

SQLite takes any value anywhere, and a page that a disk has changed may still read as a row.
"""

import sqlite3
from collections.abc import Iterator

import peewee

from db.models import TABLES
from db.models.base import Table
from db.store.sql import Ask

_PIECE = 20_000
"""Rows that are read at once."""
_TEXT = "typeof({0}) = 'text' AND length({0}) = length(CAST({0} AS BLOB))"
"""Of ASCII signs alone, and none of them NUL, at which SQLite's own functions stop."""
_KINDS: tuple[tuple[type[peewee.Field], str], ...] = (
    (peewee.DateTimeField, f"{_TEXT} AND datetime({{0}}) IS NOT NULL AND {{0}} LIKE '____-__-__%'"),
    (peewee.DateField, f"{_TEXT} AND date({{0}}) IS {{0}}"),
    (peewee.DoubleField, "typeof({0}) IN ('real', 'integer')"),
    (peewee.BlobField, "typeof({0}) = 'blob'"),
    (peewee.TextField, "typeof({0}) = 'text'"),
    (peewee.CharField, "typeof({0}) = 'text'"),
    (peewee.Field, "typeof({0}) = 'integer'"),
)
"""What a value of a column must be, by the field; the first that fits counts."""


def impossible_values(ask: Ask) -> list[str]:
    """The tables of a file in which something stands that was never written. Raises sqlite3.Error."""
    return [table._meta.table_name for table in TABLES if _has_impossible(ask, table)]


def _has_impossible(ask: Ask, table: type[Table]) -> bool:
    name = table._meta.table_name
    columns = {column for (column,) in ask("SELECT name FROM pragma_table_info(?)", name)}
    fields = [field for field in table._meta.sorted_fields if field.column_name in columns]
    if not fields:  # a file of an older version, which lacks the table
        return False
    wrong = " OR ".join(f"NOT ({_kind_of(field)})" for field in fields)
    try:
        if ask(f'SELECT 1 FROM "{name}" WHERE {wrong} LIMIT 1'):
            return True
        for first, last in _pieces(ask, name):  # text that is no UTF-8 is found only by reading it
            ask(f'SELECT * FROM "{name}" WHERE rowid BETWEEN ? AND ?', first, last)
    except sqlite3.OperationalError as error:
        if "could not decode" in str(error).lower():
            return True
        raise
    return False


def _kind_of(field: peewee.Field) -> str:
    column = f'"{field.column_name}"'
    kept = field.rel_field if isinstance(field, peewee.ForeignKeyField) else field
    kind = next(test for of, test in _KINDS if isinstance(kept, of)).format(column)
    return f"{column} IS NULL OR ({kind})" if field.null else f"{column} IS NOT NULL AND {kind}"


def _pieces(ask: Ask, table: str) -> Iterator[tuple[int, int]]:
    last = -(2**63)
    while True:
        ((first, end),) = ask(
            "SELECT MIN(rowid), MAX(rowid) FROM"
            f' (SELECT rowid FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT {_PIECE})',
            last,
        )
        if first is None:
            return
        yield first, end
        last = end
