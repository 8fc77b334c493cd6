"""A small library for tests to fill with real rows, and a clock that stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.answers.counter.scans import Answer
from db.callnumber.scheme import CLC
from db.events.record import Acting
from db.models import Barcode, Copy, HasBorrowed, Loan, Location, Patron, Policy, SchoolClass, Title
from db.registers.entering import enter
from db.searching.names import keep_readers
from db.searching.titles import keep_titles
from db.stock.filing import filing_key
from db.store.opening import Store, store_at
from db.store.sqlite import SqliteStore
from kiosk.counter.desk import Desk
from kiosk.scanner.source import Scan
from kiosk.service.desks import Desks

NOW = datetime(2026, 9, 7, 2, 0)
"""Monday 7 September 2026, ten in the morning in Shanghai, as naive UTC."""


@dataclass
class Library:
    """A store that tests fill as they need. All it makes is real rows."""

    where: str | Path

    @property
    def store(self) -> Store:
        return store_at(self.where)

    @property
    def is_file(self) -> bool:
        return isinstance(self.store, SqliteStore)

    @property
    def path(self) -> Path:
        """The store's file, which one on a server has not."""
        return self.store.path

    def policy(self, category: str, **changes: object) -> None:
        values = {"loan_days": 15, "most_loans": 2, "most_renewals": 1, "overdue_block_days": 7, **changes}
        Policy.insert(category=category, **values).on_conflict(
            conflict_target=[Policy.category], update=values
        ).execute()

    def patron(
        self, number: str, *, name: str = "", class_name: str = "3A", is_new: bool = False, **fields: object
    ) -> Patron:
        """A reader, who knows how to borrow unless they are new."""
        school_class, _ = SchoolClass.get_or_create(name=class_name)  # type: ignore[no-untyped-call]
        name = name or f"Reader {number}"
        fields = {"category": "pupil", "given_name": name.split(maxsplit=1)[0], **fields}
        patron = Patron.create(number=number, name=name, school_class=school_class, **fields)
        Barcode.create(code=number, patron=patron, issued_at=NOW)
        keep_readers([patron.id])
        patron.found_by = Patron.get_by_id(patron.id).found_by
        if not is_new:
            HasBorrowed.create(patron=patron)
        return patron

    def title(self, name: str = "Charlotte's Web", **fields: object) -> Title:
        key = filing_key(str(fields.get("call_number", "")), CLC)
        title = Title.create(title=name, **{"shelf_key": key, **fields})
        keep_titles([title.id])
        return title

    def copy(self, code: str | None = None, *, title: Title | None = None, **fields: object) -> Copy:
        title = title or self.title(f"Book {code}")
        number = Copy.select().where(Copy.title == title).count() + 1
        copy = Copy.create(title=title, number=number, **fields)
        enter([copy.id], Acting("test", NOW))
        if code:
            Barcode.create(code=code, copy=copy, issued_at=NOW)
        return copy

    def shelf(self, name: str, **fields: object) -> Location:
        return Location.create(name=name, **fields)

    def lend(
        self, copy: Copy, patron: Patron, *, days_ago: int = 3, days: int = 15, **fields: object
    ) -> Loan:
        at = NOW - timedelta(days=days_ago)
        due = at.date() + timedelta(days=days)
        values = {"lent_at": at, "lent_on": at.date(), "due_on": due, "kiosk": "another", **fields}
        return Loan.create(copy=copy, patron=patron, **values)

    def open_loans(self) -> list[tuple[str, str]]:
        """(reader's number, title) of all open loans, sorted."""
        loans = Loan.select().where(Loan.returned_at.is_null())
        return sorted((loan.patron.number, loan.copy.title.title) for loan in loans)


def heard(text: str) -> str:
    """What a scanner has read, as the desks get it."""
    return Scan(text, NOW, "test").code


def scan_all(desk: Desk | Desks, *codes: str, start: int = 0) -> Answer:
    """Scan codes three seconds apart, the first `start` seconds after NOW; the last answer."""
    return [desk.scan(code, NOW + timedelta(seconds=start + n * 3)) for n, code in enumerate(codes)][-1]
