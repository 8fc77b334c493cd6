"""What the registers say of a period: the stock on a day, what came and went, funds, stocktakes."""

from collections import Counter, defaultdict
from datetime import date

from db.answers.shelves.stocktake import Figures
from db.callnumber.groups import GROUPS
from db.clock import local_day
from db.compliance.year_form import was_there
from db.registers.amounts import UNCLASSED, group_of
from db.registers.entries import Entry
from db.registers.funds import funds
from db.stock.acts import CopyAct, copy_acts
from db.stock.repairs import paid_by_kind
from db.stocktake.opening import all_stocktakes
from db.stocktake.statement import statement
from db.structure.groups import Gap, gaps
from db.structure.norms import shares_of
from db.term_report.parts.ground import Ground, moments
from db.term_report.values import Period, Table


def there_on(day: date, ground: Ground) -> list[Entry]:
    """The stock at the end of a day; what nobody knows the day of was there before."""
    return ground.once(("there", day), lambda: [one for one in ground.register if was_there(one, day)])


def came(period: Period, ground: Ground) -> list[Entry]:
    """What came in these days."""
    return [one for one in ground.register if one.came and _within(one.came, period)]


def went(period: Period, ground: Ground) -> list[Entry]:
    """What was withdrawn in these days."""
    return [one for one in ground.register if one.gone and one.gone.on and _within(one.gone.on, period)]


def stocktakes_closed(period: Period) -> list[tuple[str, date, Figures]]:
    """The stocktakes that were closed in these days: name, day, figures as they were signed."""
    found = []
    for one in all_stocktakes():
        if one.closed_at and _within(local_day(one.closed_at), period):
            found.append((one.name, local_day(one.closed_at), statement(one).figures))
    return found


def structure_gaps(there: list[Entry], ground: Ground) -> tuple[tuple[Gap, ...], int]:
    """The five groups of classes against their shares, and of how many copies the class is known."""
    group_of_title = ground.once("groups", lambda: _groups(ground))
    counted = Counter(group_of_title[one.title_id] for one in there)
    held = {group: counted[group] for group in GROUPS}
    return gaps(held, counted[UNCLASSED], shares_of(ground.norm).shares)[0], sum(held.values())


def _groups(ground: Ground) -> dict[int | None, str]:
    known = {one.title_id: one.call_number for one in ground.register}
    return {title_id: group_of(call_number) for title_id, call_number in known.items()}


def structure_table(period: Period, ground: Ground) -> Table:
    """The five groups of classes against their shares, of the copies whose class is known."""
    found, classed = structure_gaps(there_on(min(period.last_day, ground.today), ground), ground)
    return Table(
        "structure",
        ("group", "copies", "share", "norm_share", "short"),
        tuple(
            (
                gap.group,
                gap.copies,
                round(100 * gap.copies / classed, 1),
                gap.norm / 10,
                max(0, gap.of_classed),
            )
            for gap in (found if classed else ())
        ),
        ("share", "norm_share"),
    )


def batches_table(period: Period, ground: Ground) -> Table:
    """What came, by voucher."""
    of_batch: dict[int, list[Entry]] = defaultdict(list)
    for one in came(period, ground):
        of_batch[one.batch].append(one)
    return Table(
        "new_batches",
        ("day", "kind", "source", "voucher", "titles", "copies", "listed", "paid"),
        tuple(
            (
                *(some[0].came, some[0].kind, some[0].source, some[0].voucher),
                *(len({one.title_id for one in some}), len(some)),
                sum(one.listed or 0 for one in some) / 100,
                sum(one.paid or 0 for one in some) / 100
                if any(one.paid is not None for one in some)
                else None,
            )
            for _batch, some in sorted(of_batch.items())
        ),
    )


def grounds_table(period: Period, ground: Ground) -> Table:
    """What was withdrawn, by the ground."""
    counted = Counter(one.gone.ground if one.gone else "" for one in went(period, ground))
    return Table(
        "withdrawn_grounds",
        ("ground", "copies"),
        tuple((ground, counted[ground]) for ground in sorted(counted, key=lambda one: (-counted[one], one))),
    )


def acts_of(period: Period, ground: Ground) -> list[CopyAct]:
    """What was said and seen of copies in these days."""
    return ground.once(("acts", period), lambda: copy_acts(*moments(period)))


def damage_table(period: Period, ground: Ground) -> Table:
    """What was damaged, by kind."""
    counted = Counter(one.how for one in acts_of(period, ground) if one.act == "damaged")
    return Table("damage", ("damage", "copies"), tuple(counted.most_common()))


def settled_table(period: Period, ground: Ground) -> Table:
    """How damage was settled, and what was paid for it where money was taken at all."""
    settled = [one for one in acts_of(period, ground) if one.act == "settled"]
    counted, paid = Counter(one.how for one in settled), paid_by_kind(settled)
    if not paid:
        return Table("settled", ("outcome", "copies"), tuple(counted.most_common()))
    return Table(
        "settled",
        ("outcome", "copies", "paid"),
        tuple(
            (how, copies, paid[how] / 100 if how in paid else None) for how, copies in counted.most_common()
        ),
    )


def stocktakes_table(period: Period) -> Table:
    """The stocktakes of the period."""
    return Table(
        "stocktakes",
        ("stocktake", "day", "on_record", "seen", "on_loan", "missing"),
        tuple(
            (name, day, one.on_record, one.seen, one.on_loan, one.missing)
            for name, day, one in stocktakes_closed(period)
        ),
    )


def funds_table(period: Period) -> Table:
    """The money of the years that the period lies in."""
    years = {period.first_day.year, period.last_day.year}
    return Table(
        "funds",
        ("year", "fund", "amount", "spent", "left", "copies"),
        tuple(
            (one.year, one.name, one.amount / 100, one.spent / 100, one.left / 100, one.copies)
            for one in funds()
            if one.year in years
        ),
    )


def _within(day: date, period: Period) -> bool:
    return period.first_day <= day <= period.last_day
