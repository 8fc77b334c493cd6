"""`kiosk registers funds`, `fund`, `remove-fund`: the money of a year, and how much of it is spent."""

import argparse

from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.registers.funds import FundState, funds, remove_fund, set_fund
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.paper.stock.registers import money
from kiosk.words import visible_json


def add_to(group: Commands) -> None:
    """Add the commands to the group `registers`."""
    _ = group.words
    shown = group.add("funds", show_funds, purpose=N_("the funds of each year, and what has been spent"))
    shown.add_argument("--year", type=whole_number(_), metavar=_("YEAR"), help=_("only this year"))
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    one = group.add(
        "fund",
        keep_fund,
        purpose=N_("add a fund for a year, or say how much it holds"),
        example=N_("kiosk registers fund 2026 Books 12000"),
    )
    gone = group.add("remove-fund", take_fund_away, purpose=N_("remove a fund from which nothing was bought"))
    for parser in (one, gone):
        parser.add_argument("year", type=whole_number(_), metavar=_("YEAR"))
        parser.add_argument("name", metavar=_("NAME"))
    one.add_argument("amount", metavar=_("AMOUNT"))


def show_funds(console: Console, arguments: argparse.Namespace) -> int:
    """Print the funds."""
    _ = console.words
    found = funds(arguments.year)
    if arguments.json:
        print(visible_json([_plain(one) for one in found]), file=console.out)
        return 0
    console.table(
        (
            _("year of the fund"),
            _("fund"),
            _("amount"),
            _("spent"),
            _("left to spend"),
            _("copies"),
            _("without a price"),
        ),
        [
            (
                one.year,
                one.name,
                money(one.amount),
                money(one.spent),
                money(one.left),
                one.copies,
                one.unpriced,
            )
            for one in found
        ],
    )
    return 0


def _plain(one: FundState) -> dict[str, object]:
    amounts = {"amount": one.amount / 100, "spent": one.spent / 100, "left": one.left / 100}
    return {"year": one.year, "name": one.name, **amounts, "copies": one.copies, "unpriced": one.unpriced}


def keep_fund(console: Console, arguments: argparse.Namespace) -> int:
    """Add or change a fund."""
    amount = cleaning.price(arguments.amount)
    if amount.guessed or amount.value is None:
        raise BadValue(
            N_("{value} cannot be read as {field}."), value=arguments.amount, field=Sentence("price")
        )
    set_fund(arguments.year, arguments.name, amount.value.amount, console.acting())
    return show_funds(console, argparse.Namespace(year=arguments.year, json=False))


def take_fund_away(console: Console, arguments: argparse.Namespace) -> int:
    """Remove a fund."""
    remove_fund(arguments.year, arguments.name, console.acting())
    console.say(N_("Removed: {name}"), name=f"{arguments.year} {arguments.name}")
    return 0
