"""`kiosk conflicts`: what conflicts after a kiosk was without the network, and what to do about it."""

import argparse

from db.clock import to_local
from db.errors import BadValue
from db.events.conflicts import conflicts, settle, settle_all
from db.marking import N_
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.sentences.conflicts import told
from kiosk.words import visible


def add(commands: Commands) -> None:
    """Add the two commands."""
    _ = commands.words
    group = commands.group(
        "conflicts",
        run=show,
        purpose=N_("loans and returns made while the network was down that conflict with others"),
        example="kiosk conflicts settle 4711",
    )
    group.add(
        "list", show, purpose=N_("show what is waiting for the librarian, and what may be done about it")
    )
    one = group.add(
        "settle",
        run_settle,
        purpose=N_("tick off what has been looked at"),
        example="kiosk conflicts settle 4711",
    )
    one.add_argument(
        "numbers", nargs="*", type=whole_number(_), metavar=_("CONFLICT"), help=_("as the list numbers them")
    )
    one.add_argument("--all", action="store_true", help=_("everything on the list"))


def show(console: Console, _arguments: argparse.Namespace) -> int:
    """Print each with its proposal."""
    found = conflicts()
    if not found:
        console.say(N_("There is no conflict to settle."))
        return 0
    for one in found:
        at = to_local(one.at).strftime("%Y-%m-%d %H:%M")
        print(f"{one.number}  {at}  {visible(f'{one.kiosk}  {one.code}  {one.title}')}", file=console.out)
        happened, proposed = told(one, console.words)
        print(f"    {visible(happened)}", file=console.out)
        console.say(N_("    What to do: {remedy}"), remedy=visible(proposed))
    console.say(N_("When you have looked at one: kiosk conflicts settle NUMBER"))
    return 0


def run_settle(console: Console, arguments: argparse.Namespace) -> int:
    """Tick them off and say how many are still waiting."""
    if bool(arguments.numbers) == arguments.all:
        raise BadValue(N_("Give the numbers of the conflicts, or all of them with --all."))
    if arguments.all:
        settle_all(console.acting())
    for number in arguments.numbers:
        settle(number, console.acting())
    count = len(conflicts())
    print(
        console.words.plural("{n} conflict is still waiting.", "{n} conflicts are still waiting.", count)
        if count
        else console.words(N_("There is no conflict to settle.")),
        file=console.out,
    )
    return 0
