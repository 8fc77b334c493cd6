"""China's public holidays and make-up days of a year, as the government has announced them, to be proposed.

A school may keep other days, so nothing of this is in the calendar before the librarian says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from db.errors import BadValue
from db.marking import N_

_DAY = timedelta(days=1)
HOLIDAYS = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "National Day": N_("National Day"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
}
"""What the package calls them: English that a screen translates."""


@dataclass(frozen=True)
class ProposedYear:
    """A year's days: closures (first and last day, reason), and weekend days on which schools work."""

    closures: tuple[tuple[date, date, str], ...]
    open_days: tuple[tuple[date, str], ...]

    def named(self, translate: Callable[[str], str]) -> "ProposedYear":
        """The same, with the reasons in another language."""
        return ProposedYear(
            tuple((first, last, translate(reason)) for first, last, reason in self.closures),
            tuple((day, translate(reason)) for day, reason in self.open_days),
        )


def proposed_year(year: int) -> ProposedYear:
    """The days of a year. Raises BadValue for one that the installed package does not know yet."""
    from chinese_calendar import constants  # type: ignore[import-untyped]  # needed once a year

    known = {day.year for day in constants.holidays}
    if year not in known:
        raise BadValue(
            N_(
                "The holidays of {year} are not known here (known: {first} to {last}). They are announced"
                " each November: update the package chinesecalendar, or close the days by hand."
            ),
            year=year,
            first=min(known),
            last=max(known),
        )
    holidays = sorted((day, str(name)) for day, name in constants.holidays.items() if day.year == year)
    closures: list[tuple[date, date, str]] = []
    for day, name in holidays:
        if closures and closures[-1][2] == name and day - closures[-1][1] == _DAY:
            closures[-1] = (closures[-1][0], day, name)
        else:
            closures.append((day, day, name))
    working = sorted((day, str(name)) for day, name in constants.workdays.items() if day.year == year)
    return ProposedYear(tuple(closures), tuple((day, name) for day, name in working if day.weekday() > 4))
