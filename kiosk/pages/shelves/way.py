"""The way to a book: its board, the books beside it, the plan with its bay lit, and a slip to carry."""

from starlette.responses import Response

from db.answers.shelves.finding import Way
from db.errors import NotFound
from db.marking import N_
from db.roles import Act
from db.shelf.finding import way_to
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.room import way_paper
from kiosk.sentences.shelves.plan import plan_squares
from kiosk.sentences.shelves.shelf import way_lines


def show_way(ask: Ask) -> Response:
    """Where each copy is, and which bay that is on the plan. No reader is named."""
    way = _asked(ask)
    title, *told = way_lines(way.there, ask.words)
    return page(
        ask,
        "way.html",
        book=ask.row("book"),
        title=title,
        told=[line.strip() for line in told],
        plan=plan_squares(way.bays),
        lit=way.lit,
    )


def print_way(ask: Ask) -> Response:
    """The slip to carry."""
    return paper_answer(ask, way_paper(_asked(ask), ask.words), "way")


def _asked(ask: Ask) -> Way:
    way = way_to(ask.row("book"), ask.now)
    if way is None:
        raise NotFound(N_("The library has no copy of this book any more."))
    return way


PAGES = (
    Page("/books/{book:row}/way", show_way, Act.DESK),
    Page("/books/{book:row}/way/slip", print_way, Act.DESK),
)
