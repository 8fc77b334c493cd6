"""Statements written by hand: one way to run them and to read what they bring, on both kinds of store."""

import unicodedata
from datetime import date, datetime
from typing import Any

from db.models import database
from db.store.postgresql import with_percents


def containing(text: str) -> str:
    """The pattern of what contains the text, for `LOWER(...) LIKE ? ESCAPE '!'`.

    Like both kinds of store it knows capitals only of A to Z.
    """
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text.translate(_SMALL)}%"


def folded(text: str) -> str:
    """One spelling for what people type and what lists hold: without case, width, accents and blanks.

    Accents are taken off where they can be parted from their letter; Korean syllables stay whole.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one) and not one.isspace())
    return unicodedata.normalize("NFKC", bare).casefold()


_SMALL = {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement written by hand, with `?` for each value, and return what it answers.

    Only the few look-ups of the scan's way are written by hand: Peewee would spend ten times the
    statement's own time on composing them each time.
    """
    if database.param != "?":
        sql = with_percents(sql)
    cursor = database.execute_sql(sql, values)
    return list(cursor) if cursor.description else []


def moment(value: str | datetime) -> datetime:
    """A time that `rows` brought: SQLite keeps it as text, PostgreSQL gives a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def day(value: str | date) -> date:
    """A day that `rows` brought: likewise text or a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
