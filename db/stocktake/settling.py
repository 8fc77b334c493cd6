"""Settling the lists of a stocktake: each line is an act of its own, a batch of them is undone together."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from db.answers.counter.scans import CheckedIn
from db.answers.shelves.stocktake import Counted, Line, Listed, StocktakeSettled
from db.circulation.lending import check_in
from db.circulation.lookup import find_copy
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, StocktakeSettling, database
from db.shelf.settling import found_here, take_back
from db.stocktake.accounts import Account, read_accounts
from db.stocktake.lists import lists_in, lists_of
from db.stocktake.opening import Found, must_be_open
from db.store.batches import insert
from db.store.sql import rows

LOOKED = "looked"
LONG_AGO = timedelta(days=14)
"""After so long nobody needs to have looked a second time."""


def second_look(stocktake: Found, acting: Acting) -> list[Line]:
    """What was not seen, in shelf order, with the titles left and right of each place; it is noted.

    Only what was on this list can be settled as missing.
    """
    must_be_open(stocktake)
    with database.atomic():
        accounts = read_accounts(stocktake)
        lines = lists_in(accounts)[Listed.MISSING]
        fresh = [line for line in lines if line.looked is None]
        batch = _next_batch()
        insert(
            StocktakeSettling,
            ("stocktake_id", "kind", "batch", "copy_id", "code", "at"),
            [(stocktake.stocktake_id, LOOKED, batch, line.copy_id, "", acting.now) for line in fresh],
        )
        if fresh:
            record(acting, "stocktake_looked", details=_told(stocktake, len(fresh)))
        standing: dict[str, list[Account]] = defaultdict(list)
        for one in accounts.copies:
            if one.counted is Counted.SEEN:
                standing[one.area].append(one)
        of_copy = {one.copy_id: one for one in accounts.copies}
        return [_between(line, of_copy[line.copy_id or 0], standing) for line in lines]


def _between(line: Line, one: Account, standing: dict[str, list[Account]]) -> Line:
    area = standing[one.area]
    left = bisect_left(area, one.key, key=lambda other: other.key)
    right = bisect_right(area, one.key, key=lambda other: other.key)
    return replace(
        line,
        after=area[left - 1].title if left else "",
        before=area[right].title if right < len(area) else "",
    )


def settle(
    stocktake: Found, kind: Listed, acting: Acting, codes: Sequence[str] | None = None
) -> StocktakeSettled:
    """Settle the lines of a list, all or those of these codes, as one batch.

    Found books are to be borrowed again, books on loan are returned, books not seen are missing once they
    were on a second-look list; the other lists are ticked off. Raises NotFound for a code that is not on the
    list, BadValue for a closed stocktake.
    """
    must_be_open(stocktake)
    with database.atomic():
        lines = _chosen(lists_of(stocktake)[kind], codes)
        ready = [line for line in lines if kind is not Listed.MISSING or _may_go(line, stocktake, acting.now)]
        batch = _next_batch()
        for line in ready:
            event = _act(kind, line, acting)
            StocktakeSettling.create(
                stocktake=stocktake.stocktake_id,
                kind=kind.value,
                batch=batch,
                copy=line.copy_id,
                code=line.code if kind is Listed.UNKNOWN else "",
                at=acting.now,
                event=event,
            )
        if ready:
            record(acting, "stocktake_settled", details=_told(stocktake, len(ready), kind))
        return StocktakeSettled(len(ready), len(lines) - len(ready))


def undo_settling(stocktake: Found, acting: Acting) -> StocktakeSettled:
    """Undo the last batch that was settled and not undone; `waiting` counts lines that have changed since.

    Raises NotFound where there is none, BadValue for a closed stocktake.
    """
    must_be_open(stocktake)
    with database.atomic():
        last = rows(
            "SELECT MAX(batch) FROM stocktake_settling"
            " WHERE stocktake_id = ? AND undone_at IS NULL AND kind <> ?",
            *(stocktake.stocktake_id, LOOKED),
        )[0][0]
        if last is None:
            raise NotFound(N_("Nothing has been settled yet."))
        changed = 0
        lines = list(
            StocktakeSettling.select().where(
                StocktakeSettling.stocktake == stocktake.stocktake_id, StocktakeSettling.batch == last
            )
        )
        for line in lines:
            if line.event_id is not None and not take_back((line.event_id,), acting):
                changed += 1
            else:
                line.undone_at = acting.now
                line.save()
        if changed == len(lines):
            raise BadValue(N_("This cannot be undone: something has changed since."))
        record(
            acting, "stocktake_settled", details={**_told(stocktake, len(lines) - changed), "undone": True}
        )
        return StocktakeSettled(len(lines) - changed, changed)


def _act(kind: Listed, line: Line, acting: Acting) -> int | None:
    """Do what settling a line means for its copy; the event, where there is one."""
    if line.copy_id is None:
        return None
    match kind:
        case Listed.REVIVE:
            return next(iter(found_here(find_copy(line.copy_id), acting)), None)
        case Listed.ON_LOAN:
            answer = check_in(line.copy_id, acting)
            return answer.events[0] if isinstance(answer, CheckedIn) else None
        case Listed.MISSING:
            was = find_copy(line.copy_id).status
            Copy.update(status="lost").where(Copy.id == line.copy_id).execute()
            return record(acting, "shelf_missing", copy_id=line.copy_id, details={"was": was})
        case _:
            return None


def _may_go(line: Line, stocktake: Found, now: datetime) -> bool:
    """It was looked for a second time, or so much time has passed that it would have turned up."""
    return line.looked is not None or now - stocktake.opened_at >= LONG_AGO


def _chosen(lines: list[Line], codes: Sequence[str] | None) -> list[Line]:
    if codes is None:
        return lines
    wanted = {clean(code) for code in codes}
    chosen = [line for line in lines if line.code in wanted]
    unknown = wanted - {line.code for line in chosen}
    if unknown:
        raise NotFound(N_("{code} is not on this list."), code=min(unknown))
    return chosen


def _next_batch() -> int:
    return int(rows("SELECT COALESCE(MAX(batch), 0) + 1 FROM stocktake_settling")[0][0])


def _told(stocktake: Found, lines: int, kind: Listed | None = None) -> dict[str, object]:
    told: dict[str, object] = {"stocktake": stocktake.stocktake_id, "lines": lines}
    return told | ({"list": kind.value} if kind else {})
