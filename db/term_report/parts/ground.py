"""What every part of a report is counted from, read once: the registers, the day, the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from db.clock import local_day, to_utc
from db.registers.entries import Entry, entries
from db.store.sql import day, moment, rows
from db.structure.norms import Norm
from db.term_report.values import Number, Period

Found = TypeVar("Found")
Counts = dict[str, Number]
"""Figures by name. What nobody keeps is not in it."""
_WRITTEN = timedelta(days=62)
"""So long after its end a report is written still: what is only known of today is told of it until then."""


@dataclass(frozen=True)
class Ground:
    """The day on which it is counted and the profile that it is set against."""

    today: date
    norm: Norm
    _found: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, what: object, find: Callable[[], Found]) -> Found:
        """What several parts of a report need, found once."""
        if what not in self._found:
            self._found[what] = find()
        found: Found = self._found[what]
        return found

    @cached_property
    def register(self) -> tuple[Entry, ...]:
        """The register of copies without what was struck out."""
        return tuple(one for one in entries() if one.struck is None)

    @cached_property
    def kept_since(self) -> date:
        """The first day of which the store knows anything."""
        ((event, loan),) = rows(
            "SELECT (SELECT MIN(at) FROM event), (SELECT MIN(lent_on) FROM loan WHERE NOT voided)"
        )
        known = [local_day(moment(event))] if event else []
        return min([*known, *([day(loan)] if loan else [])], default=self.today)

    def knows(self, period: Period) -> bool:
        """Whether the library was there in this period."""
        return self.kept_since <= period.last_day and period.first_day <= self.today

    def is_written(self, period: Period) -> bool:
        """Whether this is the time at which its report is written."""
        return self.knows(period) and self.today <= period.last_day + _WRITTEN


def moments(period: Period) -> tuple[datetime, datetime]:
    """From which moment to before which one a period lasts, naive UTC."""
    return _midnight(period.first_day), _midnight(period.last_day + timedelta(days=1))


def ratio(part: Number, whole: Number, times: int = 1) -> float | None:
    """A part of a whole, to four decimals; None of nothing."""
    return round(times * part / whole, 4) if whole else None


def known(**counts: Number | None) -> Counts:
    """The counts that are known."""
    return {name: value for name, value in counts.items() if value is not None}


def _midnight(of: date) -> datetime:
    return to_utc(datetime(of.year, of.month, of.day))
