"""The questions of a librarian's year: what is read, by whom, when, and what stands there unread.

Loans that are nobody's any more still count for their title and day; of classes only the counts are left
(`db.reports.loan_counts`). What was taken back at the desk never counts. Months and weekdays are grouped
here, not by the database, so that every kind of store says the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from db.answers.table import Cell, Table
from db.class_names import class_order
from db.models import NO_ISSUE, NOT_GONE
from db.readers.classes import class_id_of
from db.reports.loan_counts import counted_loans
from db.store.sql import day, rows

MOST = 100
"""How many titles or readers a ranking has."""


@dataclass(frozen=True)
class Span:
    """What is asked about: the days from `first` to `last`, both included, and a class, or all."""

    first: date
    last: date
    class_name: str = ""


def class_reading(span: Span) -> Table:
    """What a class borrowed, by its present readers, the most read first. Raises NotFound for a class.

    Loans that have lost their readers since are one last row without a title, as far as they are counted:
    by whole months.
    """
    class_id = class_id_of(span.class_name)
    found = rows(
        f"""
        SELECT title.title, title.author, title.call_number, COUNT(*) AS loans
        FROM loan {_OF_TITLE} JOIN patron ON patron.id = loan.patron_id
        WHERE {_COUNTS} AND patron.school_class_id = ?
        GROUP BY title.id, title.title, title.author, title.call_number
        ORDER BY loans DESC, title.title, title.id
        """,
        span.first,
        span.last,
        class_id,
    )
    whole = counted_loans(span.first.replace(day=1), span.last)
    counted = sum(one.loans for one in whole if one.class_name == span.class_name)
    unnamed = counted - _with_reader(span, class_id)
    rest: list[tuple[Cell, ...]] = [(None, None, None, unnamed)] if unnamed > 0 else []
    return Table(("title", "author", "call_number", "loans"), (*map(tuple, found), *rest))


def _with_reader(span: Span, class_id: int) -> int:
    ((number,),) = rows(
        f"SELECT COUNT(*) FROM loan JOIN patron ON patron.id = loan.patron_id"
        f" WHERE {_COUNTS} AND patron.school_class_id = ?",
        span.first.replace(day=1),
        span.last,
        class_id,
    )
    return int(number)


def never_borrowed(span: Span) -> Table:
    """Titles that nobody borrowed in these days, with how many copies stand where, in shelf order."""
    found = rows(
        f"""
        SELECT title.title, title.author, title.call_number, COUNT(*), COALESCE(MIN(location.name), '')
        FROM title
        JOIN copy ON copy.title_id = title.id AND {NOT_GONE} AND {NO_ISSUE}
        LEFT JOIN location ON location.id = copy.location_id
        WHERE NOT EXISTS (
            SELECT 1 FROM loan JOIN copy AS lent ON lent.id = loan.copy_id
            WHERE lent.title_id = title.id AND {_COUNTS})
        GROUP BY title.id, title.title, title.author, title.call_number, title.shelf_key
        ORDER BY title.shelf_key, title.id
        """,
        span.first,
        span.last,
    )
    return Table(("title", "author", "call_number", "copies", "location"), tuple(map(tuple, found)))


def most_read(span: Span) -> Table:
    """The titles that were lent most, with how many readers that were, as far as that is known still."""
    found = rows(
        f"""
        SELECT title.title, title.author, title.call_number, COUNT(*) AS loans, COUNT(DISTINCT loan.patron_id)
        FROM loan {_OF_TITLE} {_OF_CLASS} WHERE {_COUNTS} AND {_IN_CLASS}
        GROUP BY title.id, title.title, title.author, title.call_number
        ORDER BY loans DESC, title.title, title.id LIMIT {MOST}
        """,
        *_values(span),
    )
    return Table(("title", "author", "call_number", "loans", "readers"), tuple(map(tuple, found)))


def keenest_readers(span: Span) -> Table:
    """Who borrowed most, by the loans that still have their reader. For the eyes of staff."""
    found = rows(
        f"""
        SELECT patron.number, patron.name, COALESCE(school_class.name, ''), COUNT(*) AS loans
        FROM loan {_OF_CLASS} WHERE {_COUNTS} AND {_IN_CLASS} AND patron.id IS NOT NULL
        GROUP BY patron.id, patron.number, patron.name, school_class.name
        ORDER BY loans DESC, patron.number LIMIT {MOST}
        """,
        *_values(span),
    )
    return Table(("number", "name", "class", "loans"), tuple(map(tuple, found)))


def by_letter(span: Span) -> Table:
    """Titles, copies and loans by the first letter of the call number; loans for each hundred copies."""
    titles, copies, loans = Counter[str](), Counter[str](), Counter[str]()
    for call_number, number in rows(
        "SELECT title.call_number, COUNT(copy.id) FROM title"
        f" JOIN copy ON copy.title_id = title.id AND {NOT_GONE} AND {NO_ISSUE}"
        " GROUP BY title.id, title.call_number"
    ):
        titles[_letter(call_number)] += 1
        copies[_letter(call_number)] += number
    for call_number, number in rows(
        f"SELECT title.call_number, COUNT(*) FROM loan {_OF_TITLE} {_OF_CLASS}"
        f" WHERE {_COUNTS} AND {_IN_CLASS} GROUP BY title.call_number",
        *_values(span),
    ):
        loans[_letter(call_number)] += number
    letters = sorted({*copies, *loans}, key=lambda letter: (letter == "", letter))
    return Table(
        ("letter", "titles", "copies", "loans", "per_hundred"),
        tuple(
            (
                *(letter, titles[letter], copies[letter], loans[letter]),
                round(100 * loans[letter] / copies[letter], 1) if copies[letter] else None,
            )
            for letter in letters
        ),
    )


def by_month(span: Span) -> Table:
    """Loans and renewals by month, named by its first day; months without a loan have a row."""
    loans, renewals = Counter[date](), Counter[date]()
    for lent_on, number, renewed in _by_day(span):
        loans[lent_on.replace(day=1)] += number
        renewals[lent_on.replace(day=1)] += renewed
    found: list[tuple[Cell, ...]] = []
    month = span.first.replace(day=1)
    while month <= span.last:
        found.append((month, loans[month], renewals[month]))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return Table(("month", "loans", "renewals"), tuple(found))


def by_weekday(span: Span) -> Table:
    """Loans and renewals by weekday, 0 Monday to 6 Sunday."""
    loans, renewals = Counter[int](), Counter[int]()
    for lent_on, number, renewed in _by_day(span):
        loans[lent_on.weekday()] += number
        renewals[lent_on.weekday()] += renewed
    return Table(
        ("weekday", "loans", "renewals"), tuple((one, loans[one], renewals[one]) for one in range(7))
    )


def late_by_class(span: Span) -> Table:
    """What each class has out now, how much of it is late, and how many readers have late books.

    `span.last` is today: of earlier days nothing is known, for a loan that is over counts no more.
    """
    held, late, readers, longest = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    seen: set[tuple[str, int]] = set()
    for class_name, patron_id, due_on in rows(
        f"SELECT COALESCE(school_class.name, ''), loan.patron_id, loan.due_on FROM loan {_OF_CLASS}"
        " WHERE loan.returned_at IS NULL AND (school_class.name = ? OR ? = '')",
        span.class_name,
        span.class_name,
    ):
        held[class_name] += 1
        days = (span.last - day(due_on)).days
        if days > 0:
            late[class_name] += 1
            readers[class_name] += (class_name, patron_id) not in seen
            seen.add((class_name, patron_id))
            longest[class_name] = max(longest[class_name], days)
    names = sorted(held, key=lambda name: (name == "", class_order(name)))
    return Table(
        ("class", "on_loan", "late", "late_readers", "days_late"),
        tuple((name, held[name], late[name], readers[name], longest[name]) for name in names),
    )


QUESTIONS: Mapping[str, Callable[[Span], Table]] = {
    "class-reading": class_reading,
    "never-borrowed": never_borrowed,
    "most-read": most_read,
    "keenest-readers": keenest_readers,
    "by-letter": by_letter,
    "by-month": by_month,
    "by-weekday": by_weekday,
    "late-by-class": late_by_class,
}
"""Each question by the name that a command and an address give it. The first needs a class."""

AS_OF_TODAY = ("late-by-class",)
"""The questions that ask how things stand now, and so about no other day than today."""

_COUNTS = "NOT loan.voided AND loan.lent_on BETWEEN ? AND ?"
_OF_TITLE = "JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
_OF_CLASS = (
    "LEFT JOIN patron ON patron.id = loan.patron_id"
    " LEFT JOIN school_class ON school_class.id = patron.school_class_id"
)
_IN_CLASS = "(school_class.name = ? OR ? = '')"


def _values(span: Span) -> tuple[object, ...]:
    if span.class_name:
        class_id_of(span.class_name)
    return span.first, span.last, span.class_name, span.class_name


def _by_day(span: Span) -> list[tuple[date, int, int]]:
    found = rows(
        f"SELECT loan.lent_on, COUNT(*), SUM(loan.renewals) FROM loan {_OF_CLASS}"
        f" WHERE {_COUNTS} AND {_IN_CLASS} GROUP BY loan.lent_on",
        *_values(span),
    )
    return [(day(lent_on), number, int(renewed or 0)) for lent_on, number, renewed in found]


def _letter(call_number: str) -> str:
    return call_number.strip()[:1].upper()
