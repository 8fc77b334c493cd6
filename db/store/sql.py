"""Statements written by hand: one way to run them and to read what they bring, on both kinds of store."""

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import peewee

from db.models import database
from db.store.server.postgresql import with_percents

Ask = Callable[..., list[tuple[Any, ...]]]
"""Asks a store: a statement with `?` for each value, then the values."""


_HAN_ALONE = re.compile("[\u4e00-\u9fff]+")


def folded(text: str) -> str:
    """One spelling for what people type and what lists hold: without case, width, accents and blanks.

    Accents are taken off where they can be parted from their letter; Korean syllables stay whole.
    """
    if text.isascii():  # most of what is searched: five times as fast
        return "".join(text.split()).casefold()
    if _HAN_ALONE.fullmatch(text):  # most names: nothing to fold
        return text
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one) and not one.isspace())
    return unicodedata.normalize("NFKC", bare).casefold()


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement written by hand, with `?` for each value, and return what it answers.

    What a scan asks and writes is written by hand: Peewee would spend ten times the statement's own time on
    composing it each time. So is whatever counts or joins so much that SQL says it more plainly.
    """
    opened = in_use()
    if opened.param == "?":
        return list(opened.execute_sql(sql, values))  # type: ignore[no-untyped-call]
    cursor = opened.execute_sql(with_percents(sql), values)  # type: ignore[no-untyped-call]
    has_rows = cursor.pgresult.nfields > 0  # psycopg would compose its `description` column by column
    return list(cursor.fetchall()) if has_rows else []


def insert(table: str, columns: str, *values: object) -> int | None:
    """Write one row; its id, or None where it is there already. `columns` are named with commas between."""
    opened = in_use()
    is_file = opened.param == "?"
    cursor = opened.execute_sql(_insertion(table, columns, is_file), values)  # type: ignore[no-untyped-call]
    if is_file:
        return int(cursor.lastrowid) if cursor.rowcount else None
    written = cursor.fetchone()
    return int(written[0]) if written else None


@cache
def _insertion(table: str, columns: str, is_file: bool) -> str:
    marks = ", ".join(["?" if is_file else "%s"] * (columns.count(",") + 1))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    return sql if is_file else f"{sql} RETURNING id"


@contextlib.contextmanager
def joined() -> Iterator[None]:
    """In the transaction that is open, or in one of its own: all of it is kept, or nothing."""
    opened = in_use()
    if opened.in_transaction():
        yield
    else:
        with database.atomic():
            yield


def in_use() -> peewee.Database:
    """The store that this thread works on; one must have been opened."""
    opened = database.obj
    assert opened is not None
    return opened


def moment(value: str | datetime) -> datetime:
    """A time that `rows` brought: SQLite keeps it as text, PostgreSQL gives a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def day(value: str | date) -> date:
    """A day that `rows` brought: likewise text or a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
