"""The yearly statistical form: the library's figures of a school year, 1 September to 31 August."""

from dataclasses import dataclass
from datetime import date

from db.compliance.lines import reference_titles
from db.errors import within
from db.registers.amounts import Sum, sum_of
from db.registers.entries import Entry, entries
from db.reports.loan_counts import counted_loans
from db.store.sql import rows
from db.structure.growth import days_of
from db.structure.report import pupils


@dataclass(frozen=True)
class YearForm:
    """The figures of one school year.

    Attributes:
        begins: the year in which it began; `first` and `last` are its days.
        stock: what there was on its last day, or is today; `before` on the day before it began.
        new: what came in it, `bought`, `given`, `subscribed` and `other` of it by how it came.
        withdrawn: what left in it.
        pupils: at present; the store keeps no roll of other days.
        periodicals: different titles to which there was a subscription in it.
        reference: titles with a copy for reference, at present.
    """

    begins: int
    first: date
    last: date
    stock: Sum
    before: Sum
    new: Sum
    bought: int
    given: int
    subscribed: int
    other: int
    withdrawn: Sum
    pupils: int
    periodicals: int
    reference: int
    loans: int

    @property
    def per_pupil(self) -> float | None:
        """Copies for each pupil; None where there are none."""
        return self.stock.copies / self.pupils if self.pupils else None


def year_form(begins: int) -> YearForm:
    """The figures of the school year that began in September of this year, out of the registers.

    Raises BadValue for a year that lies too far away.
    """
    within(begins, 1900, 2199)
    first, last = days_of(begins)
    known = [one for one in entries() if one.struck is None]
    new = [one for one in known if one.came is not None and first <= one.came <= last]
    left = [one for one in known if one.gone and one.gone.on and first <= one.gone.on <= last]
    kinds = [one.kind for one in new]
    ((periodicals,),) = rows(
        "SELECT COUNT(DISTINCT title_id) FROM subscription WHERE starts_on <= ? AND ends_on >= ?", last, first
    )
    return YearForm(
        begins,
        first,
        last,
        _sum([one for one in known if was_there(one, last)]),
        _sum([one for one in known if was_there(one, date(begins, 8, 31))]),
        _sum(new),
        kinds.count("bought"),
        kinds.count("given"),
        kinds.count("subscribed"),
        len(kinds) - sum(map(kinds.count, ("bought", "given", "subscribed"))),
        _sum(left),
        pupils(),
        int(periodicals),
        len(reference_titles()),
        sum(month.loans for month in counted_loans(first, last)),
    )


def was_there(entry: Entry, day: date) -> bool:
    """Whether it was in the stock at the end of this day; what nobody knows the day of was there before."""
    came = entry.came is None or entry.came <= day
    gone = entry.gone is not None and (entry.gone.on is None or entry.gone.on <= day)
    return came and not gone


def _sum(some: list[Entry]) -> Sum:
    return sum_of(one.counted for one in some)
