"""The buy list as people read it: tables for a page, and the sheets of the order form."""

from db.answers.table import Cell, Table
from db.marking import N_
from db.structure.buying import Buying, Held, Offer
from kiosk.lists.workbook import Sheet
from kiosk.words import Words

HOW = {
    "isbn": N_("by its ISBN"),
    "title": N_("by its title"),
    "part": N_("perhaps: a longer title"),
    "hand": N_("by hand"),
}
"""How a line of a list was found in the stock."""


def plan_table(bought: Buying, words: Words) -> Table:
    """How many copies of which class."""
    _ = words
    head = (
        *(_("CLC class"), _("group"), _("group is short of"), _("copies"), _("loans in a year")),
        *(_("mean age in years"), _("to buy")),
    )
    return Table(
        head,
        tuple(
            (
                *(one.letter, one.group, one.gap, one.copies, one.loans),
                *("–" if one.age is None else f"{one.age:.1f}", one.to_buy),
            )
            for one in bought.plan
        ),
    )


def order_table(offers: tuple[Offer, ...], words: Words) -> Table:
    """The order form: what the bookseller needs, and why each title is on it."""
    _ = words
    head = (
        *(_("no."), "ISBN", _("title"), _("author"), _("publisher"), _("year"), _("unit price"), _("copies")),
        *(_("amount"), _("CLC class"), _("on the lists")),
    )
    lines: list[tuple[Cell, ...]] = []
    for number, one in enumerate(offers, 1):
        line = one.line
        price = None if line.price is None else line.price / 100
        lines.append(
            (
                *(number, line.isbn, line.title, line.author, line.publisher, line.year, price, one.to_buy),
                None if price is None else round(price * one.to_buy, 2),
                *(line.class_number, words(N_(", ")).join(one.lists)),
            )
        )
    return Table(head, tuple(lines))


def held_table(held: tuple[Held, ...], words: Words) -> Table:
    """Titles of the lists that are in stock, or perhaps are."""
    _ = words
    return Table(
        ("ISBN", _("title"), _("author"), _("list"), _("how found")),
        tuple((one.line.isbn, one.line.title, one.line.author, one.in_list, _(HOW[one.how])) for one in held),
    )


def sheets_of(bought: Buying, words: Words) -> list[Sheet]:
    """The workbook: the order, the plan it follows, what is here, what nobody has classified."""
    _ = words
    tables = (
        (_("order"), order_table(bought.offers, words)),
        (_("plan"), plan_table(bought, words)),
        (_("here already"), held_table(bought.held, words)),
        (_("no class"), order_table(bought.unclassified, words)),
    )
    return [
        Sheet(name, table.columns, [["" if cell is None else cell for cell in row] for row in table.rows])
        for name, table in tables
    ]
