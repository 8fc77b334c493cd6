"""Periodicals on paper: the grid of a month, the claim, the yearly order in three copies, order sheets."""

import calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from db.marking import N_
from db.periodicals.aids import Aid
from db.periodicals.issues import IssueState
from db.periodicals.subscribing import Subscribed, is_newspaper
from kiosk.paper.stock.registers import Part, money
from kiosk.sentences.stock.periodicals import FOR_WHOM, FREQUENCIES, PAYERS, STATE_SIGNS
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Together

COPIES_OF_ORDER = (N_("first copy, handed in"), N_("second copy, handed in"), N_("third copy, kept"))


def month_grid(
    issues: Sequence[IssueState], month: date
) -> tuple[list[int], list[tuple[int, str, dict[int, list[IssueState]]]]]:
    """The days of a month, and for each subscription its number, its title, and its issues by day."""
    days = list(range(1, calendar.monthrange(month.year, month.month)[1] + 1))
    lines: dict[tuple[str, int], dict[int, list[IssueState]]] = defaultdict(lambda: defaultdict(list))
    for one in issues:
        lines[one.title, one.subscription][one.due_on.day].append(one)
    return days, [(number, title, dict(cells)) for (title, number), cells in sorted(lines.items())]


def grid_rows(issues: Sequence[IssueState], month: date) -> tuple[list[str], list[tuple[str, ...]]]:
    """The same as text: head and lines, an issue as its sign and its number."""
    days, lines = month_grid(issues, month)
    used = [day for day in days if any(day in cells for _number, _title, cells in lines)]
    head = ["", *map(str, used)]
    rows = [
        (
            title,
            *(
                " ".join(f"{STATE_SIGNS[one.state]}{one.number}" for one in cells.get(day, ()))
                for day in used
            ),
        )
        for _number, title, cells in lines
    ]
    return head, rows


def claim_paper(issues: Sequence[IssueState], library: str, today: date, words: Words) -> list[Block]:
    """The slip that goes to the post: what is missing, since when, how many copies."""
    _ = words
    return [
        Heading(_(N_("Missing issues"))),
        Line(f"{library or _('School library')} · {_.dated(today)}"),
        Line(_(N_("These issues have not arrived. Please deliver them, or say what became of them."))),
        Grid(
            (_("postal no."), _("periodical"), _("issue"), _("expected on"), _("copies missing"), _("reply")),
            tuple(
                (one.code, one.title, str(one.number), str(one.due_on), str(one.copies - one.received), "")
                for one in issues
            ),
            (3, 7, 2, 4, 3, 6),
            ruled=True,
            height=8.0,
        ),
        Line(_(N_("Claimed by: ____________  Received by: ____________"))),
    ]


def order_part(subscriptions: Sequence[Subscribed], words: Words) -> Part:
    """The order list of a year, by the postal number; public and private money apart."""
    columns = (
        (N_("postal no."), 18.0),
        (N_("periodical"), 60.0),
        (N_("kind"), 20.0),
        (N_("frequency"), 26.0),
        (N_("from"), 21.0),
        (N_("until"), 21.0),
        (N_("copies of each"), 14.0),
        (N_("price"), 20.0),
        (N_("sum"), 24.0),
        (N_("paid by"), 18.0),
        (N_("for whom"), 26.0),
    )
    ordered = sorted(subscriptions, key=lambda one: one.payer == "private")
    rows: list[tuple[object, ...]] = [
        (
            one.code,
            one.title,
            kind_of(one.code, words),
            words(FREQUENCIES[one.frequency]),
            one.starts_on,
            one.ends_on,
            one.copies,
            money(one.price),
            money(None if one.price is None else one.price * one.copies),
            words(PAYERS[one.payer]),
            one.class_name or words(FOR_WHOM[one.readers]),
        )
        for one in ordered
    ]
    sums = [(one.copies, (one.price or 0) * one.copies, 0) for one in ordered]
    return Part(N_("Order list of periodicals"), columns, rows, sums)


def kind_of(code: str, words: Words) -> str:
    """Newspaper or magazine, as the post's number says."""
    known = is_newspaper(code)
    return "" if known is None else words(N_("newspaper") if known else N_("magazine"))


def order_paper(subscriptions: Sequence[Subscribed], year: int, library: str, words: Words) -> list[Block]:
    """The order list in three copies, public and private money on lists of their own."""
    blocks: list[Block] = []
    for copy in COPIES_OF_ORDER:
        is_apart = bool(blocks)  # two copies are handed in, to different people
        for is_private in (False, True):
            some = [one for one in subscriptions if (one.payer == "private") == is_private]
            if some:
                order = tuple(_order(some, year, library, copy, is_private, words))
                blocks.append(Together(order, is_apart))
                is_apart = False
    return blocks


def _order(
    some: Sequence[Subscribed], year: int, library: str, copy: str, is_private: bool, words: Words
) -> Iterator[Block]:
    _ = words
    part = order_part(some, words)
    yield Heading(_(N_("Periodicals ordered for {year}"), year=year))
    money_of = _(N_("private money")) if is_private else _(N_("public money"))
    yield Line(f"{library or _('School library')} · {money_of} · {_.term(copy)}")
    yield Grid(
        part.head(words),
        tuple(tuple(str(cell) for cell in row) for row in part.rows),
        tuple(share for _name, share in part.columns),
        ruled=True,
        height=7.0,
        lines=2,
        size=2.9,
    )
    whole: Decimal | str = money(sum(one[1] for one in part.sums))
    copies = sum(one[0] for one in part.sums)
    yield Line(
        _(
            N_("Periodicals: {titles}; copies: {copies}; total: {amount}."),
            titles=len(some),
            copies=copies,
            amount=whole,
        )
    )
    yield Line(_(N_("Ordered by: ____________  Head of the school: ____________  Post: ____________")))
    yield Line("")


def aids_paper(aids: Sequence[Aid], year: int, library: str, words: Words) -> list[Block]:
    """An order sheet for each class: counted, without a name on it."""
    _ = words
    blocks: list[Block] = []
    for class_name in sorted({one.class_name for one in aids}):
        own = [one for one in aids if one.class_name == class_name]
        sheet: list[Block] = [
            Heading(_(N_("Teaching aids of {name}, {year}"), name=class_name, year=year)),
            Line(library or _("School library")),
            Line(_(N_("Nobody has to order anything: every order is voluntary."))),
            Grid(
                (_("item"), _("ordered"), _("price of one"), _("sum"), _("arrived"), _("handed out")),
                tuple(
                    (
                        one.item,
                        str(one.copies),
                        *(str(money(amount)) for amount in (one.price, one.amount)),
                        str(one.arrived),
                        str(one.handed_out),
                    )
                    for one in own
                ),
                (8, 2, 3, 3, 2, 2),
                ruled=True,
                height=8.0,
            ),
            Line(_(N_("Total: {amount}"), amount=money(sum(one.amount or 0 for one in own)))),
            Line(_(N_("Class: ____________  Received by: ____________"))),
        ]
        blocks.append(Together(tuple(sheet)))
    return blocks
