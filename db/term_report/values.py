"""What a report consists of: figures, tables and sections, as plain values in which no word is said yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.answers.table import Cell

Number = int | float


def plain(row: Iterable[Cell | None]) -> tuple[str | Number | date | None, ...]:
    """A row of a table with its amounts of money as numbers, so that it can be kept with a signed report."""
    return tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row)


@dataclass(frozen=True)
class Period:
    """The days that a report is about, the last one included.

    Attributes:
        kind: `term`, `year` (1 September to 31 August) or `month`.
        name: the term's own name; of a year and a month empty.
    """

    kind: str
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Figure:
    """One number of the report. What a school does not keep has no figure at all: never zero.

    Attributes:
        name: of the figure and of the query that counts it, as `loans_per_pupil`.
        value: money is in hundredths, shares are per cent.
        before: the same of the period before; None where it cannot be known.
        year_before: the same of this period a year ago; None where it cannot be known.
        norm: what the library's profile or its own rules ask for; None where they ask for nothing.
        formula: the names of the figures it is made of, as `loans / pupils`; empty of what is counted.
        opens: the name of the list that it counts; empty of a ratio, whose parts open theirs.
        places: decimals to show.
    """

    name: str
    value: Number
    before: Number | None = None
    year_before: Number | None = None
    norm: Number | None = None
    formula: str = ""
    opens: str = ""
    places: int = 0


@dataclass(frozen=True)
class Table:
    """Rows of a kind: loans by class, lists with their rates.

    Attributes:
        name: as `loans_by_class`; also its sheet's in the annex.
        columns: names of what stands in the columns.
        rows: a value a column; no row names a child.
        drawn: the columns of which a chart is drawn over the first one; none where a table is enough.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Number | date | None, ...], ...]
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One part of the report: `management`, `stock`, `lending`, `reading`, `people`, `problems`, `plans`."""

    name: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Report:
    """All of it, as it was counted at one moment."""

    period: Period
    counted_on: date
    profile: str
    sections: tuple[Section, ...]
