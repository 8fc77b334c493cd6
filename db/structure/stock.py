"""What is in stock, title by title: the one reading that every figure of the structure is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.callnumber.groups import GROUP_OF, letter_of
from db.models import A_BOOK, NO_ISSUE, NOT_GONE
from db.store.sql import day, rows

A_YEAR = timedelta(days=365)
"""What is called its use is that of so long."""

A_START = timedelta(days=90)
"""So long after the first loan the loans say what is read; before, they say who came first."""


@dataclass(frozen=True)
class StockTitle:
    """A title with copies that are neither lost nor withdrawn, or one that is catalogued and has none yet.

    Single issues of periodicals are no stock: they are counted as periodicals until they are bound.

    Attributes:
        letter: of its class; empty where it has none.
        price: the list price of one copy, in hundredths.
        loans: of the last year.
        ever_lent: one of its copies was lent at any time.
        class_set: bought so that a whole class can read it together.
    """

    title_id: int
    letter: str
    year: int | None
    price: int | None
    currency: str
    class_set: bool
    copies: int
    loans: int
    ever_lent: bool

    @property
    def group(self) -> str:
        """Its group of the five; empty where it is in no class."""
        return GROUP_OF.get(self.letter, "")


_STOCK = f"""
    SELECT title.id, title.call_number, title.year, title.price, title.currency, title.class_set,
           COUNT(copy.id)
    FROM title LEFT JOIN copy ON copy.title_id = title.id AND {NOT_GONE} AND {NO_ISSUE}
    WHERE {A_BOOK}
    GROUP BY title.id, title.call_number, title.year, title.price, title.currency, title.class_set,
             title.shelf_key
    HAVING COUNT(copy.id) > 0 OR NOT EXISTS (SELECT 1 FROM copy AS held WHERE held.title_id = title.id)
    ORDER BY title.shelf_key, title.id
"""

_LOANS = """
    SELECT copy.title_id, SUM(of_copy.loans) FROM (
        SELECT +loan.copy_id AS copy_id, COUNT(*) AS loans FROM loan
        WHERE NOT loan.voided AND loan.lent_on > ? GROUP BY +loan.copy_id
    ) AS of_copy
    JOIN copy ON copy.id = of_copy.copy_id GROUP BY copy.title_id
"""
"""By the index `loan_by_day`: the `+` keeps SQLite from reading all loans in the order of their copies."""

_EVER_LENT = """
    SELECT DISTINCT copy.title_id FROM copy
    WHERE EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND NOT loan.voided)
"""
_FIRST_LOAN = "SELECT lent_on FROM loan WHERE NOT voided ORDER BY lent_on LIMIT 1"


def has_lent_for_months(today: date) -> bool:
    """Whether lending began so long ago that the loans tell which classes are read."""
    first = rows(_FIRST_LOAN)
    return bool(first) and day(first[0][0]) <= today - A_START


def stock(today: date) -> Sequence[StockTitle]:
    """All titles in stock, in shelf order."""
    loans = dict(rows(_LOANS, today - A_YEAR))
    ever = {title_id for (title_id,) in rows(_EVER_LENT)}
    return [
        StockTitle(
            title_id,
            letter_of(call_number),
            year,
            price,
            currency,
            bool(class_set),
            copies,
            int(loans.get(title_id, 0)),
            title_id in ever,
        )
        for title_id, call_number, year, price, currency, class_set, copies in rows(_STOCK)
    ]
