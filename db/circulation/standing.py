"""What a reader may do and what they hold, as the store says right now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from db.answers.shown import Book, LoanLine, Reader
from db.circulation.found import Standing
from db.circulation.policy import limit_on
from db.store.sql import day, rows

STANDING = """
    SELECT patron.id, patron.number, patron.given_name, school_class.name, patron.status, patron.language,
           policy.category, policy.loan_days, COALESCE(patron.quota, policy.most_loans),
           policy.most_renewals, policy.overdue_block_days, policy.renews_by_default,
           patron.school_class_id,
           (SELECT staff_member.role FROM staff_member WHERE staff_member.patron_id = patron.id),
           EXISTS (SELECT 1 FROM class_librarian WHERE class_librarian.patron_id = patron.id
                   AND class_librarian.school_class_id = patron.school_class_id),
           (SELECT one_book.until FROM one_book LEFT JOIN copy ON copy.id = one_book.copy_id
            WHERE one_book.patron_id = patron.id
              AND (one_book.copy_id IS NULL OR copy.status IN ('repair', 'lost'))),
           COALESCE(patron.pinyin, school_class.pinyin, FALSE),
           EXISTS (SELECT 1 FROM has_borrowed WHERE has_borrowed.patron_id = patron.id),
           loan.id, title.title, title.author, title.call_number, location.name, loan.due_on, loan.renewals
    FROM patron
    JOIN policy ON policy.category = patron.category
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    LEFT JOIN loan ON loan.patron_id = patron.id AND loan.returned_at IS NULL
    LEFT JOIN copy ON copy.id = loan.copy_id
    LEFT JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE patron.id = ?
"""
"""A row for each book that they hold, or one without."""
_OF_READER, COLUMNS = 18, 25
"""How many of its columns are about the reader alone, and how many there are."""


def standing(patron_id: int) -> Standing:
    """What this reader, who must exist, may do at the moment."""
    return standing_of(rows(STANDING, patron_id))


def reader(of: Standing, today: date) -> Reader:
    """The reader as the screen may show them today, with what they hold."""
    return Reader(
        patron_id=of.patron_id,
        number=of.number,
        given_name=of.given_name,
        class_name=of.class_name,
        most_loans=limit_on(of, today),
        language=of.language,
        loans=of.loans,
        is_suspended=of.status == "suspended",
        pinyin=of.pinyin,
    )


def loan_lines(patron_id: int) -> tuple[LoanLine, ...]:
    """What the reader holds, the earliest due first."""
    return standing(patron_id).loans


def standing_of(found: Sequence[Sequence[Any]]) -> Standing:
    """The same, of what a statement with `STANDING` in front has found."""
    row = found[0]
    held = sorted(
        (
            LoanLine(loan_id, Book(title, author, call_number, shelf or ""), day(due_on), renewals)
            for loan_id, title, author, call_number, shelf, due_on, renewals in (
                row[_OF_READER:COLUMNS] for row in found
            )
            if loan_id is not None
        ),
        key=lambda line: (line.due_on, line.loan_id),
    )
    return Standing(
        patron_id=row[0],
        number=row[1],
        given_name=row[2],
        class_name=row[3] or "",
        status=row[4],
        language=row[5],
        category=row[6],
        loan_days=row[7],
        most_loans=row[8],
        most_renewals=row[9],
        overdue_block_days=row[10],
        renews_by_default=bool(row[11]),
        open_loans=len(held),
        earliest_due=held[0].due_on if held else None,
        class_id=row[12],
        role=row[13] or "",
        is_class_librarian=bool(row[14]),
        one_book_until=None if row[15] is None else day(row[15]),
        pinyin=bool(row[16]),
        has_borrowed=bool(row[17]),
        loans=tuple(held),
    )
