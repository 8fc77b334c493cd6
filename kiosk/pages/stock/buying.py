"""What to buy: the plan, the titles of the lists that fit it, and the order form."""

from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.marking import N_, Sentence
from db.roles import Act
from db.structure.buying import Buying, buying
from db.structure.norms import norm_called, norms
from db.title_lists.kept import drop_list, keep_list
from db.title_lists.lines import must_hold
from kiosk.lists.stock.buying import KINDS, held_table, order_table, plan_table, sheets_of
from kiosk.lists.stock.structure import name_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.files import given_workbook
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.stock.said import lines_sent, listing

HERE = "/stock/buy"
_BOUGHT_FROM = ("recommended", "bookseller")
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
        kinds=[(kind, words(KINDS[kind])) for kind in _BOUGHT_FROM],
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


def take_list(ask: Ask) -> Response:
    """Keep a list that was sent."""
    kind = ask.text("kind")
    if kind not in _BOUGHT_FROM:
        raise BadValue(N_("{value} is not one of: {known}."), value=kind, known=", ".join(_BOUGHT_FROM))
    read = lines_sent(ask)
    kept = keep_list(ask.text("name"), kind, ask.text("source"), must_hold(read), ask.acting())
    said = Sentence(N_("List {name}: {n} titles."), {"name": kept.name, "n": kept.titles})
    if read.refused:
        ask.say(
            Sentence(N_("Rows that name no title: {n}, the first is {row}."), _first(read.refused)),
            is_trouble=True,
        )
    return ask.done(HERE, said)


def _first(refused: tuple[tuple[int | str, str], ...]) -> dict[str, object]:
    return {"n": len(refused), "row": refused[0][0]}


def drop(ask: Ask) -> Response:
    """Keep a list no longer."""
    gone = drop_list(ask.text("name"), ask.acting())
    return ask.done(HERE, Sentence(N_("The list {name} is dropped."), {"name": gone.name}))


def _bought(ask: Ask) -> Buying:
    return buying(norm_called(ask.text("profile")), local_day(ask.now))


PAGES = (
    Page(HERE, show_buying, Act.CATALOGUE),
    Page(f"{HERE}/order.xlsx", give_order, Act.CATALOGUE),
    Page(f"{HERE}/lists", take_list, Act.CATALOGUE, "POST", files=1, largest=16 * MB),
    Page(f"{HERE}/drop", drop, Act.CATALOGUE, "POST"),
)
