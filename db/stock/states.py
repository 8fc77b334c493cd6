"""The state of each copy: one rule for every list."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from db.answers.shelves.copy_state import CopyState, State
from db.clock import local_day
from db.events.record import STANDS
from db.models import CODE_OF_COPY
from db.store.batches import select_in
from db.store.sql import day, moment, rows

ON_THE_WAY = timedelta(hours=24)
"""What came back is on its way to the shelf until this is over, or until somebody has put it there."""

NOTICED = {
    "copy_marked": "librarian",
    "not_found": "librarian",
    "shelf_missing": "stocktake",
    "corner_missing": "corner",
}
"""The events by which a copy gets a status other than available, and who noticed by that what is missing."""

_OF_STATUS = {
    "withdrawn": State.WITHDRAWN,
    "lost": State.MISSING,
    "repair": State.IN_REPAIR,
    "processing": State.IN_PROCESSING,
    "frozen": State.FROZEN,
}

_BACK = f"""
    (SELECT MAX(back.returned_at) FROM loan AS back WHERE back.copy_id = copy.id),
    (SELECT MAX(event.at) FROM event WHERE event.copy_id = copy.id AND event.verb = 'shelved' AND {STANDS})
"""
_COPIES = f"""
    SELECT copy.title_id, copy.id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''),
           COALESCE(location.name, ''), COALESCE(location.kind = 'corner', FALSE), copy.status, loan.due_on,
           {_BACK}
    FROM copy JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
    WHERE copy.title_id IN
"""
_ELSEWHERE = f"""
    SELECT copy.title_id, copy.status, COALESCE(location.kind = 'corner', FALSE), loan.due_on, {_BACK}
    FROM copy LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
    WHERE copy.status <> 'withdrawn' AND (
        copy.status <> 'available' OR loan.id IS NOT NULL OR location.kind = 'corner'
        OR EXISTS (SELECT 1 FROM loan AS late WHERE late.copy_id = copy.id AND late.returned_at > ?))
    AND copy.title_id IN
"""


@dataclass(frozen=True)
class CopyWithState:
    """A copy by its label or ISBN, the place of its record, and its state."""

    copy_id: int
    code: str
    place: str
    in_corner: bool
    state: CopyState


def state_of(
    status: str,
    due_on: date | None,
    in_corner: bool,
    returned_at: datetime | None,
    shelved_at: datetime | None,
    now: datetime,
) -> CopyState:
    """The state of a copy by its record: due on this day, if it is out; last returned and shelved then."""
    marked = _OF_STATUS.get(status)
    if marked in (State.WITHDRAWN, State.MISSING):
        return CopyState(marked)
    if due_on is not None:
        return CopyState(State.ON_LOAN, due_on=due_on)
    if marked:
        return CopyState(marked)
    if in_corner:
        return CopyState(State.IN_CORNER)
    since = None if returned_at is None else local_day(returned_at)
    if returned_at and returned_at > now - ON_THE_WAY and not (shelved_at and shelved_at >= returned_at):
        return CopyState(State.TO_SHELVE, since)
    return CopyState(State.ON_SHELF, since)


def _of_row(
    status: str, due_on: Any, in_corner: Any, returned_at: Any, shelved_at: Any, now: datetime
) -> CopyState:
    """As `state_of`, of values as a store gives them."""
    return state_of(
        status,
        None if due_on is None else day(due_on),
        bool(in_corner),
        None if returned_at is None else moment(returned_at),
        None if shelved_at is None else moment(shelved_at),
        now,
    )


def copies_with_states(title_ids: Sequence[int], now: datetime) -> dict[int, list[CopyWithState]]:
    """The copies of each of these titles, withdrawn ones too, by number."""
    found: dict[int, list[CopyWithState]] = defaultdict(list)
    for title_id, copy_id, code, place, in_corner, status, due_on, returned_at, shelved_at in sorted(
        select_in(_COPIES, title_ids), key=lambda row: row[1]
    ):
        state = _of_row(status, due_on, in_corner, returned_at, shelved_at, now)
        found[title_id].append(CopyWithState(copy_id, code, place, bool(in_corner), state))
    marked = _marked([one.copy_id for copies in found.values() for one in copies if _is_marked(one)])
    for copies in found.values():
        copies[:] = [_with_mark(one, marked.get(one.copy_id)) for one in copies]
    return found


def states_elsewhere(title_ids: Sequence[int], now: datetime) -> dict[int, list[CopyState]]:
    """The states of those copies of these titles that are neither on the shelf nor withdrawn, for a page."""
    marks = ", ".join("?" * len(title_ids))
    found: dict[int, list[CopyState]] = defaultdict(list)
    for title_id, status, in_corner, due_on, returned_at, shelved_at in (
        rows(f"{_ELSEWHERE} ({marks})", now - ON_THE_WAY, *title_ids) if title_ids else ()
    ):
        state = _of_row(status, due_on, in_corner, returned_at, shelved_at, now)
        if state.state is not State.ON_SHELF:
            found[title_id].append(state)
    return found


def _is_marked(copy: CopyWithState) -> bool:
    return copy.state.state in _OF_STATUS.values()


def _marked(copy_ids: Sequence[int]) -> dict[int, tuple[datetime, str, dict[str, object]]]:
    """When and by which act these copies got their status last."""
    return {
        copy_id: (moment(at), verb, json.loads(details or "{}"))
        for _id, copy_id, at, verb, details in sorted(
            select_in(
                "SELECT id, copy_id, at, verb, details FROM event"
                f" WHERE verb IN ({', '.join(map(repr, NOTICED))}) AND {STANDS} AND copy_id IN",
                copy_ids,
            ),
            key=lambda row: row[0],
        )
    }


def _with_mark(copy: CopyWithState, mark: tuple[datetime, str, dict[str, object]] | None) -> CopyWithState:
    if mark is None or not _is_marked(copy):
        return copy
    at, verb, details = mark
    noticed = NOTICED[verb] if copy.state.state is State.MISSING else ""
    place = str(details.get("place", "")) if copy.state.state is State.IN_REPAIR else ""
    return replace(copy, state=replace(copy.state, since=local_day(at), place=place, noticed=noticed))
