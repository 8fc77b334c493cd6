"""Children's data: the link from a person to a book is cut when the loan is over, and only counters stay.

PIPL art. 28 and 31 and the school library rules of 2018: keep of a child under 14 what the loan needs, and no
longer than it needs it. `db.ageing` lets the backups follow.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import ForeignKeyField

from db.clock import written_at
from db.damaged import drop_damaged_copies
from db.errors import BadValue
from db.events import Acting, record
from db.kept import keep, kept
from db.loan_counts import keep_counts
from db.marking import N_
from db.models import TABLES, Barcode, Event, Hold, Loan, Patron, Table, TermLoans, database
from db.records import patron_of
from db.store import rows
from db.term_loans import keep_term_loans

DAYS = 14
"""So many days after its return a loan still tells whose it was, where the library has not said otherwise."""
_KEY = "privacy_days"
_KEPT_VERBS = ("reader_marked", "reader_left", "staff_changed", "pin_changed")
"""What names no book is kept as long as the reader is."""


@dataclass(frozen=True)
class Purged:
    """What a purge cut: closed loans, events, ended holds, and readers who had left."""

    loans: int
    events: int
    holds: int
    readers: int


def days_kept() -> int:
    """After how many days the person is cut from a closed loan."""
    return int(kept(_KEY) or DAYS)


def keep_for(days: int, acting: Acting) -> None:
    """Set after how many days the person is cut. Raises BadValue unless it is 1 to 365."""
    if not 1 <= days <= 365:
        raise BadValue(
            N_("{value} is not possible here: choose a number from {least} to {most}."),
            value=days,
            least=1,
            most=365,
        )
    with database.atomic():
        keep(_KEY, str(days))
        record(acting, "privacy", details={"days": days})


def purge(acting: Acting) -> Purged:
    """Cut the person from what was over longer ago than the library keeps it. Run it every day.

    Closed loans are counted first, by class and letter, and by reader and term. Ended holds go. A reader
    who has left and holds nothing is forgotten so many days after a purge first saw it (a list may have
    said so by mistake): an empty row stays, which only says that there was one.
    """
    before = acting.now - timedelta(days=days_kept())
    with _leaving_no_trace(), database.atomic():
        keep_counts("loan.returned_at < ?", before)
        keep_term_loans(before)
        over = Loan.patron.is_null(False) & (Loan.returned_at < before)
        loans = int(Loan.update(patron=None).where(over).execute())
        still_open = Loan.select(Loan.id).where(Loan.returned_at.is_null())
        past = (
            Event.patron.is_null(False)
            & (Event.at < before)
            & Event.verb.not_in(_KEPT_VERBS)
            & (Event.loan.is_null() | Event.loan.not_in(still_open))
        )
        _drop_words(past)
        events = Event.update(patron=None).where(past).execute()
        holds = Hold.delete().where(Hold.closed_at < before).execute()
        left = _left_before(before)
        for patron_id in left:
            _forget(patron_id)
        _note_leavers(acting)
        purged = Purged(loans, events, holds, len(left))
        if any((loans, events, holds, left)):
            record(acting, "privacy", details={"loans": loans, "readers": len(left)})
    return purged


def forget(number: str, acting: Acting) -> None:
    """Erase one reader: name, number, codes, class, and every link from them to a book.

    Their loans stay as counts; what they did as staff stays, by somebody who has no name any more. Raises
    NotFound, and BadValue while they hold a book.
    """
    with _leaving_no_trace(), database.atomic():
        patron = patron_of(number)
        held = Loan.select().where(Loan.patron == patron.id, Loan.returned_at.is_null()).count()
        if held:
            raise BadValue(
                N_("Reader {number} has {held} books still. Return them first; mark a lost one: {command}"),
                number=number,
                held=held,
                command="kiosk books mark CODE lost",
            )
        _forget(patron.id)
        record(acting, "privacy", details={"erased": 1})


def told_of(number: str) -> dict[str, object]:
    """Everything that the store tells of one reader, for them or their family. Raises NotFound.

    Times are naive UTC in ISO 8601. `elsewhere` names the other tables in which they occur.
    """
    patron = patron_of(number)

    def lines(sql: str) -> list[list[str | int | None]]:
        return [
            [value if value is None or isinstance(value, int) else str(value) for value in row]
            for row in rows(sql, patron.id)
        ]

    return {
        "reader": {
            "number": patron.number,
            "name": patron.name,
            "given_name": patron.given_name,
            "class": patron.school_class.name if patron.school_class else None,
            "category": patron.category.category,
            "status": patron.status,
            "quota": patron.quota,
            "language": patron.language,
            "roster_number": patron.roster_number,
        },
        "cards": lines("SELECT code, issued_at, retired_at FROM barcode WHERE patron_id = ?"),
        "loans": lines(
            "SELECT title.title, title.author, loan.lent_at, loan.due_on, loan.returned_at, loan.renewals"
            " FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
            " WHERE loan.patron_id = ? ORDER BY loan.id"
        ),
        "loans of a term whose books are no longer known": lines(
            "SELECT term.name, term_loans.loans FROM term_loans JOIN term ON term.id = term_loans.term_id"
            " WHERE term_loans.patron_id = ? ORDER BY term.starts_on"
        ),
        "holds": lines(
            "SELECT title.title, hold.placed_at, hold.closed_at"
            " FROM hold JOIN title ON title.id = hold.title_id WHERE hold.patron_id = ? ORDER BY hold.id"
        ),
        "events": lines("SELECT at, kiosk, actor, verb FROM event WHERE patron_id = ? ORDER BY id"),
        "done_as_staff": lines("SELECT at, kiosk, verb FROM event WHERE staff_id = ? ORDER BY id"),
        "elsewhere": [
            table._meta.table_name
            for table, link in _other_links()
            if table not in (Barcode, Hold, TermLoans) and table.select().where(link == patron.id).exists()
        ],
    }


def drop_old_copies(beside: Path, now: datetime) -> list[Path]:
    """Delete what updates, restores and damage laid beside the store longer ago than data is kept.

    `beside` is the store's own `beside`.
    """
    old = []
    before = now - timedelta(days=days_kept())
    drop_damaged_copies(beside, before)
    for path in beside.parent.glob(f"{beside.stem}.before-*"):
        with contextlib.suppress(OSError):
            if not path.is_symlink() and written_at(path) < before:
                path.unlink()
                old.append(path)
    return old


@contextlib.contextmanager
def _leaving_no_trace() -> Iterator[None]:
    """Nor in what the store keeps beside the rows.

    SQLite keeps deleted text in its file and its log until something is written over it, unless told.
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


_LEFT_AND_HOLDS_NOTHING = """
    SELECT patron.id FROM patron WHERE patron.status = 'left' AND patron.name <> ''
       AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL)
       AND {} EXISTS (SELECT 1 FROM event WHERE event.patron_id = patron.id AND event.verb = 'reader_left')
"""


def _left_before(before: datetime) -> list[int]:
    """Readers who were seen to have left, and of whom nothing was heard since `before`."""
    since = "AND NOT EXISTS (SELECT 1 FROM event WHERE event.patron_id = patron.id AND event.at >= ?)"
    return [patron_id for (patron_id,) in rows(_LEFT_AND_HOLDS_NOTHING.format("") + since, before)]


def _note_leavers(acting: Acting) -> None:
    """Remember since when somebody is known to have left; who came back has not."""
    for (patron_id,) in rows(_LEFT_AND_HOLDS_NOTHING.format("NOT")):
        record(acting, "reader_left", patron_id=patron_id)
    back = Patron.select(Patron.id).where(Patron.status != "left")
    Event.update(patron=None).where(Event.verb == "reader_left", Event.patron.in_(back)).execute()


def _drop_words(events: Any) -> None:
    """What a librarian wrote in their own words when lending all the same may tell of the reader."""
    for event in Event.select().where(events, Event.verb == "overridden"):
        told = {key: value for key, value in json.loads(event.details).items() if key != "words"}
        Event.update(details=json.dumps(told)).where(Event.id == event.id).execute()


def _forget(patron_id: int) -> None:
    _drop_words(Event.patron == patron_id)
    keep_counts("loan.patron_id = ?", patron_id)
    Loan.update(patron=None).where(Loan.patron == patron_id).execute()
    Event.update(patron=None).where(Event.patron == patron_id).execute()
    for table, link in _other_links():
        table.delete().where(link == patron_id).execute()
    Patron.update(
        number=f"({patron_id})",  # what `db.ageing` knows the forgotten by
        name="",
        given_name="",
        status="left",
        school_class=None,
        quota=None,
        language=None,
        roster_number=None,
    ).where(Patron.id == patron_id).execute()


def _other_links() -> list[tuple[type[Table], ForeignKeyField]]:
    """All that points at a reader and is nothing without them: the table and its key."""
    return [
        (table, key)
        for table in TABLES
        if table not in (Loan, Event)
        for key, model in table._meta.refs.items()
        if model is Patron
    ]
