"""What to buy: the plan, the titles of the lists that fit it, and the order form."""

from starlette.responses import Response

from db.clock import local_day
from db.roles import Act
from db.structure.buying import Buying, buying
from db.structure.norms import norm_called, norms
from kiosk.lists.stock.buying import held_table, order_table, plan_table, sheets_of
from kiosk.lists.stock.structure import name_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.files import given_workbook
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.stock.said import listing
from kiosk.sentences.classes.reading import KINDS

HERE = "/stock/buy"
_SHOWN = 200


def show_buying(ask: Ask) -> Response:
    """The plan, the order and the lists."""
    bought, words = _bought(ask), ask.words
    held = bought.held[:_SHOWN]
    return page(
        ask,
        "buying.html",
        bought=bought,
        profile=name_of(bought.found.norm, words),
        profiles=[(norm.name, name_of(norm, words)) for norm in norms().values()],
        named=KINDS,
        plan=listing(
            ask,
            plan_table(bought, words),
            {0: [f"/stock/titles?of=class&value={one.letter}" for one in bought.plan]},
        ),
        order=listing(ask, order_table(bought.offers[:_SHOWN], words)),
        held=listing(ask, held_table(held, words), {1: [f"/books/{one.title_id}" for one in held]}),
    )


def give_order(ask: Ask) -> Response:
    """The order form."""
    return given_workbook(ask, sheets_of(_bought(ask), ask.words), "order")


def _bought(ask: Ask) -> Buying:
    return buying(norm_called(ask.text("profile")), local_day(ask.now))


PAGES = (
    Page(HERE, show_buying, Act.CATALOGUE),
    Page(f"{HERE}/order.xlsx", give_order, Act.CATALOGUE),
)
