"""Read-only questions: what there is, who holds what, what is late."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.clock import local_day, to_utc
from db.kept import kept
from db.models import Barcode, Copy, Event, Hold, Loan, Location, Patron, Policy, SchoolClass, Title
from db.store import rows


@dataclass(frozen=True)
class Status:
    """The library in numbers, at one moment."""

    titles: int
    copies: int
    labelled_copies: int
    readers: int
    classes: int
    on_loan: int
    overdue: int
    lent_today: int
    returned_today: int
    holds: int
    flagged: int


@dataclass(frozen=True)
class LoanRow:
    """One open loan, as the librarian reads it."""

    number: str
    name: str
    class_name: str
    title: str
    call_number: str
    code: str
    lent_on: date
    due_on: date
    days_overdue: int


@dataclass(frozen=True)
class ReaderRow:
    """One reader, as the librarian reads it."""

    number: str
    name: str
    class_name: str
    category: str
    status: str
    on_loan: int
    limit: int


@dataclass(frozen=True)
class BookRow:
    """One title with its copies, as the librarian reads it."""

    title: str
    author: str
    isbn: str
    call_number: str
    shelf: str
    copies: int
    on_loan: int


@dataclass(frozen=True)
class EventRow:
    """One event, as the librarian reads it; `at` is naive UTC.

    `staff` is the number of the member of staff who did it, `account` whose command it was; `details` what
    else is known, such as the reason of a refusal and what fills its sentence.
    """

    at: datetime
    kiosk: str
    verb: str
    number: str
    title: str
    flagged: bool
    actor: str = "reader"
    staff: str = ""
    account: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def status(now: datetime) -> Status:
    """Count everything; `now` is naive UTC."""
    today = local_day(now)
    midnight = to_utc(datetime(today.year, today.month, today.day))
    labelled = Barcode.select(Barcode.copy).where(Barcode.copy.is_null(False)).distinct()
    still_open = Loan.returned_at.is_null()
    return Status(
        titles=Title.select().count(),
        copies=Copy.select().where(Copy.status != "withdrawn").count(),
        labelled_copies=labelled.count(),
        readers=Patron.select().where(Patron.status != "left").count(),
        classes=SchoolClass.select().count(),
        on_loan=Loan.select().where(still_open).count(),
        overdue=Loan.select().where(still_open, Loan.due_on < today).count(),
        lent_today=Loan.select().where(Loan.lent_on == today, ~Loan.voided).count(),
        returned_today=Loan.select().where(Loan.returned_at >= midnight, ~Loan.voided).count(),
        holds=Hold.select().where(Hold.closed_at.is_null()).count(),
        flagged=Event.select().where(Event.flagged, Event.id > _seen()).count(),
    )


def open_loans(today: date, *, overdue: bool = False, class_name: str = "") -> list[LoanRow]:
    """Open loans by class, reader and due date; all of them, or those overdue, or those of one class."""
    query = (
        Loan.select(Loan, Copy, Title, Patron, SchoolClass)
        .join(Copy)
        .join(Title)
        .switch(Loan)
        .join(Patron)
        .join(SchoolClass, join_type=JOIN.LEFT_OUTER)
        .where(Loan.returned_at.is_null())
        .order_by(SchoolClass.name.asc(nulls="FIRST"), Patron.number, Loan.due_on, Loan.id)
    )
    if overdue:
        query = query.where(Loan.due_on < today)
    if class_name:
        query = query.where(SchoolClass.name == class_name)
    codes = _codes_on_loan()
    return [
        LoanRow(
            number=loan.patron.number,
            name=loan.patron.name,
            class_name=loan.patron.school_class.name if loan.patron.school_class else "",
            title=loan.copy.title.title,
            call_number=loan.copy.title.call_number,
            code=codes.get(loan.copy_id) or loan.copy.title.isbn or loan.copy.title.identifier or "",
            lent_on=loan.lent_on,
            due_on=loan.due_on,
            days_overdue=max(0, (today - loan.due_on).days),
        )
        for loan in query
    ]


def find_readers(text: str) -> list[ReaderRow]:
    """Readers whose number, name or class contains the text, by class and number."""
    wanted = containing(text)
    found = rows(
        """
        SELECT patron.number, patron.name, COALESCE(school_class.name, ''), patron.category, patron.status,
               (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
               COALESCE(patron.quota, policy.most_loans)
        FROM patron
        JOIN policy ON policy.category = patron.category
        LEFT JOIN school_class ON school_class.id = patron.school_class_id
        WHERE LOWER(patron.number) LIKE ? ESCAPE '!' OR LOWER(patron.name) LIKE ? ESCAPE '!'
              OR LOWER(school_class.name) LIKE ? ESCAPE '!'
        ORDER BY COALESCE(school_class.name, ''), patron.number
        """,
        wanted,
        wanted,
        wanted,
    )
    return [ReaderRow(*row) for row in found]


def find_books(text: str) -> list[BookRow]:
    """Titles whose title, author, ISBN, call number or a copy's code contains the text, by call number."""
    wanted = containing(text)
    found = rows(
        """
        SELECT title.title, title.author, COALESCE(title.isbn, title.identifier, ''), title.call_number,
               COALESCE((SELECT location.name FROM copy JOIN location ON location.id = copy.location_id
                         WHERE copy.title_id = title.id ORDER BY copy.number LIMIT 1), ''),
               (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id AND copy.status <> 'withdrawn'),
               (SELECT COUNT(*) FROM loan JOIN copy ON copy.id = loan.copy_id
                WHERE copy.title_id = title.id AND loan.returned_at IS NULL)
        FROM title
        WHERE LOWER(title.title) LIKE ? ESCAPE '!' OR LOWER(title.author) LIKE ? ESCAPE '!'
              OR LOWER(title.isbn) LIKE ? ESCAPE '!' OR LOWER(title.call_number) LIKE ? ESCAPE '!'
              OR title.id IN (SELECT copy.title_id FROM copy JOIN barcode ON barcode.copy_id = copy.id
                              WHERE LOWER(barcode.code) LIKE ? ESCAPE '!')
        ORDER BY title.call_number, title.title, title.id
        """,
        *[wanted] * 5,
    )
    return [BookRow(*row) for row in found]


def events(*, since: datetime, flagged: bool = False) -> list[EventRow]:
    """What happened since a moment (naive UTC), the newest first; all, or what waits to be looked at."""
    query = (
        Event.select(Event, Patron, Copy, Title)
        .join(Patron, join_type=JOIN.LEFT_OUTER)
        .switch(Event)
        .join(Copy, join_type=JOIN.LEFT_OUTER)
        .join(Title, join_type=JOIN.LEFT_OUTER)
        .where(Event.at >= since)
        .order_by(Event.id.desc())
    )
    if flagged:
        query = query.where(Event.flagged, Event.id > _seen())
    staff = dict(
        rows("SELECT id, number FROM patron WHERE id IN (SELECT staff_id FROM event WHERE at >= ?)", since)
    )
    return [
        EventRow(
            at=event.at,
            kiosk=event.kiosk,
            verb=event.verb,
            number=event.patron.number if event.patron else "",
            title=event.copy.title.title if event.copy else "",
            flagged=event.flagged,
            actor=event.actor,
            staff=staff.get(event.staff_id, ""),
            account=event.account,
            details=json.loads(event.details) if event.details else {},
        )
        for event in query
    ]


def _seen() -> int:
    """The last event that the librarian has looked at."""
    return int(kept("events_seen") or 0)


def own_limits(category: str) -> int:
    """How many readers of this kind have a limit of their own, which goes over the policy's."""
    return Patron.select().where(Patron.category == category, Patron.quota.is_null(False)).count()


def policies() -> list[Policy]:
    """All policies, by category."""
    return list(Policy.select().order_by(Policy.category))


def class_names() -> list[str]:
    """All classes, by name."""
    return [row.name for row in SchoolClass.select().order_by(SchoolClass.name)]


def is_empty() -> bool:
    """Whether the store has neither a reader nor a title yet."""
    return not (Patron.select().exists() or Title.select().exists())


def shelves() -> list[str]:
    """The names of all shelves and corners."""
    return [row.name for row in Location.select().order_by(Location.name)]


def _codes_on_loan() -> dict[int, str]:
    found = rows(
        """
        SELECT barcode.copy_id, barcode.code FROM barcode JOIN loan ON loan.copy_id = barcode.copy_id
        WHERE loan.returned_at IS NULL AND barcode.retired_at IS NULL ORDER BY barcode.id
        """
    )
    return dict(found)


def containing(text: str) -> str:
    """The pattern of what contains the text, for `LOWER(...) LIKE ? ESCAPE '!'`.

    Like both kinds of store it knows capitals only of A to Z.
    """
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text.translate(_SMALL)}%"


_SMALL = {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
