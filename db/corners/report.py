"""How a term's class corners were used, corner by corner and compared between classes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.class_names import class_order
from db.clock import local_day, to_utc
from db.models import Copy, Corner, CornerBook, SchoolClass, Title
from db.store.sql import rows


@dataclass(frozen=True)
class CornerUse:
    """One corner, or all corners of a class, in a span of days.

    Attributes:
        days_out: days of the span on which it was open.
        books: copies that were in it; one that was there twice counts once.
        loans: lendings of these copies while they were in it.
        never_opened: copies that nobody borrowed.
        missing: copies that were missing when it closed.
    """

    class_name: str
    opened_on: date
    closed_on: date | None
    days_out: int
    books: int
    loans: int
    never_opened: int
    missing: int

    @property
    def loans_per_book(self) -> float:
        """How often a book was lent."""
        return self.loans / self.books if self.books else 0.0


_USE = """
    SELECT corner_book.copy_id,
           MAX(CASE WHEN corner_book.outcome = 'missing' THEN 1 ELSE 0 END),
           COUNT(loan.id)
    FROM corner_book
    LEFT JOIN loan ON loan.copy_id = corner_book.copy_id AND NOT loan.voided
                      AND loan.lent_at >= corner_book.placed_at
                      AND (corner_book.taken_at IS NULL OR loan.lent_at < corner_book.taken_at)
                      AND loan.lent_on BETWEEN ? AND ?
    WHERE corner_book.corner_id = ? AND (corner_book.outcome IS NULL OR corner_book.outcome <> 'mistake')
          AND corner_book.placed_at < ? AND (corner_book.taken_at IS NULL OR corner_book.taken_at >= ?)
    GROUP BY corner_book.copy_id
"""


def corner_use(first: date, last: date) -> list[CornerUse]:
    """Every corner that was open between these days, both included; by class and time."""
    begins, ends = _midnight(first), _midnight(last + timedelta(days=1))
    query = (
        Corner.select(Corner, SchoolClass)
        .join(SchoolClass)
        .where(Corner.opened_at < ends, Corner.closed_at.is_null() | (Corner.closed_at >= begins))
        .order_by(Corner.opened_at)
    )
    told = []
    for corner in sorted(query, key=lambda one: class_order(one.school_class.name)):
        books = rows(_USE, first, last, corner.id, ends, begins)
        opened_on = local_day(corner.opened_at)
        closed_on = local_day(corner.closed_at) if corner.closed_at else None
        told.append(
            CornerUse(
                class_name=corner.school_class.name,
                opened_on=opened_on,
                closed_on=closed_on,
                days_out=(min(closed_on or last, last) - max(opened_on, first)).days + 1,
                books=len(books),
                loans=sum(loans for _, _, loans in books),
                never_opened=sum(loans == 0 for _, _, loans in books),
                missing=sum(missing for _, missing, _ in books),
            )
        )
    return told


@dataclass(frozen=True)
class LogLine:
    """One book's stay in a corner of the class; both days local, `outcome` empty while it is there."""

    title: str
    came_on: date
    left_on: date | None
    outcome: str


def corner_log(class_id: int) -> list[LogLine]:
    """What came into the class's corners and how it left, the newest first."""
    query = (
        CornerBook.select(CornerBook, Copy, Title)
        .join(Corner)
        .where(Corner.school_class == class_id)
        .switch(CornerBook)
        .join(Copy)
        .join(Title)
        .order_by(CornerBook.placed_at.desc(), CornerBook.id.desc())
    )
    return [
        LogLine(
            line.copy.title.title,
            local_day(line.placed_at),
            local_day(line.taken_at) if line.taken_at else None,
            line.outcome or "",
        )
        for line in query
    ]


def by_class(used: Iterable[CornerUse]) -> list[CornerUse]:
    """The same with all corners of a class as one, the most lent per book first."""
    classes: dict[str, CornerUse] = {}
    for one in sorted(used, key=lambda one: one.opened_on):
        so_far = classes.get(one.class_name)
        classes[one.class_name] = (
            one
            if so_far is None
            else CornerUse(
                one.class_name,
                so_far.opened_on,
                one.closed_on,
                # A class has one corner at a time, so two of its corners share a day at most.
                so_far.days_out + one.days_out - (so_far.closed_on == one.opened_on),
                so_far.books + one.books,
                so_far.loans + one.loans,
                so_far.never_opened + one.never_opened,
                so_far.missing + one.missing,
            )
        )
    return sorted(classes.values(), key=lambda one: (-one.loans_per_book, class_order(one.class_name)))


def _midnight(day: date) -> datetime:
    return to_utc(datetime(day.year, day.month, day.day))
