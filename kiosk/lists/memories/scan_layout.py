"""The memory of any batch scanner: which column is the code and which the time is learnt from the lines."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from db.errors import BadList
from db.marking import N_

ORDERS = ("ymd", "dmy", "mdy")
_DELIMITERS = (",", ";", "\t", "|", " ")
_YEAR_FIRST = re.compile(r"(\d{4})(\d\d)(\d\d)|(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4}|\d\d)|(\d\d)(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?|(\d{2})(\d{2})(\d{2})?")
_BOTH = re.compile(r"(\d{14})|(\S+?)[T ]+([\d:.]+)")
_YEARS = range(2020, 2100)
_SURE = 0.9
"""Of the lines that a layout has to fit; the rest are bad lines and said one by one."""
_LATE = timedelta(days=1)


class NoLayout(BadList):
    """No two columns of a file are a code and a time."""


@dataclass(frozen=True)
class Layout:
    """Which columns, from 0, of lines that are divided by `delimiter` say what.

    Attributes:
        code: the code.
        day: the day, or day and time in one, where `time` is the same.
        time: the time of day.
        order: how days are written where the year is not in front: `dmy` or `mdy`.
    """

    delimiter: str
    code: int
    day: int
    time: int
    order: str = "ymd"

    def read(self, row: Sequence[str]) -> tuple[datetime, str]:
        """Local time and code of one line. Raises ValueError."""
        if len(row) <= max(self.code, self.day, self.time):
            raise ValueError(row)
        code = row[self.code].strip()
        if not code:
            raise ValueError(row)
        return _moment(row[self.day], row[self.time] if self.time != self.day else "", self.order), code


def rows_of(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The lines (number, cells) that are not empty."""
    if delimiter == " ":
        found = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    else:
        lines = csv.reader(text.splitlines(), delimiter=delimiter)
        found = [(lines.line_num, [cell.strip() for cell in row]) for row in lines]
    return [(number, row) for number, row in found if any(row)]


def learn(text: str, now: datetime, *, columns: str = "", order: str = "") -> Layout:
    """The one layout that fits these lines. `now` is local: no scan comes from the day after tomorrow.

    `columns` names them where somebody knows: `code`, `at`, `day`, `time` and `-` for any other; `order` how
    days are written. Raises NoLayout where none fits, BadList where several do.
    """
    if order and order not in ORDERS:
        raise BadList(
            N_("{value} is not an order of day, month and year. Choose one of: ymd, dmy, mdy."), value=order
        )
    fitting: list[Layout] = []
    for delimiter in _DELIMITERS:
        try:
            rows = [row for _, row in rows_of(text, delimiter)]
        except csv.Error:
            continue
        if rows and max(map(len, rows)) > 1:
            fitting = [
                layout
                for layout in _layouts(rows, delimiter, columns)
                if layout.order in (order or layout.order) and _fits(rows, layout, now)
            ]
        if fitting:
            break
    days = {tuple(_moments(rows, layout)) for layout in fitting} if fitting else set()
    if not fitting:
        raise NoLayout(
            N_(
                "No two columns of this file look like a code and a time. Say what the columns are, "
                "from the left: --columns code,day,time (at for day and time in one, - for any other)."
            )
        )
    codes = {layout.code for layout in fitting}
    if len(codes) > 1:
        raise BadList(
            N_("Several columns could be the code ({columns}). Say which: --columns code,day,time."),
            columns=", ".join(str(code + 1) for code in sorted(codes)),
        )
    if len(days) > 1:
        raise BadList(
            N_("The dates in this file can mean two things. Say how they are written: --days dmy or mdy.")
        )
    return fitting[0]


def _layouts(rows: Sequence[Sequence[str]], delimiter: str, columns: str) -> list[Layout]:
    width = max(map(len, rows))
    if columns:
        named = [word.strip().casefold() for word in columns.split(",")]
        if "code" not in named or ("at" not in named and not {"day", "time"} <= set(named)):
            raise BadList(N_("--columns has to name the code and the time: code,at or code,day,time."))
        day = named.index("at" if "at" in named else "day")
        time = named.index("at" if "at" in named else "time")
        return [Layout(delimiter, named.index("code"), day, time, order) for order in ORDERS]
    places = [
        (day, time)
        for day, time in product(range(width), repeat=2)
        if abs(day - time) <= 1
        and _mostly(rows, day, _is_both if day == time else _is_day)
        and (day == time or _mostly(rows, time, lambda cell: bool(_TIME.fullmatch(cell))))
    ]
    found = []
    for day, time in places:
        for code in _codes(rows, {day, time}):
            found += [Layout(delimiter, code, day, time, order) for order in ORDERS]
    return found


def _codes(rows: Sequence[Sequence[str]], taken: set[int]) -> list[int]:
    """The columns that may be the code: no count, and not the same on each line, where there is another."""
    others = [column for column in range(max(map(len, rows))) if column not in taken]
    cells = {column: [row[column] for row in rows if len(row) > column] for column in others}
    long = [column for column in others if max(map(len, cells[column]), default=0) > 3]
    apart = [column for column in long if len(set(cells[column][len(rows) > 2 :])) > 1]
    numbers = [column for column in apart or long if _digits(cells[column]) >= 0.5]
    return numbers or apart or long or others[:1]


def _digits(cells: Sequence[str]) -> float:
    """Which part of all signs are digits: the kind of a barcode (`CODE128`) is mostly letters."""
    signs = "".join(cells)
    return sum(map(str.isdigit, signs)) / max(len(signs), 1)


def _fits(rows: Sequence[Sequence[str]], layout: Layout, now: datetime) -> bool:
    moments = _moments(rows, layout)
    is_enough = bool(moments) and len(_moments(rows[1:], layout)) >= _SURE * (len(rows) - 1)
    return is_enough and max(moments) <= now + _LATE


def _moments(rows: Sequence[Sequence[str]], layout: Layout) -> list[datetime]:
    found = []
    for row in rows:
        try:
            found.append(layout.read(row)[0])
        except ValueError:
            continue
    return found


def _mostly(rows: Sequence[Sequence[str]], column: int, holds: Callable[[str], bool]) -> bool:
    """Whether that is so of a column; its first cell may be a heading."""
    held = [len(row) > column and holds(row[column]) for row in rows]
    return any(held) and sum(held[1:]) >= _SURE * (len(rows) - 1)


def _is_day(cell: str) -> bool:
    return any(_is_valid(cell, order) for order in ORDERS)


def _is_both(cell: str) -> bool:
    for order in ORDERS:
        try:
            _moment(cell, "", order)
        except ValueError:
            continue
        return True
    return False


def _is_valid(cell: str, order: str) -> bool:
    try:
        _moment(cell, "00:00", order)
    except ValueError:
        return False
    return True


def _moment(day: str, time: str, order: str) -> datetime:
    if not time:
        both = _BOTH.fullmatch(day)
        if not both:
            raise ValueError(day)
        day, time = (both[1][:8], both[1][8:]) if both[1] else (both[2], both[3])
    at = _TIME.fullmatch(time)
    if first := _YEAR_FIRST.fullmatch(day):
        parts = first.group(1, 2, 3) if first[1] else first.group(4, 5, 6)
        order = order if order == "ymd" else ""
    elif last := _YEAR_LAST.fullmatch(day):
        parts = last.group(1, 2, 3) if last[1] else last.group(4, 5, 6)
        order = order if len(parts[2]) == 2 or order != "ymd" else ""
    else:
        order = ""
    if not order or not at:
        raise ValueError(day)
    by = dict(zip(order, map(int, parts), strict=True))
    year, month, date = by["y"] + (2000 if by["y"] < 100 else 0), by["m"], by["d"]
    if year not in _YEARS:
        raise ValueError(day)
    hour, minute, second = (int(part or 0) for part in (at.group(1, 2, 3) if at[1] else at.group(4, 5, 6)))
    return datetime(year, month, date, hour, minute, second)
