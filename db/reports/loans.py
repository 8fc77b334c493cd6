"""Read-only questions: what there is, who holds what, what is late."""

from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

from db.class_names import class_order
from db.clock import local_day, to_utc
from db.events.report import flagged_count
from db.models import A_BOOK, CODE_OF_COPY, NO_ISSUE, Barcode, Copy, Hold, Loan, Patron, SchoolClass, Title
from db.store.sql import rows


@dataclass(frozen=True)
class Status:
    """The library in numbers, at one moment."""

    titles: int
    copies: int
    labelled_copies: int
    in_repair: int
    lost: int
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
    loan_id: int = 0
    copy_id: int = 0
    title_id: int = 0
    patron_id: int = 0
    renewals: int = 0
    language: str = ""
    """What the reader has chosen, or empty."""


def status(now: datetime) -> Status:
    """Count everything; `now` is naive UTC."""
    today = local_day(now)
    midnight = to_utc(datetime(today.year, today.month, today.day))
    labelled = Barcode.select(Barcode.copy).where(Barcode.copy.is_null(False)).distinct()
    ((titles, copies),) = rows(
        f"SELECT (SELECT COUNT(*) FROM title WHERE {A_BOOK}),"
        f" (SELECT COUNT(*) FROM copy WHERE copy.status <> 'withdrawn' AND {NO_ISSUE})"
    )
    still_open = Loan.returned_at.is_null()
    return Status(
        titles=int(titles),
        copies=int(copies),
        labelled_copies=labelled.count(),
        in_repair=Copy.select().where(Copy.status == "repair").count(),
        lost=Copy.select().where(Copy.status == "lost").count(),
        readers=Patron.select().where(Patron.status != "left").count(),
        classes=SchoolClass.select().count(),
        on_loan=Loan.select().where(still_open).count(),
        overdue=Loan.select().where(still_open, Loan.due_on < today).count(),
        lent_today=Loan.select().where(Loan.lent_on == today, ~Loan.voided).count(),
        returned_today=Loan.select().where(Loan.returned_at >= midnight, ~Loan.voided).count(),
        holds=Hold.select().where(Hold.closed_at.is_null()).count(),
        flagged=flagged_count(),
    )


def open_loans(
    today: date,
    *,
    overdue: bool = False,
    class_name: str = "",
    title_id: int | None = None,
    lent_on: date | None = None,
    due_until: date | None = None,
) -> list[LoanRow]:
    """Open loans by class, reader and due date: all of them, or those for which all that is given holds.

    Overdue; of a class; of a title; lent on a day; due by a day, that day included.
    """
    query = (
        Loan.select(Loan, Copy, Title, Patron, SchoolClass)
        .join(Copy)
        .join(Title)
        .switch(Loan)
        .join(Patron)
        .join(SchoolClass, join_type=JOIN.LEFT_OUTER)
        .where(Loan.returned_at.is_null())
        .order_by(Patron.number, Loan.due_on, Loan.id)
    )
    if overdue:
        query = query.where(Loan.due_on < today)
    if class_name:
        query = query.where(SchoolClass.name == class_name)
    if title_id is not None:
        query = query.where(Title.id == title_id)
    if lent_on is not None:
        query = query.where(Loan.lent_on == lent_on)
    if due_until is not None:
        query = query.where(Loan.due_on <= due_until)
    codes = _codes_on_loan()
    found = [
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
            loan_id=loan.id,
            copy_id=loan.copy_id,
            title_id=loan.copy.title_id,
            patron_id=loan.patron.id,
            renewals=loan.renewals,
            language=loan.patron.language or "",
        )
        for loan in query
    ]
    return sorted(found, key=lambda row: (row.class_name != "", class_order(row.class_name)))


def is_empty() -> bool:
    """Whether the store has neither a reader nor a title yet."""
    return not (Patron.select().exists() or Title.select().exists())


def _codes_on_loan() -> dict[int, str]:
    found = rows(
        f"SELECT copy.id, COALESCE({CODE_OF_COPY}, '') FROM loan JOIN copy ON copy.id = loan.copy_id"
        " WHERE loan.returned_at IS NULL"
    )
    return dict(found)
