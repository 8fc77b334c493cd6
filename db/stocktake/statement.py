"""The one page that is signed: books on record, seen, on loan, missing, against the last time."""

import json
from collections import Counter
from dataclasses import asdict

from db.answers.shelves.stocktake import Counted, Figures, Listed, Statement
from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import Stocktake, database
from db.stocktake.accounts import Accounts, read_accounts
from db.stocktake.lists import lists_in
from db.stocktake.opening import Found, all_stocktakes, as_now, must_be_open
from db.store.sql import rows


def figures_of(accounts: Accounts) -> Figures:
    """The figures as they are now."""
    counts = Counter(one.counted for one in accounts.scope)
    return Figures(
        on_record=len(accounts.scope),
        seen=counts[Counted.SEEN],
        on_loan=counts[Counted.ON_LOAN],
        missing=counts[Counted.MISSING],
        not_seen=counts[Counted.NOT_SEEN],
    )


def close(stocktake: Found, acting: Acting, *, although: bool = False) -> Statement:
    """Close it and keep its figures for good.

    Raises BadValue for one that is closed, or while a list is not settled, unless `although` says to close it
    anyway.
    """
    with database.atomic():
        must_be_open(stocktake)
        accounts = read_accounts(stocktake)
        left = {kind: len(lines) for kind, lines in lists_in(accounts).items() if lines}
        if left and not although:
            raise BadValue(
                N_("Not settled yet: {n} lines. See: kiosk stocktake lists. To close it anyway: --anyway"),
                n=sum(left.values()),
            )
        figures = figures_of(accounts)
        Stocktake.update(
            closed_at=acting.now, closed_by=acting.account[:64], figures=json.dumps(asdict(figures))
        ).where(Stocktake.id == stocktake.stocktake_id).execute()
        details: dict[str, object] = {"stocktake": stocktake.stocktake_id, **asdict(figures)}
        record(acting, "stocktake_closed", details=details)
    return statement(as_now(stocktake))


def statement(stocktake: Found) -> Statement:
    """The statement: as it was signed, or of an open stocktake as it stands now."""
    figures = _kept(stocktake) or figures_of(read_accounts(stocktake))
    settled = dict(
        rows(
            "SELECT kind, COUNT(*) FROM stocktake_settling WHERE stocktake_id = ? AND undone_at IS NULL"
            " GROUP BY kind",
            stocktake.stocktake_id,
        )
    )
    before = [
        one
        for one in all_stocktakes()
        if one.closed_at
        and one.stocktake_id != stocktake.stocktake_id
        and one.scope == stocktake.scope
        and one.closed_at <= (stocktake.closed_at or one.closed_at)
    ]
    last = max(before, key=lambda one: one.closed_at or one.opened_at, default=None)
    kept = _kept(last) if last else None
    return Statement(
        name=stocktake.name,
        scope=stocktake.scope,
        opened_at=stocktake.opened_at,
        closed_at=stocktake.closed_at,
        by=stocktake.opened_by,
        figures=figures,
        found_again=settled.get(Listed.REVIVE.value, 0),
        returned=settled.get(Listed.ON_LOAN.value, 0),
        last=(last.name, kept) if last and kept else None,
    )


def _kept(stocktake: Found) -> Figures | None:
    return Figures(**json.loads(stocktake.figures)) if stocktake.figures else None
