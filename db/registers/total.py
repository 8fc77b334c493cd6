"""The total register (总括登记): what came in batch by batch, what went out, and what is left after each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from db.registers.amounts import Sum, sum_of
from db.registers.entries import Entry, entries
from db.store.sql import day, rows


@dataclass(frozen=True)
class TotalLine:
    """A line of the total register, and the balance after it.

    Attributes:
        on: the day; None for what was there, or gone, before the register was kept.
        came_in: a batch that came; else one that went out.
        number: of the batch; of what went out, of the case, or empty.
        fund: the name of the fund that paid for it.
        first, last: the lowest and the highest of its numbers in the register of copies.
        struck: numbers of the batch that were entered by mistake.
    """

    on: date | None
    came_in: bool
    number: str
    kind: str
    source: str
    voucher: str
    fund: str
    note: str
    first: int
    last: int
    struck: int
    sum: Sum
    balance: Sum


def total_register() -> list[TotalLine]:
    """All its lines in their order: by day, what came in before what went out."""
    found = entries()
    batches = {
        row[0]: row[1:]
        for row in rows(
            "SELECT batch.number, COALESCE(batch.came_on, batch.entered_on), batch.kind, batch.source,"
            " batch.voucher, COALESCE(fund.name, ''), batch.note FROM accession_batch AS batch"
            " LEFT JOIN fund ON fund.id = batch.fund_id"
        )
    }
    came: dict[int, list[Entry]] = defaultdict(list)
    left: dict[tuple[date | None, str], list[Entry]] = defaultdict(list)
    for entry in found:
        came[entry.batch].append(entry)
        if entry.gone:
            left[entry.gone.on, entry.gone.case].append(entry)
    moves = [(_on(batches[number][0]), True, number, "", of) for number, of in came.items()]
    moves += [(on, False, 0, case, of) for (on, case), of in left.items()]
    stock: dict[int, Entry] = {}
    lines = []
    for on, came_in, number, case, of in sorted(moves, key=_order):
        whole = {one.number: one for one in of if one.struck is None}
        if came_in:
            stock |= whole
        else:
            for gone in whole:
                stock.pop(gone, None)
        _day, kind, source, voucher, fund, note = batches[number] if came_in else _NOTHING
        lines.append(
            TotalLine(
                on,
                came_in,
                *(str(number) if came_in else case, kind, source, voucher, fund, note),
                min(one.number for one in of),
                max(one.number for one in of),
                len(of) - len(whole),
                sum_of(one.counted for one in whole.values()),
                sum_of(one.counted for one in stock.values()),
            )
        )
    return lines


_NOTHING = (None, "", "", "", "", "")
"""What is known of a batch, for what went out."""


def _order(move: tuple[date | None, bool, int, str, list[Entry]]) -> tuple[date, bool, int, str]:
    on, came_in, number, case, _of = move
    return on or date.min, not came_in, number, case


def _on(value: str | date | None) -> date | None:
    return day(value) if value else None
