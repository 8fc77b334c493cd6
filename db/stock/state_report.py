"""The whole stock by the states of its copies: how many are in each, and which."""

from dataclasses import dataclass
from datetime import datetime

from db.answers.shelves.copy_state import State
from db.stock.states import CopyWithState, copies_with_states
from db.store.batches import select_in
from db.store.sql import rows


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
    for copies in _all(now).values():
        for copy in copies:
            counted[copy.state.state] += 1
    return counted


def copies_in(state: State, now: datetime) -> list[CopyInState]:
    """The copies of one state, in shelf order."""
    chosen = {
        title_id: [copy for copy in copies if copy.state.state is state]
        for title_id, copies in _all(now).items()
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


def _all(now: datetime) -> dict[int, list[CopyWithState]]:
    return copies_with_states([id_ for (id_,) in rows("SELECT DISTINCT title_id FROM copy")], now)
