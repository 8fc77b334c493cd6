"""The stock in a period: what there was at its end, what came and went, what befell it."""

from collections import Counter

from db.periodicals.issues import issues
from db.registers.shelving import shelving
from db.stock.repairs import OUTCOMES
from db.store.sql import rows
from db.term_report.parts import registered
from db.term_report.parts.ground import Counts, Ground, known, moments, ratio
from db.term_report.parts.registered import came, stocktakes_closed, there_on, went
from db.term_report.values import Period, Table


def counts(period: Period, ground: Ground) -> Counts:
    """The figures of a period in which the library was there."""
    last = min(period.last_day, ground.today)
    there = there_on(last, ground)
    new, gone = came(period, ground), went(period, ground)
    kinds = Counter(one.kind for one in new)
    on_shelf = shelving(period.first_day, period.last_day, ground.today)
    groups, classed = registered.structure_gaps(there, ground)
    short = sum(max(0, one.of_classed) for one in groups)
    found = known(
        stock=len(there),
        structure_short=short if classed else None,
        structure_short_rate=ratio(short, classed, 100),
        titles=len({one.title_id for one in there}),
        new=len(new),
        bought=kinds["bought"],
        given=kinds["given"],
        subscribed=kinds["subscribed"],
        new_in_time=ratio(on_shelf.in_time, on_shelf.in_time + on_shelf.late, 100),
        list_value=sum(one.listed or 0 for one in new),
        withdrawn=len(gone),
        net_growth=len(new) - len(gone),
    )
    paid = [one.paid for one in new if one.paid is not None]
    return {
        **found,
        **({"spent": sum(paid)} if paid else {}),
        **_acts(period, ground),
        **_press(period, ground),
    }


def _acts(period: Period, ground: Ground) -> Counts:
    """What was said of copies, what was relabelled, counted and reviewed."""
    span = moments(period)
    told = registered.acts_of(period, ground)
    acts = Counter(one.act for one in told)
    settled = Counter(OUTCOMES.get(one.how) for one in told if one.act == "settled")
    ((relabelled,),) = rows(
        "SELECT COUNT(*) FROM relabel_item WHERE state = 'closed' AND changed_at >= ? AND changed_at < ?",
        *span,
    )
    reviews = dict(
        rows("SELECT passed, COUNT(*) FROM title_review WHERE at >= ? AND at < ? GROUP BY passed", *span)
    )
    ((blocked,),) = rows(
        "SELECT COUNT(*) FROM blocked_copy WHERE found_at >= ? AND found_at < ? AND result <> 'not_it'", *span
    )
    closed = stocktakes_closed(period)
    return {
        "damaged": acts["damaged"],
        "mended": settled["available"],
        "worn_out": settled["withdrawn"],
        "lost": acts["lost"],
        "found_again": acts["found"],
        "reshelved": acts["shelved"],
        "misplaced": acts["moved"],
        "relabelled": int(relabelled),
        "reviewed": sum(reviews.values()),
        "refused": sum(number for passed, number in reviews.items() if not passed),
        "blocked": int(blocked),
        "stocktakes": len(closed),
        "stocktake_seen": sum(one.seen for _, _, one in closed),
        "stocktake_missing": sum(one.missing for _, _, one in closed),
    }


def _press(period: Period, ground: Ground) -> Counts:
    """Periodicals of these days, and the issues that were due in them by now."""
    last = min(period.last_day, ground.today)
    due = issues(ground.today, period.first_day, last)
    arrived = sum(one.received >= one.copies for one in due)
    ((titles,),) = rows(
        "SELECT COUNT(DISTINCT title_id) FROM subscription WHERE starts_on <= ? AND ends_on >= ?",
        last,
        period.first_day,
    )
    ((bound,),) = rows(
        "SELECT COUNT(*) FROM volume WHERE bound_on BETWEEN ? AND ?", period.first_day, period.last_day
    )
    return known(
        periodicals=int(titles),
        issues_due=len(due),
        issues_arrived=arrived,
        arrival_rate=ratio(arrived, len(due), 100),
        volumes_bound=int(bound),
    )


def tables(period: Period, ground: Ground) -> tuple[Table, ...]:
    """The five groups, what came and went, damage and how it was settled, stocktakes, money."""
    return (
        registered.structure_table(period, ground),
        registered.batches_table(period, ground),
        registered.grounds_table(period, ground),
        registered.damage_table(period, ground),
        registered.settled_table(period, ground),
        registered.stocktakes_table(period),
        registered.funds_table(period),
    )
