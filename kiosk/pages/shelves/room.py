"""The room at the desk: its plan, where each board begins, and what is done at the shelves."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.library.identity import identity
from db.marking import N_, Sentence
from db.roles import Act
from db.shelf import faces
from db.shelf.settling import take_back
from db.stock.shelves import places
from kiosk.label_printing.fixtures import contents_of_kind
from kiosk.label_printing.order import order
from kiosk.label_printing.run import produce
from kiosk.pages.ground.ask import Ask, local_path
from kiosk.pages.ground.papers import Paper, given, paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.paper.room import plan_paper
from kiosk.sentences.shelves.plan import plan_squares
from kiosk.sentences.shelves.shelf import place_of

HERE = "/shelves"
_SAVED = Sentence(N_("Saved."))


def show_room(ask: Ask) -> Response:
    """The plan, the boards, and the ways to the shelves' other pages."""
    found = faces.bays()
    return page(
        ask,
        "shelves.html",
        bays=found,
        plan=plan_squares(found),
        place_of=lambda face: place_of(face, ask.words),
        shelves=[("", ""), *((place.name, place.name) for place in places() if not place.is_corner)],
        may_change=ask.post.may(Act.CATALOGUE),
        may_print=ask.post.may(Act.PRINT),
    )


def print_plan(ask: Ask) -> Response:
    """The plan to hang up."""
    return paper_answer(ask, plan_paper(faces.bays(), identity().name, ask.words), "plan")


def print_signs(ask: Ask) -> Response:
    """A sign for each shelf and corner, to cut out and hang up. Raises NotFound where there is none."""
    contents, sign = contents_of_kind("signs", ask.words)
    with TemporaryDirectory(prefix="signs-") as folder:
        file = Path(folder) / "signs.pdf"
        produce(contents, sign, replace(order("signs"), out=file), "shelf signs")
        return given(ask, Paper("shelf-signs", file.read_bytes()))


def set_board(ask: Ask) -> Response:
    """Keep with which call number a board begins."""
    level, start = ask.whole("level"), ask.text("start")
    faces.set_face(ask.text("bay"), ask.text("side"), level, start, ask.acting())
    return ask.done(HERE, _SAVED)


def set_bay(ask: Ask) -> Response:
    """Keep where a bay stands on the plan, and which shelf of the lists it is."""
    across, down = ask.whole("across", 0), ask.whole("down", 0)
    square = (across, down) if across or down else None
    faces.set_bay(ask.text("bay"), ask.acting(), location=ask.text("shelf"), square=square)
    return ask.done(HERE, _SAVED)


def remove_bay(ask: Ask) -> Response:
    """Take a bay out of the room; its books are where they were."""
    name = ask.text("bay")
    gone = faces.remove_bay(name, ask.acting())
    said = Sentence(
        N_("Bay {name} has been removed, and its boards with it: {n}."), {"name": name, "n": gone}
    )
    return ask.done(HERE, said)


def remove_board(ask: Ask) -> Response:
    """Take one board away; its books are where they were."""
    event = faces.remove_face(ask.text("bay"), ask.text("side"), ask.whole("level"), ask.acting())
    undo = Undo(f"{HERE}/undo", (("event", str(event)), ("back", HERE)))
    return ask.done(HERE, Sentence(N_("The board has been removed.")), undo=undo)


def undo_events(ask: Ask) -> Response:
    """Undo what was settled at a shelf, by its events."""
    back = local_path(ask.text("back"))
    events = [int(text) for text in ask.chosen("event") if text.isdecimal() and len(text) < 10]
    if events and take_back(events, ask.acting()):
        return ask.done(back, Sentence(N_("Undone.")))
    changed = Sentence(N_("This cannot be undone: something has changed since."))
    return ask.done(back, changed, is_trouble=True)


PAGES = (
    Page(HERE, show_room, Act.DESK),
    Page(f"{HERE}/plan", print_plan, Act.DESK),
    Page(f"{HERE}/signs", print_signs, Act.PRINT),
    Page(f"{HERE}/board", set_board, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/board/remove", remove_board, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/bay", set_bay, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/remove", remove_bay, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/undo", undo_events, Act.STATUS, "POST"),
)
