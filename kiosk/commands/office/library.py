"""`kiosk library`: what all kiosks of the library agree on."""

import argparse

from db.errors import BadValue
from db.library import identity
from db.marking import N_
from db.stock import filing, repairs
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.console import Console

SCHEMES = {"clc": N_("clc"), "dewey": N_("dewey"), "lc": N_("lc")}
_SWITCH = {"on": N_("on"), "off": N_("off")}
_ALSO = dict.fromkeys(("中图", "中国图书馆分类法"), "clc")


def add(commands: Commands) -> None:
    """Add the group of commands."""
    _ = commands.words
    library = commands.group(
        "library", purpose=N_("the library's name, its number, how it arranges its books")
    )
    library.add("show", show_library, purpose=N_("show them"))
    change = library.add(
        "set",
        set_library,
        purpose=N_("change them; titles get their new place on the shelf at once"),
        example='kiosk library set --name "Oak Lane School Library" --scheme dewey',
    )
    change.add_argument("--name", help=_("the name that is printed on labels and cards"))
    change.add_argument(
        "--number", type=whole_number(_), metavar="N", help=_("the library's number in new codes (0-9999)")
    )
    change.add_argument(
        "--scheme",
        **one_of(_, SCHEMES, _ALSO.get),
        help=_("the classification: Chinese Library Classification, Dewey, Library of Congress"),
    )
    change.add_argument(
        "--run",
        dest="runs",
        action="append",
        metavar=_("PREFIX"),
        help=_(
            "books with this prefix are shelved apart; give it once for each group, in shelf order; "
            "F=FIC for two spellings, - for books without a prefix"
        ),
    )
    change.add_argument(
        "--damage-price",
        **one_of(_, _SWITCH),
        help=_("whether a damaged book may be settled with money (off)"),
    )


def show_library(console: Console, _arguments: argparse.Namespace) -> int:
    """Print name, number and scheme."""
    _ = console.words
    now = identity.identity()
    runs = "; ".join("=".join(spelling or "-" for spelling in run) for run in now.scheme.runs)
    console.table(
        (_("The library"), ""),
        (
            (_("library's name"), now.name or "-"),
            (_("library's number"), f"{now.number:04}"),
            (_("classification"), _(SCHEMES[now.scheme.kind])),
            (_("shelved apart"), runs or "-"),
            (_("money for damaged books"), _(_SWITCH["on" if repairs.asks_for_money() else "off"])),
        ),
    )
    return 0


def set_library(console: Console, arguments: argparse.Namespace) -> int:
    """Change what was named, then show all."""
    acting = console.acting()
    given = (arguments.name, arguments.number, arguments.scheme, arguments.runs, arguments.damage_price)
    if all(one is None for one in given):
        raise BadValue(N_("Say what to change: see kiosk library set --help."))
    if arguments.name is not None:
        identity.set_name(arguments.name, acting)
    if arguments.number is not None:
        identity.set_number(arguments.number, acting)
    if arguments.scheme or arguments.runs:
        moved = filing.set_scheme(arguments.scheme, arguments.runs, acting)
        console.say(N_("Titles with a new place on the shelf: {n}."), n=moved)
    if arguments.damage_price:
        repairs.ask_for_money(arguments.damage_price == "on", acting)
    return show_library(console, arguments)
