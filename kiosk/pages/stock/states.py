"""The stock by the states of its copies: a table of counts, and the list behind each."""

from starlette.responses import Response

from db.answers.shelves.copy_state import State
from db.errors import NotFound
from db.marking import N_
from db.roles import Act
from db.stock.state_report import CopyInState, copies_in, states_of_stock
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.shelves.shelf import STATES, state_note

HERE = "/stock/states"


def show_states(ask: Ask) -> Response:
    """How many copies are in each state."""
    columns = (
        Column[tuple[State, int]](
            N_("status"), lambda row: ask.words(STATES[row[0]]), lambda row: f"{HERE}/list?of={row[0].value}"
        ),
        Column[tuple[State, int]](
            N_("copies"), lambda row: row[1], lambda row: f"{HERE}/list?of={row[0].value}", is_number=True
        ),
    )
    heading = ask.words(N_("Where the copies are"))
    return table_answer(
        ask, "stock_states.html", columns, list(states_of_stock(ask.now).items()), heading=heading, here=HERE
    )


def list_copies(ask: Ask) -> Response:
    """The copies of one state."""
    try:
        state = State(ask.text("of"))
    except ValueError:
        raise NotFound(N_("There is no such list.")) from None
    columns = (
        Column[CopyInState](N_("call number"), lambda row: row.call_number),
        Column[CopyInState](N_("title"), lambda row: row.title, lambda row: f"/books/{row.title_id}"),
        Column[CopyInState](N_("code"), lambda row: row.copy.code),
        Column[CopyInState](N_("shelf"), lambda row: row.copy.place),
        Column[CopyInState](N_("due on"), lambda row: row.copy.state.due_on),
        Column[CopyInState](N_("more"), lambda row: state_note(row.copy.state, ask.words)),
    )
    heading = ask.words(N_("Copies: {state}"), state=ask.words(STATES[state]))
    return table_answer(
        ask, "stock_states.html", columns, copies_in(state, ask.now), heading=heading, here=""
    )


PAGES = (
    Page(HERE, show_states, Act.STATUS, is_table=True),
    Page(f"{HERE}/list", list_copies, Act.STATUS, is_table=True),
)
