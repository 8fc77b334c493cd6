"""How much each class borrowed, by letter of the classification: of loans with a name on them and without."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from db.models import LoanCount
from db.store.sql import day, rows

_Key = tuple[date, str, str, str]


@dataclass(frozen=True)
class CountedLoans:
    """Loans of one class in one month and one letter; `month` is its first day."""

    month: date
    class_name: str
    category: str
    letter: str
    loans: int
    renewals: int


_LOANS = """
    SELECT loan.lent_on, COALESCE(school_class.name, ''), patron.category,
           UPPER(SUBSTR(title.call_number, 1, 1)), COUNT(loan.id), SUM(loan.renewals)
    FROM loan
    JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    WHERE NOT loan.voided AND {}
    GROUP BY loan.lent_on, school_class.name, patron.category, UPPER(SUBSTR(title.call_number, 1, 1))
"""
_KEPT = (
    "SELECT month, class_name, category, letter, loans, renewals FROM loan_count WHERE month BETWEEN ? AND ?"
)


def counted_loans(first: date, last: date) -> list[CountedLoans]:
    """Loans lent from `first` to `last` by month, class and letter, whether a name is still on them or not.

    The counters know whole months: choose the first day of one and the last day of another.
    """
    loans, renewals = _counts("loan.lent_on BETWEEN ? AND ?", first, last)
    for month, class_name, category, letter, number, renewed in rows(_KEPT, first, last):
        key = (day(month), class_name, category, letter)
        loans[key] += number
        renewals[key] += renewed
    return [CountedLoans(*key, number, renewals[key]) for key, number in sorted(loans.items())]


def keep_counts(condition: str, value: object) -> None:
    """Add the loans for which the condition holds to the counters: the link to their readers is being cut."""
    loans, renewals = _counts(condition, value)
    for key, number in loans.items():
        month, class_name, category, letter = key
        LoanCount.insert(
            month=month,
            class_name=class_name,
            category=category,
            letter=letter,
            loans=number,
            renewals=renewals[key],
        ).on_conflict(
            conflict_target=[LoanCount.month, LoanCount.class_name, LoanCount.category, LoanCount.letter],
            update={
                LoanCount.loans: LoanCount.loans + number,
                LoanCount.renewals: LoanCount.renewals + renewals[key],
            },
        ).execute()


def _counts(condition: str, *values: object) -> tuple[Counter[_Key], Counter[_Key]]:
    loans: Counter[_Key] = Counter()
    renewals: Counter[_Key] = Counter()
    for lent_on, class_name, category, letter, number, renewed in rows(_LOANS.format(condition), *values):
        key = (day(lent_on).replace(day=1), class_name, category, letter)
        loans[key] += number
        renewals[key] += int(renewed)
    return loans, renewals
