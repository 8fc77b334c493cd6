"""`kiosk review`: the gate before lending, and who has reviewed what on what basis."""

import argparse

from db.cataloguing.naming import title_meant
from db.marking import N_
from db.review import reviews
from db.weeding.grounds import GROUNDS
from kiosk.commands.parsing import Commands, one_of
from kiosk.commands.withdrawals import blocking
from kiosk.console import Console
from kiosk.sentences.stock.review import BASES, MODES


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("review", purpose=N_("review books before they are lent; block lists"))
    gate = group.add(
        "gate",
        show_gate,
        purpose=N_("show or set how strict the library is: off, warn or on"),
        example="kiosk review gate on",
    )
    gate.add_argument("mode", nargs="?", choices=reviews.MODES, metavar=_("MODE"), help=_(", ").join(MODES))
    gate.add_argument("--all", action="store_true", help=_("what is here already needs a review too"))
    group.add("list", list_waiting, purpose=N_("the titles that need a review"))
    passed = group.add(
        "pass",
        pass_titles,
        purpose=N_("say that titles may be lent, and on what basis"),
        example="kiosk review pass 9787544270878 --basis reviewed --first Li --second Wang",
    )
    passed.add_argument("codes", nargs="+", metavar=_("CODE"), help=_("its ISBN, a label, or title:NUMBER"))
    passed.add_argument("--basis", required=True, **one_of(_, BASES))
    passed.add_argument(
        "--source", default="", metavar=_("TEXT"), help=_("who gave it, or which list names it")
    )
    refused = group.add(
        "refuse",
        refuse_titles,
        purpose=N_("say that titles may not be lent: their copies are kept back at once"),
        example="kiosk review refuse 9787544270878 --ground content-8 --first Li --second Wang",
    )
    refused.add_argument("codes", nargs="+", metavar=_("CODE"), help=_("its ISBN, a label, or title:NUMBER"))
    refused.add_argument("--ground", required=True, choices=GROUNDS, metavar=_("GROUND"))
    for parser in (passed, refused):
        parser.add_argument("--first", default="", metavar=_("WHO"), help=_("the first reviewer"))
        parser.add_argument("--second", default="", metavar=_("WHO"), help=_("the second reviewer"))
    by_list = group.add(
        "by-list",
        pass_by_list,
        purpose=N_("pass the titles that a recommended list names"),
        example="kiosk review by-list ministry-2026",
    )
    by_list.add_argument("name", metavar=_("NAME"))
    blocking.add_to(group)


def show_gate(console: Console, arguments: argparse.Namespace) -> int:
    """Set the gate, if a mode is given, and print it."""
    if arguments.mode:
        gate = reviews.set_gate(arguments.mode, console.acting(), whole_stock=arguments.all)
    else:
        gate = reviews.gate()
    console.say(N_("Review before lending is {mode}."), mode=console.words(MODES[gate.mode]))
    if gate.mode != "off":
        console.say(N_("Titles that need a review: {n}."), n=len(reviews.unreviewed()))
    return 0


def list_waiting(console: Console, _arguments: argparse.Namespace) -> int:
    """Print the titles that need a review."""
    _ = console.words
    waiting = reviews.unreviewed()
    console.say(N_("Titles that need a review: {n}."), n=len(waiting))
    if waiting:
        console.table(
            (_("title"), _("author"), _("call number"), _("copies"), _("code")),
            (
                (title, author, number, copies, f"title:{id_}")
                for id_, title, author, number, copies in waiting
            ),
        )
    return 0


def pass_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Let titles pass."""
    for code in arguments.codes:
        title = reviews.pass_title(
            title_meant(code),
            arguments.basis,
            console.acting(),
            first=arguments.first,
            second=arguments.second,
            source=arguments.source,
        )
        console.say(
            N_("“{title}” may be lent: {basis}."), title=title, basis=console.words(BASES[arguments.basis])
        )
    return 0


def refuse_titles(console: Console, arguments: argparse.Namespace) -> int:
    """Keep titles back."""
    for code in arguments.codes:
        held = reviews.refuse_title(
            title_meant(code), arguments.ground, arguments.first, arguments.second, console.acting()
        )
        console.say(N_("{code} may not be lent; copies kept back: {n}."), code=code, n=held)
    return 0


def pass_by_list(console: Console, arguments: argparse.Namespace) -> int:
    """Let pass what a list names."""
    passed = reviews.pass_by_list(arguments.name, console.acting())
    console.say(N_("Titles that may be lent now: {n}."), n=passed)
    return 0
