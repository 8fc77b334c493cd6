"""When the issues of a periodical are expected, and which numbers they bear."""

from collections.abc import Iterator
from datetime import date, timedelta

FREQUENCIES = ("weekdays", "ten_days", "twice_monthly", "monthly", "bimonthly", "quarterly")
"""`weekdays`: on certain days of each week, as newspapers come."""
_MONTHS = {"monthly": 1, "bimonthly": 2, "quarterly": 3}
_PER_YEAR = {"ten_days": 36, "twice_monthly": 24, "monthly": 12, "bimonthly": 6, "quarterly": 4}
_STEPS = {"ten_days": 10, "twice_monthly": 15}


def expected(
    frequency: str, starts_on: date, ends_on: date, weekdays: str = "", first: int | None = None
) -> list[tuple[int, date]]:
    """The numbers and days of the issues that are expected from one day to another, both with.

    A magazine comes in each of its months on the day on which it begins, or on the month's last; its first
    number is its place in the year, unless `first` says otherwise. Newspapers are numbered from 1.
    """
    if frequency == "weekdays":
        days = list(_on_weekdays(starts_on, ends_on, weekdays or str(starts_on.weekday())))
        number = 1
    elif frequency in _STEPS:
        days = list(_in_steps(starts_on, ends_on, _STEPS[frequency]))
        number = (
            (starts_on.month - 1) * (30 // _STEPS[frequency])
            + min((starts_on.day - 1) // _STEPS[frequency], 30 // _STEPS[frequency] - 1)
            + 1
        )
    else:
        days = list(_in_months(starts_on, ends_on, _MONTHS[frequency]))
        number = (starts_on.month - 1) // _MONTHS[frequency] + 1
    return list(enumerate(days, number if first is None else first))


def printed(frequency: str, number: int) -> int:
    """What the two digits beside the bars of this number say: a magazine begins anew each January."""
    per_year = _PER_YEAR.get(frequency)
    return (number - 1) % per_year + 1 if per_year else number % 100


def _on_weekdays(starts_on: date, ends_on: date, weekdays: str) -> Iterator[date]:
    for after in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=after)
        if str(day.weekday()) in weekdays:
            yield day


def _in_months(starts_on: date, ends_on: date, step: int) -> Iterator[date]:
    month = starts_on.year * 12 + starts_on.month - 1
    while (day := _day_in(month, starts_on.day)) <= ends_on:
        yield day
        month += step


def _in_steps(starts_on: date, ends_on: date, step: int) -> Iterator[date]:
    """Two or three times in each month, the same days in all of them; from a 31st on each month's last."""
    own = (min(starts_on.day, 30) - 1) % step + 1
    days = [own + step * times for times in range(30 // step)]
    if starts_on.day == 31:
        days[-1] = 31
    month = starts_on.year * 12 + starts_on.month - 1
    while _day_in(month, 1) <= ends_on:
        for day in (_day_in(month, one) for one in days):
            if starts_on <= day <= ends_on:
                yield day
        month += 1


def _day_in(month: int, day: int) -> date:
    """This day of a month, counted from year 0, or its last."""
    year, place = divmod(month, 12)
    following = date(year + (place == 11), (place + 1) % 12 + 1, 1)
    return date(year, place + 1, min(day, (following - timedelta(days=1)).day))
