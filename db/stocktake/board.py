"""How far a stocktake is: its areas, its speed, what is left, and its loss so far."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from math import ceil

from db.answers.shelves.stocktake import Area, Board, Counted
from db.stocktake.accounts import Account, Accounts, read_accounts
from db.stocktake.opening import Found, areas_of, card_of_code, code_of_card

_RECENT = timedelta(minutes=10)
_LEAST_SCANS, _LEAST_TIME = 100, timedelta(hours=1)
"""From so many scans on, or so long after the first one, a rate says something of the days to come."""


def board(stocktake: Found, now: datetime) -> Board:
    """The board as it is at this moment."""
    accounts = read_accounts(stocktake)
    scope = accounts.scope
    counts = Counter(one.counted for one in scope)
    areas = _areas(accounts)
    done = {area.name for area in areas if area.state == "done"}
    in_done = [one for one in scope if one.area in done]
    lost = sum(one.counted in (Counted.MISSING, Counted.NOT_SEEN) for one in in_done)
    times = [scan.at for one in accounts.copies for scan in one.scans]
    recent = sum(now - _RECENT <= at <= now for at in times)
    scanned_days = {at.date() for at in times}
    is_telling = len(times) >= _LEAST_SCANS or (bool(times) and max(times) - min(times) >= _LEAST_TIME)
    per_day = counts[Counted.SEEN] / len(scanned_days) if is_telling else 0.0
    left = counts[Counted.NOT_SEEN]
    return Board(
        stocktake_id=stocktake.stocktake_id,
        name=stocktake.name,
        opened_at=stocktake.opened_at,
        closed_at=stocktake.closed_at,
        counts={kind: counts[kind] for kind in Counted if kind is not Counted.GONE},
        areas=tuple(areas),
        scans=len(times),
        per_minute=recent / (_RECENT / timedelta(minutes=1)),
        days_left=ceil(left / per_day) if per_day else None,
        loss=round(1000 * lost / len(in_done)) if in_done else None,
    )


def _areas(accounts: Accounts) -> list[Area]:
    id_ = accounts.stocktake.stocktake_id
    of_area: dict[str, list[Account]] = defaultdict(list)
    for one in accounts.scope:
        of_area[one.area].append(one)
    begun: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    names = areas_of(id_)
    for scan in accounts.other:
        card = card_of_code(scan.code)
        if card and card[0] == id_ and 1 <= card[1] <= len(names):
            begun[names[card[1] - 1]][scan.station, scan.person] += 1
    stations: dict[str, set[str]] = defaultdict(set)
    for one in accounts.copies:
        for scan in one.scans:
            stations[scan.area].add(scan.person or scan.station)
    return [
        _area(number, name, id_, of_area[name], begun[name], stations[name])
        for number, name in enumerate(names, 1)
    ]


def _area(
    number: int,
    name: str,
    stocktake_id: int,
    copies: list[Account],
    begun: Counter[tuple[str, str]],
    stations: set[str],
) -> Area:
    """Done is an area where every card that was scanned to begin was scanned to end, or nothing is left."""
    accounted = sum(one.counted is not Counted.NOT_SEEN for one in copies)
    seen_by = stations | {person or station for station, person in begun}
    is_ended = bool(begun) and all(times % 2 == 0 for times in begun.values())
    if is_ended or (copies and seen_by and accounted == len(copies)):
        state = "done"
    else:
        state = "running" if seen_by else "left"
    return Area(
        number=number,
        name=name,
        code=code_of_card(stocktake_id, number),
        expected=len(copies),
        accounted=accounted,
        state=state,
        stations=tuple(sorted(seen_by)),
        first=copies[0].call_number if copies else "",
        last=copies[-1].call_number if copies else "",
    )
