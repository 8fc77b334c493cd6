"""What came and what went, by school years from 1 September to 31 August."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from db.clock import local_day
from db.models import NO_ISSUE
from db.store.sql import day, moment, rows

YEARS = 3
"""How many are shown, the present one included."""

_CAME_ON = """CASE WHEN accession_batch.came_on IS NOT NULL THEN accession_batch.came_on
     WHEN accession_batch.kind <> 'stock' THEN accession_batch.entered_on END"""
"""What a list brought in was there before, unless its batch says when it came."""
ARRIVED = f"""
    SELECT accession.copy_id, {_CAME_ON} FROM accession
    JOIN accession_batch ON accession_batch.id = accession.batch_id
    WHERE accession.copy_id IS NOT NULL AND {_CAME_ON} BETWEEN ? AND ?
"""
GONE = """
    SELECT event.copy_id, MAX(event.at) FROM event JOIN copy ON copy.id = event.copy_id
    WHERE copy.status = 'withdrawn' AND event.verb = 'copy_marked' GROUP BY event.copy_id
"""
UNDATED = f"""
    SELECT copy.id FROM copy LEFT JOIN accession ON accession.copy_id = copy.id
    LEFT JOIN accession_batch ON accession_batch.id = accession.batch_id
    WHERE copy.status NOT IN ('lost', 'withdrawn') AND {_CAME_ON} IS NULL AND {NO_ISSUE}
"""


@dataclass(frozen=True)
class Year:
    """One school year, named by the year in which it began: copies that came and that were withdrawn."""

    begins: int
    new: int
    withdrawn: int

    @property
    def net(self) -> int:
        """By how many copies the stock has grown."""
        return self.new - self.withdrawn


def school_year(of: date) -> int:
    """The year in which the school year of this day began."""
    return of.year if of.month >= 9 else of.year - 1


def days_of(begins: int) -> tuple[date, date]:
    """The first and the last day of a school year."""
    return date(begins, 9, 1), date(begins + 1, 8, 31)


def growth(today: date) -> tuple[Year, ...]:
    """The last years, the present one first."""
    present = school_year(today)
    first, last = days_of(present - YEARS + 1)[0], days_of(present)[1]
    new = Counter(school_year(day(on)) for _copy, on in rows(ARRIVED, first, last))
    gone = Counter(school_year(on) for on in withdrawn_on().values())
    return tuple(Year(year, new[year], gone[year]) for year in range(present, present - YEARS, -1))


def withdrawn_on() -> dict[int, date]:
    """When each copy was withdrawn that is."""
    return {copy_id: local_day(moment(at)) for copy_id, at in rows(GONE)}


def without_a_day() -> int:
    """Copies of which nobody knows when they came: they are in no year."""
    return len(rows(UNDATED))
