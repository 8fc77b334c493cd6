"""`kiosk periodicals aid`, `aids`: teaching aids that classes order, counted without a name."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue
from db.library.identity import identity
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.periodicals.aids import aids, remove_aid, set_aid
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.paper.stock.periodicals import aids_paper
from kiosk.paper.stock.registers import money


def add_to(group: Commands) -> None:
    """Add the commands to the group `periodicals`."""
    _ = group.words
    one = group.add(
        "aid",
        keep_aid,
        purpose=N_("how many of a teaching aid a class orders, and how many have arrived"),
        example="kiosk periodicals aid 三年级1班 口算题卡 --copies 40 --price 12",
    )
    one.add_argument("class_name", metavar=_("CLASS"))
    one.add_argument("item", metavar=_("ITEM"))
    for option, what in (
        ("--copies", _("how many are ordered")),
        ("--arrived", _("how many came")),
        ("--handed-out", _("how many were handed out")),
    ):
        one.add_argument(option, type=whole_number(_), metavar="N", help=what)
    one.add_argument("--price", default="", metavar=_("PRICE"), help=_("the price of one"))
    one.add_argument("--remove", action="store_true", help=_("take the line off the sheet"))
    sheets = group.add("aids", show_aids, purpose=N_("the order sheet of each class, without names"))
    sheets.add_argument(
        "--class", dest="class_name", default="", metavar=_("CLASS"), help=_("only this class")
    )
    sheets.add_argument("--pdf", type=Path, metavar=_("FILE"), help=_("a sheet for each class"))
    for parser in (one, sheets):
        parser.add_argument("--year", type=whole_number(_), metavar=_("YEAR"), help=_("the year (this one)"))


def keep_aid(console: Console, arguments: argparse.Namespace) -> int:
    """Order, count, or take off."""
    year = arguments.year or local_day(utc_now()).year
    if arguments.remove:
        remove_aid(year, arguments.class_name, arguments.item, console.acting())
        console.say(N_("Removed: {name}"), name=arguments.item)
        return 0
    price = cleaning.price(arguments.price)
    if price.guessed:
        raise BadValue(
            N_("{value} cannot be read as {field}."), value=arguments.price, field=Sentence("price")
        )
    kept = set_aid(
        *(year, arguments.class_name, arguments.item, console.acting()),
        copies=arguments.copies,
        price=price.value.amount if price.value else None,
        arrived=arguments.arrived,
        handed_out=arguments.handed_out,
    )
    console.say(
        N_("{name}, {item}: ordered {copies}, arrived {arrived}, handed out {out}."),
        name=kept.class_name,
        item=kept.item,
        copies=kept.copies,
        arrived=kept.arrived,
        out=kept.handed_out,
    )
    return 0


def show_aids(console: Console, arguments: argparse.Namespace) -> int:
    """Print or write the sheets."""
    _ = console.words
    year = arguments.year or local_day(utc_now()).year
    found = aids(year, arguments.class_name)
    if arguments.pdf:
        write(arguments.pdf, aids_paper(found, year, identity().name, _), console)
        return 0
    console.table(
        (_("class"), _("item"), _("ordered"), _("price of one"), _("sum"), _("arrived"), _("handed out")),
        [
            (
                one.class_name,
                one.item,
                one.copies,
                money(one.price),
                money(one.amount),
                one.arrived,
                one.handed_out,
            )
            for one in found
        ],
    )
    return 0
