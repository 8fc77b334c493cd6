"""Erasing one reader: name, codes and every link from them to a book, with counts kept."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import ForeignKeyField

from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import TABLES, Barcode, Event, Hold, Loan, Patron, Table, database
from db.readers.readers import patron_of
from db.reports.loan_counts import keep_counts
from db.store.sql import rows

FORGOTTEN: dict[str, str | None] = {
    "number": "({id})",
    "name": "",
    "given_name": "",
    "status": "left",
    "school_class_id": None,
    "quota": None,
    "language": None,
    "roster_number": None,
}
"""What is left of a forgotten reader's row, by column: by its number `db.privacy.ageing` knows the forgotten.
The category stays, for the counts; every other column of a reader stands here."""


@dataclass(frozen=True)
class Erasure:
    """Whom an erasure would forget, and how many cards, waits, and links to loans and events go with them."""

    number: str
    name: str
    class_name: str
    cards: int
    waits: int
    loans: int
    events: int


def what_would_go(number: str) -> Erasure:
    """What `forget` would do now. Raises what `forget` raises, and changes nothing."""
    patron = _free_of_books(number)
    return Erasure(
        patron.number,
        patron.name,
        patron.school_class.name if patron.school_class else "",
        Barcode.select().where(Barcode.patron == patron.id).count(),
        Hold.select().where(Hold.patron == patron.id, Hold.closed_at.is_null()).count(),
        Loan.select().where(Loan.patron == patron.id).count(),
        Event.select().where(Event.patron == patron.id).count(),
    )


def _free_of_books(number: str) -> Patron:
    patron = patron_of(number)
    held = Loan.select().where(Loan.patron == patron.id, Loan.returned_at.is_null()).count()
    if held:
        raise BadValue(
            N_("Reader {number} still has books: {held}. Return them first; mark a lost one: {command}"),
            number=number,
            held=held,
            command=f"kiosk books mark CODE lost --reader {number}",
        )
    return patron


def forget(number: str, acting: Acting) -> None:
    """Erase one reader: name, number, codes, class, and every link from them to a book.

    Their loans stay as counts; what they did as staff stays, by somebody who has no name any more. Raises
    NotFound, and BadValue while they hold a book.
    """
    with leaving_no_trace(), database.atomic():
        patron = _free_of_books(number)
        erase(patron.id)
        record(acting, "privacy", details={"erased": 1})


@contextlib.contextmanager
def leaving_no_trace() -> Iterator[None]:
    """Nor in what the store keeps beside the rows.

    By default SQLite keeps deleted text in its file and its log until something is written over it.
    PostgreSQL keeps it in dead rows, and some of the commonest names in its statistics.
    """
    is_file = database.param == "?"
    if is_file:
        rows("PRAGMA secure_delete = on")
    yield
    if is_file:
        rows("PRAGMA wal_checkpoint(truncate)")
    else:
        rows(f"VACUUM ANALYZE {', '.join(table._meta.table_name for table in TABLES)}")


def drop_words(events: Any) -> None:
    """What a librarian wrote in their own words when lending anyway may name the reader."""
    for event in Event.select().where(events, Event.verb == "overridden"):
        told = {key: value for key, value in json.loads(event.details).items() if key != "words"}
        Event.update(details=json.dumps(told)).where(Event.id == event.id).execute()


def erase(patron_id: int) -> None:
    drop_words(Event.patron == patron_id)
    keep_counts("loan.patron_id = ?", patron_id)
    Loan.update(patron=None).where(Loan.patron == patron_id).execute()
    Event.update(patron=None).where(Event.patron == patron_id).execute()
    for table, link in other_links():
        table.delete().where(link == patron_id).execute()
    left = {
        Patron._meta.columns[column]: value and value.format(id=patron_id)
        for column, value in FORGOTTEN.items()
    }
    Patron.update(left).where(Patron.id == patron_id).execute()


def other_links() -> list[tuple[type[Table], ForeignKeyField]]:
    """All that points at a reader and is nothing without them: the table and its key."""
    return [
        (table, key)
        for table in TABLES
        if table not in (Loan, Event)
        for key, model in table._meta.refs.items()
        if model is Patron
    ]
