"""Erasing one reader: name, codes and every link from them to a book, with counts kept."""

import json
import time
from dataclasses import dataclass
from typing import Any

from peewee import ForeignKeyField

from db.errors import BadValue
from db.events.record import Acting, details_of, record
from db.marking import N_
from db.models import TABLES, Barcode, Event, Hold, Loan, Patron, Table, database
from db.readers.readers import patron_of
from db.reports.list_readers import keep_title_weeks
from db.reports.loan_counts import keep_counts
from db.reports.passport_stamps import drop_stamps
from db.store.sql import rows

FORGOTTEN: dict[str, str | None] = {
    "number": "({id})",
    "name": "",
    "given_name": "",
    "found_by": "",
    "status": "left",
    "school_class_id": None,
    "quota": None,
    "language": None,
    "roster_number": None,
    "pinyin": None,
}
"""What is left of a forgotten reader's row, by column: by its number `db.privacy.ageing` knows the forgotten.
The category stays, for the counts; every other column of a reader stands here."""


_PATIENCE = 10
"""Seconds for which those who read the store as it was are waited for, as SQLite's own calls do."""
_READERS = """
    SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_xmin IS NOT NULL AND xact_start < ?
"""
"""Who still sees the rows as they were at a moment."""


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


def forget(number: str, acting: Acting) -> bool:
    """Erase one reader: name, number, codes, class, and every link from them to a book.

    Their loans stay as counts; what they did as staff stays, by somebody who has no name any more. Returns
    False where the deleted text still stands in the store's file, as `leave_no_trace` does. Raises NotFound,
    and BadValue while they hold a book.
    """
    overwrite_deleted()
    with database.atomic():
        patron = _free_of_books(number)
        erase(patron.id)
        record(acting, "privacy", details={"erased": 1})
    return leave_no_trace()


def overwrite_deleted() -> None:
    """From now on what is deleted is written over, which SQLite by itself leaves in its file."""
    if database.param == "?":
        rows("PRAGMA secure_delete = on")


def leave_no_trace() -> bool:
    """Clear what was deleted out of what the store keeps beside the rows; False where that is held up.

    SQLite keeps it in its log, PostgreSQL in dead rows and some of the commonest names in its statistics. It
    stays there while somebody reads the store as it was before: 10 s are waited for them to end.
    """
    if database.param == "?":
        ((is_busy, in_log, moved),) = rows("PRAGMA wal_checkpoint(truncate)")
        return not is_busy and in_log == moved
    is_free = _are_readers_gone()
    rows(f"VACUUM ANALYZE {', '.join(table._meta.table_name for table in TABLES)}")
    return is_free


def _are_readers_gone() -> bool:
    ((before,),) = rows("SELECT CLOCK_TIMESTAMP()")
    deadline = time.monotonic() + _PATIENCE
    while rows(_READERS, before)[0][0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def drop_words(events: Any) -> None:
    """What a librarian wrote in their own words when lending anyway may name the reader."""
    for event in Event.select().where(events, Event.verb == "overridden"):
        told = {key: value for key, value in details_of(event).items() if key != "words"}
        Event.update(details=json.dumps(told)).where(Event.id == event.id).execute()


def erase(patron_id: int) -> None:
    drop_words(Event.patron == patron_id)
    keep_counts("loan.patron_id = ?", patron_id)
    keep_title_weeks("loan.patron_id = ?", patron_id)
    drop_stamps("loan.patron_id = ?", patron_id)
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
