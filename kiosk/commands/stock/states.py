"""`kiosk stock states`: how many copies are where, and which."""

import argparse

from db.answers.shelves.copy_state import State
from db.marking import N_
from db.stock.state_report import CopyInState, copies_in, states_of_stock
from kiosk.commands.parsing import Commands, one_of
from kiosk.console import Console
from kiosk.sentences.shelves.shelf import STATES, state_note
from kiosk.words import visible_json


def add_to(group: Commands) -> None:
    """Add the command to the group `stock`."""
    _ = group.words
    shown = group.add(
        "states",
        show_states,
        purpose=N_("how many copies are on the shelf, on loan, in repair, missing; or which"),
        example=N_("kiosk stock states missing"),
    )
    words = {state.value: name for state, name in STATES.items()}
    shown.add_argument("state", nargs="?", **one_of(_, words, metavar=N_("STATE")))
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))


def show_states(console: Console, arguments: argparse.Namespace) -> int:
    """Print the counts, or the copies of one state."""
    _ = console.words
    now = console.acting().now
    if arguments.state:
        return _show_copies(console, copies_in(State(arguments.state), now), as_json=arguments.json)
    counted = states_of_stock(now)
    if arguments.json:
        print(visible_json({state.value: count for state, count in counted.items()}), file=console.out)
        return 0
    console.table((_("status"), _("copies")), [(_(STATES[state]), n) for state, n in counted.items()])
    return 0


def _show_copies(console: Console, found: list[CopyInState], *, as_json: bool) -> int:
    _ = console.words
    if as_json:
        print(visible_json([_as_json(one) for one in found]), file=console.out)
        return 0
    console.table(
        (_("call number"), _("title"), _("code"), _("shelf"), _("due on"), _("more")),
        (
            (
                *(one.call_number, one.title, one.copy.code, one.copy.place),
                *(one.copy.state.due_on or "", state_note(one.copy.state, _)),
            )
            for one in found
        ),
    )
    return 0


def _as_json(one: CopyInState) -> dict[str, object]:
    state = one.copy.state
    return {
        "code": one.copy.code,
        "title": one.title,
        "call_number": one.call_number,
        "place": one.copy.place,
        "since": f"{state.since}" if state.since else None,
        "due_on": f"{state.due_on}" if state.due_on else None,
        "lies": state.place,
        "noticed": state.noticed,
    }
