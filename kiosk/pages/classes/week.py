"""The timetable as a week: a column for each day, a row for each quarter of an hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.lessons.timetable import Period, clock_time

SLOT = 15
"""Minutes of a row."""
_FIRST, _LAST = 8 * 60, 16 * 60
"""The hours that are shown also where nobody comes."""


@dataclass(frozen=True)
class Block:
    """A period in the grid: how many rows it takes. None for a free place of one row."""

    period: Period | None = None
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """A quarter of an hour. `is_hour`: it begins one; `blocks`: what begins in it, by day and lane."""

    time: str
    is_hour: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Week:
    """The grid. `days` are the weekdays that it shows, each with how many lanes it has beside each other."""

    days: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]


def week_grid(found: Sequence[Period], days: Sequence[int]) -> Week:
    """Lay the periods out; those at one time stand beside each other."""
    shown = sorted({*days, *(one.weekday for one in found)})
    first = min([_FIRST, *(one.starts_minute for one in found)]) // SLOT
    last = -(-max([_LAST, *(one.ends_minute for one in found)]) // SLOT)
    lanes = {day: _lanes([one for one in found if one.weekday == day]) for day in shown}
    columns = [_column(lane, first, last) for day in shown for lane in lanes[day]]
    rows = tuple(
        Row(
            clock_time(slot * SLOT),
            slot * SLOT % 60 == 0,
            tuple(block for column in columns if (block := column[slot - first])),
        )
        for slot in range(first, last)
    )
    return Week(tuple((day, len(lanes[day])) for day in shown), rows)


def _lanes(found: Sequence[Period]) -> list[list[Period]]:
    """As few lanes as hold them without two at one time; one where there is nothing."""
    lanes: list[list[Period]] = [[]]
    for one in sorted(found, key=lambda one: (one.starts_minute, one.ends_minute)):
        lane = next((lane for lane in lanes if not lane or _slots(lane[-1])[1] <= _slots(one)[0]), None)
        if lane is None:
            lanes.append([one])
        else:
            lane.append(one)
    return lanes


def _slots(one: Period) -> tuple[int, int]:
    """From which row to before which."""
    return one.starts_minute // SLOT, -(-one.ends_minute // SLOT)


def _column(lane: Sequence[Period], first: int, last: int) -> list[Block | None]:
    """What begins in each row: a period, a free place, or None where one goes on."""
    column: list[Block | None] = [Block() for _ in range(first, last)]
    for one in lane:
        begins, ends = _slots(one)
        column[begins - first] = Block(one, ends - begins)
        for slot in range(begins + 1, ends):
            column[slot - first] = None
    return column
