"""The whole stock by the states of its copies: how many are in each, and which."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db.answers.shelves.copy_state import State
from db.stock.states import ON_THE_WAY, CopyWithState, copies_with_states, state_of
from db.store.batches import select_in
from db.store.sql import day, rows


@dataclass(frozen=True)
class CopyInState:
    """A copy in a list of one state, with its title's id, name and call number."""

    title_id: int
    title: str
    call_number: str
    copy: CopyWithState


def states_of_stock(now: datetime) -> dict[State, int]:
    """How many copies are in each state, from the shelf to those that are withdrawn; `now` is naive UTC."""
    counted = dict.fromkeys(reversed(State), 0)
    for _title, state in _states(now):
        counted[state] += 1
    return counted


def copies_in(state: State, now: datetime) -> list[CopyInState]:
    """The copies of one state, in shelf order."""
    titles = {title_id for title_id, one in _states(now) if one is state}
    chosen = {
        title_id: [copy for copy in copies if copy.state.state is state]
        for title_id, copies in copies_with_states(sorted(titles), now).items()
    }
    names = select_in(
        "SELECT id, title, call_number, shelf_key FROM title WHERE id IN",
        [title_id for title_id, copies in chosen.items() if copies],
    )
    return [
        CopyInState(title_id, title, call_number, copy)
        for title_id, title, call_number, _key in sorted(names, key=lambda row: (bytes(row[3]), row[0]))
        for copy in chosen[title_id]
    ]


_BARE = """
    SELECT copy.id, copy.title_id, copy.status, loan.due_on, COALESCE(location.kind = 'corner', FALSE)
    FROM copy LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
"""


def _states(now: datetime) -> Iterator[tuple[int, State]]:
    """The title and the state of each copy, without reading the loans of years ago.

    Which copies may be on their way to the shelf is known by the returns of the last day.
    """
    back = {
        copy_id
        for (copy_id,) in rows(
            "SELECT DISTINCT copy_id FROM event WHERE at > ? AND verb = 'returned' AND copy_id IS NOT NULL",
            now - ON_THE_WAY,
        )
    }
    titles = {title_id for (title_id,) in select_in("SELECT title_id FROM copy WHERE id IN", sorted(back))}
    told = {
        copy.copy_id: copy.state.state
        for copies in copies_with_states(sorted(titles), now).values()
        for copy in copies
    }
    for copy_id, title_id, status, due_on, in_corner in rows(_BARE):
        bare = state_of(status, None if due_on is None else day(due_on), bool(in_corner), None, None, now)
        yield title_id, told.get(copy_id, bare.state)
