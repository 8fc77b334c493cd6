"""`kiosk stock buy`: what to buy, and from which lists of titles."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.marking import N_
from db.structure.buying import buying
from db.structure.norms import norm_called
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.lists.stock.buying import order_table, plan_table, sheets_of
from kiosk.lists.stock.structure import name_of
from kiosk.lists.workbook import write_workbook


def add_to(group: Commands) -> argparse.ArgumentParser:
    """Add the command to the group `stock`; returns it, as it takes a profile."""
    _ = group.words
    buy = group.add(
        "buy",
        show_buying,
        purpose=N_("what to buy, judged by gaps, use and age, and from which lists"),
        example="kiosk stock buy --xlsx order.xlsx",
    )
    buy.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("the order form as a workbook"))
    return buy


def show_buying(console: Console, arguments: argparse.Namespace) -> int:
    """Print the plan and the order, or write them."""
    words = console.words
    bought = buying(norm_called(arguments.profile), local_day(utc_now()))
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of(bought, words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    else:
        print(name_of(bought.found.norm, words), file=console.out)
        for table in (plan_table(bought, words), order_table(bought.offers, words)):
            console.table(
                table.columns, [["" if cell is None else cell for cell in row] for row in table.rows]
            )
    if bought.spared:
        console.say(N_("The lists have no titles for {n} more of the copies."), n=bought.spared)
    return 0
