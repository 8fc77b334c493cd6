"""The total register as tables, and what every register is made of.

The rows are the same for the terminal, a workbook, pages to file, and programs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.callnumber.groups import GROUPS
from db.marking import N_
from db.registers.amounts import UNCLASSED, Sum
from db.registers.total import TotalLine
from kiosk.sentences.stock.registers import GROUP_NAMES, KINDS
from kiosk.words import Words


@dataclass(frozen=True)
class Part:
    """A register, or a part of one.

    Attributes:
        name: a marked word or sentence.
        columns: the marked title of each column, and how wide it is, in parts of the whole.
        rows: the cells: text, numbers, days, amounts as `Decimal`.
        sums: of each row the copies, the list price and the paid price, as they add up over a page.
    """

    name: str
    columns: tuple[tuple[str, float], ...]
    rows: list[tuple[object, ...]]
    sums: list[tuple[int, int, int]]

    def head(self, words: Words) -> tuple[str, ...]:
        """The titles of the columns."""
        return tuple(words.term(name) for name, _share in self.columns)


def money(hundredths: int | None) -> Decimal | str:
    """An amount as it is written; empty where there is none."""
    return "" if hundredths is None else Decimal(hundredths).scaleb(-2)


_GROUPS = tuple((GROUP_NAMES[group], 18.0) for group in (*GROUPS, UNCLASSED))
_AMOUNTS: tuple[tuple[str, float], ...] = (
    (N_("titles"), 12),
    (N_("copies"), 13),
    (N_("list price"), 21),
    (N_("paid"), 21),
)


def total_in(lines: Sequence[TotalLine], words: Words) -> Part:
    """Part one of the total register: what came in."""
    columns = (
        (N_("day"), 19.0),
        (N_("batch"), 11.0),
        (N_("how it came"), 16.0),
        (N_("from whom"), 28.0),
        (N_("voucher"), 18.0),
        *_AMOUNTS,
        *_GROUPS,
        (N_("numbers"), 24.0),
        (N_("remark"), 22.0),
    )
    return _total(
        N_("Total register, part 1: came in"),
        columns,
        [line for line in lines if line.came_in],
        lambda line: (
            line.on or "",
            line.number,
            words(KINDS[line.kind]),
            line.source,
            line.voucher,
            *_sum(line.sum),
            f"{line.first}-{line.last}",
            _remark(line, words),
        ),
    )


def total_out(lines: Sequence[TotalLine], words: Words) -> Part:
    """Part two: what went out."""
    columns = (
        (N_("day"), 22.0),
        (N_("write-off"), 26.0),
        *_AMOUNTS,
        *_GROUPS,
        (N_("remark"), 30.0),
    )
    return _total(
        N_("Total register, part 2: went out"),
        columns,
        [line for line in lines if not line.came_in],
        lambda line: (line.on or "", line.number, *_sum(line.sum), _remark(line, words)),
    )


def total_balance(lines: Sequence[TotalLine], words: Words) -> Part:
    """Part three: what is left at the end of each year."""
    last: dict[int, TotalLine] = {line.on.year if line.on else 0: line for line in lines}
    came = {year: [0, 0] for year in last}
    for line in lines:
        came[line.on.year if line.on else 0][not line.came_in] += line.sum.copies
    rows: list[tuple[object, ...]] = [
        (str(year) if year else words(N_("before")), *came[year], *_sum(line.balance))
        for year, line in last.items()
    ]
    return Part(
        N_("Total register, part 3: left at the end of the year"),
        ((N_("Year"), 16.0), (N_("in"), 14.0), (N_("out"), 14.0), *_AMOUNTS, *_GROUPS),
        rows,
        [],
    )


def total_lines(lines: Sequence[TotalLine], words: Words) -> Part:
    """The whole register, line by line, with what was left after each."""
    rows: list[tuple[object, ...]] = [
        (
            line.on or "",
            words(N_("in")) if line.came_in else words(N_("out")),
            line.number,
            words(KINDS[line.kind]) if line.came_in else "",
            line.source,
            line.voucher,
            *_sum(line.sum)[:4],
            f"{line.first}-{line.last}" if line.came_in else "",
            line.balance.copies,
            money(line.balance.listed),
        )
        for line in lines
    ]
    columns = (
        (N_("day"), 1.0),
        (N_("in or out"), 1.0),
        (N_("batch"), 1.0),
        (N_("how it came"), 1.0),
        (N_("from whom"), 1.0),
        (N_("voucher"), 1.0),
        *_AMOUNTS,
        (N_("numbers"), 1.0),
        (N_("copies left"), 1.0),
        (N_("list price left"), 1.0),
    )
    return Part(N_("Total register"), columns, rows, [])


def _total(
    name: str,
    columns: tuple[tuple[str, float], ...],
    lines: Sequence[TotalLine],
    cells: Callable[[TotalLine], tuple[object, ...]],
) -> Part:
    sums = [(line.sum.copies, line.sum.listed, line.sum.paid) for line in lines]
    return Part(name, columns, [cells(line) for line in lines], sums)


def _sum(known: Sum) -> tuple[object, ...]:
    groups = (f"{titles}/{copies}" if copies else "" for titles, copies in known.groups)
    paid = money(known.paid) if known.paid or known.unpaid < known.copies else ""
    return (known.titles, known.copies, money(known.listed), paid, *groups)


def _remark(line: TotalLine, words: Words) -> str:
    told = [line.fund, line.note]
    if line.struck:
        told.append(words(N_("struck out: {n}"), n=line.struck))
    if line.sum.unlisted:
        told.append(words(N_("no price, or another currency: {n}"), n=line.sum.unlisted))
    return words("; ").join(filter(None, told))


def json_rows(part: Part, keys: Sequence[str]) -> list[dict[str, object]]:
    """The rows under these keys, as programs read them: amounts as numbers, days as text."""
    return [{key: _plain(value) for key, value in zip(keys, row, strict=True)} for row in part.rows]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, date) else value
