"""The copies behind figures of a report: what came, what went, what befell each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from db.answers.table import Table
from db.clock import local_day
from db.models import CODE_OF_COPY
from db.registers.entries import Entry
from db.stock.acts import copy_acts
from db.stock.repairs import OUTCOMES
from db.store.batches import select_in
from db.store.sql import day, moment, rows
from db.term_report.parts.ground import Ground, moments
from db.term_report.values import Period

_COPIES = f"""
    SELECT copy.id, title.title, title.call_number,
           COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, '')
    FROM copy JOIN title ON title.id = copy.title_id WHERE copy.id IN
"""


def entries(found: Sequence[Entry], day_of: Callable[[Entry], date | None]) -> Table:
    """Lines of the register of copies, with the day on which each came or went."""
    return Table(
        ("number", "day", "title", "author", "call_number", "barcode", "kind", "price", "paid"),
        tuple(
            (
                *(one.number, day_of(one), one.title, one.author, one.call_number, one.code, one.kind),
                *(one.price, None if one.paid is None else Decimal(one.paid) / 100),
            )
            for one in found
        ),
    )


def acts(*wanted: str) -> Callable[[Period, Ground], Table]:
    """The list of acts of some kinds."""

    def told(period: Period, _ground: Ground) -> Table:
        return _copies(
            (one.copy_id, local_day(one.at), one.how) for one in copy_acts(*moments(period), wanted)
        )

    return told


def settled(status: str) -> Callable[[Period, Ground], Table]:
    """The list of repairs after which the copy has this status."""

    def told(period: Period, _ground: Ground) -> Table:
        found = copy_acts(*moments(period), ("settled",))
        return _copies(
            (one.copy_id, local_day(one.at), one.how) for one in found if OUTCOMES.get(one.how) == status
        )

    return told


def _copies(acts: Iterable[tuple[int, date, str]]) -> Table:
    """Copies with the day and what was said of them."""
    found = list(acts)
    known = {row[0]: row[1:] for row in select_in(_COPIES, sorted({copy_id for copy_id, _, _ in found}))}
    return Table(
        ("day", "title", "call_number", "barcode", "act"),
        tuple((on, *known[copy_id], how) for copy_id, on, how in found),
    )


def relabelled(period: Period, _ground: Ground) -> Table:
    """Copies whose new label was scanned on them."""
    return _copies(
        (copy_id, local_day(moment(at)), "")
        for copy_id, at in rows(
            "SELECT copy_id, changed_at FROM relabel_item WHERE state = 'closed'"
            " AND changed_at >= ? AND changed_at < ? ORDER BY changed_at, id",
            *moments(period),
        )
    )


def blocked(period: Period, _ground: Ground) -> Table:
    """Copies that block lists met, with what was decided."""
    return _copies(
        (copy_id, local_day(moment(at)), str(result))
        for copy_id, at, result in rows(
            "SELECT copy_id, found_at, result FROM blocked_copy WHERE found_at >= ? AND found_at < ?"
            " AND result <> 'not_it' ORDER BY id",
            *moments(period),
        )
    )


def bound(period: Period, _ground: Ground) -> Table:
    """Volumes of periodicals."""
    return _copies(
        (copy_id, day(on), "")
        for copy_id, on in rows(
            "SELECT copy_id, bound_on FROM volume WHERE bound_on BETWEEN ? AND ? ORDER BY bound_on, id",
            period.first_day,
            period.last_day,
        )
    )
