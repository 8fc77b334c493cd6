"""The structure of the stock in one answer: shares, age, use, surplus, growth, each figure with its list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.callnumber.groups import GROUPS
from db.roles import PUPILS
from db.store.sql import rows
from db.structure.groups import Gap, gaps
from db.structure.growth import Year, growth, without_a_day
from db.structure.norms import Norm, most_copies_of, shares_of
from db.structure.stock import StockTitle, has_lent_for_months, stock

_YUAN = "CNY"


@dataclass(frozen=True)
class ClassLine:
    """One letter of the classification, or no class where it is empty.

    Attributes:
        median_year: of its copies with a year; `without_year` have none.
        loans: of the last year.
        use: its share of these loans over its share of the stock; None while nothing was lent at all.
        never_lent: titles of which no copy was ever lent.
    """

    letter: str
    titles: int
    copies: int
    median_year: float | None
    without_year: int
    loans: int
    use: float | None
    never_lent: int


@dataclass(frozen=True)
class Surplus:
    """Titles with more than `most` copies, class sets left out, and the copies that are over."""

    most: int
    says: Norm
    titles: int
    copies: int
    class_sets: int


@dataclass(frozen=True)
class Structure:
    """The stock against a profile.

    Attributes:
        shares: the profile whose shares are taken: `norm`, or the national one.
        measure: the group that bought-only gaps are measured by; see `gaps`.
        classes: by letter, those without a class last.
        decades: copies by the first year of their decade.
        value: of all copies at list price, in hundredths, whatever the currency; `foreign` are those sums
            that are in another one than yuan, by its letters.
        without_price: copies.
        is_use_telling: books have been lent for some months, so that the use of a class asks for something.
        without_day: copies of which nobody knows when they came.
    """

    norm: Norm
    shares: Norm
    copies: int
    titles: int
    unclassified: int
    unclassified_titles: int
    pupils: int
    groups: tuple[Gap, ...]
    measure: str
    classes: tuple[ClassLine, ...]
    median_year: float | None
    mean_year: float | None
    newest_year: int | None
    without_year: int
    decades: dict[int, int]
    value: int
    foreign: dict[str, int]
    without_price: int
    loans: int
    is_use_telling: bool
    surplus: Surplus
    years: tuple[Year, ...]
    without_day: int

    @property
    def classed(self) -> int:
        """Copies whose class is known: the one denominator; `copies` is the other."""
        return self.copies - self.unclassified

    @property
    def per_pupil(self) -> float | None:
        """Copies for each pupil; None where there are none."""
        return self.copies / self.pupils if self.pupils else None


def structure(norm: Norm, today: date) -> Structure:
    """The structure of the stock today, against this profile."""
    titles = stock(today)
    by_group: Counter[str] = Counter()
    for one in titles:
        by_group[one.group] += one.copies
    held = {group: by_group[group] for group in GROUPS}
    shares = shares_of(norm)
    group_gaps, measure = gaps(held, by_group[""], shares.shares)
    years = Counter[int]()
    value = Counter[str]()
    for one in titles:
        if one.year is not None:
            years[one.year] += one.copies
        if one.price is not None and one.copies:
            value[one.currency] += one.price * one.copies
    dated = years.total()
    return Structure(
        norm=norm,
        shares=shares,
        copies=by_group.total(),
        titles=len(titles),
        unclassified=by_group[""],
        unclassified_titles=sum(not one.letter for one in titles),
        pupils=pupils(),
        groups=group_gaps,
        measure=measure,
        classes=_classes(titles),
        median_year=_median(years),
        mean_year=sum(year * number for year, number in years.items()) / dated if dated else None,
        newest_year=max(years, default=None),
        without_year=by_group.total() - dated,
        decades=dict(sorted(_decades(years).items())),
        value=value.total(),
        foreign={currency: value[currency] for currency in sorted(value) if currency not in ("", _YUAN)},
        without_price=sum(one.copies for one in titles if one.price is None),
        loans=sum(one.loans for one in titles),
        is_use_telling=has_lent_for_months(today),
        surplus=_surplus(titles, norm),
        years=growth(today),
        without_day=without_a_day(),
    )


def pupils() -> int:
    """Readers who are pupils and have not left."""
    return int(rows(f"SELECT COUNT(*) FROM patron WHERE patron.{PUPILS} AND patron.status <> 'left'")[0][0])


def _classes(titles: Sequence[StockTitle]) -> tuple[ClassLine, ...]:
    copies, loans = sum(one.copies for one in titles), sum(one.loans for one in titles)
    lines = []
    for letter in sorted({one.letter for one in titles}, key=lambda letter: (letter == "", letter)):
        of_it = [one for one in titles if one.letter == letter]
        held, lent = sum(one.copies for one in of_it), sum(one.loans for one in of_it)
        years = Counter[int]()
        for one in of_it:
            if one.year is not None:
                years[one.year] += one.copies
        lines.append(
            ClassLine(
                letter,
                len(of_it),
                held,
                _median(years),
                held - years.total(),
                lent,
                (lent / loans) / (held / copies) if loans and held else None,
                sum(not one.ever_lent for one in of_it if one.copies),
            )
        )
    return tuple(lines)


def _surplus(titles: Sequence[StockTitle], norm: Norm) -> Surplus:
    most, says = most_copies_of(norm)
    many = [one for one in titles if one.copies > most]
    over = [one for one in many if not one.class_set]
    return Surplus(most, says, len(over), sum(one.copies - most for one in over), len(many) - len(over))


def _decades(years: Counter[int]) -> Counter[int]:
    decades = Counter[int]()
    for year, number in years.items():
        decades[year // 10 * 10] += number
    return decades


def _median(years: Counter[int]) -> float | None:
    """The middle of all copies by their year; between two of them where their number is even."""
    total = years.total()
    if not total:
        return None
    middle, passed = [(total - 1) // 2, total // 2], 0
    found = []
    for year in sorted(years):
        passed += years[year]
        while middle and middle[0] < passed:
            found.append(year)
            middle.pop(0)
    return sum(found) / len(found)
