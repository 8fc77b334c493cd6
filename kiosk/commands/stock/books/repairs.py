"""`kiosk books damage`, `mended`, `repairs`: damaged books, without blame."""

import argparse

from db.marking import N_
from db.stock import repairs
from kiosk.commands.parsing import Commands, one_of, typed_day, whole_number
from kiosk.commands.stock.books.options import price_typed
from kiosk.console import Console
from kiosk.sentences.shelves.repairs import DAMAGES, ONE_BOOK, OUTCOMES, amount_said


def add_to(books: Commands) -> None:
    """Add the commands to the group `books`."""
    _ = books.words
    damage = books.add(
        "damage",
        note_damage,
        purpose=N_("put a damaged copy aside to be mended; nobody is stopped from borrowing because of it"),
        example=N_("kiosk books damage 31234000000018 torn --place desk"),
    )
    damage.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
    damage.add_argument("kind", **one_of(_, DAMAGES, metavar=N_("DAMAGE")))
    damage.add_argument(
        "--degree",
        type=whole_number(_),
        default=2,
        metavar="N",
        help=_("1 slight, 2 can be mended, 3 hardly (2)"),
    )
    damage.add_argument("--known", action="store_true", help=_("it is known who did it"))
    damage.add_argument("--place", default="", metavar=_("WHERE"), help=_("where the book is kept meanwhile"))
    damage.add_argument("--note", default="", metavar=_("TEXT"), help=_("in your own words"))
    damage.add_argument(
        "--amount",
        default="",
        metavar=_("PRICE"),
        help=_("what is to be paid for it, where the library asks for money"),
    )
    damage.add_argument(
        "--one-book",
        default="",
        metavar=_("NUMBER"),
        help=_("agreed with this reader: one book at a time, in the classroom, until it is settled"),
    )
    damage.add_argument(
        "--until",
        type=typed_day(_),
        metavar=_("DAY"),
        help=_("the last day of that agreement (default: the end of the term)"),
    )
    mended = books.add(
        "mended",
        settle_repair,
        purpose=N_("say how a repair ended"),
        example=N_("kiosk books mended 31234000000018 mended"),
    )
    mended.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
    mended.add_argument("outcome", **one_of(_, OUTCOMES, metavar=N_("OUTCOME")))
    books.add("repairs", list_repairs, purpose=N_("what waits for repair, the longest first"))


def note_damage(console: Console, arguments: argparse.Namespace) -> int:
    """Put a copy aside."""
    damage = repairs.Damage(
        arguments.kind,
        arguments.degree,
        arguments.known or bool(arguments.one_book),
        arguments.place,
        arguments.note,
        price_typed(arguments.amount),
    )
    agreed = repairs.Agreed(arguments.one_book, arguments.until) if arguments.one_book else None
    marked = repairs.to_repair(arguments.code, damage, console.acting(), agreed)
    console.say(N_("A copy of “{title}” waits for repair."), title=marked.title)
    if marked.until:
        console.say(ONE_BOOK, number=arguments.one_book, day=marked.until)
    return 0


def settle_repair(console: Console, arguments: argparse.Namespace) -> int:
    """End a repair."""
    marked = repairs.settle_repair(arguments.code, arguments.outcome, console.acting())
    status = console.words(OUTCOMES[arguments.outcome])
    console.say(N_("A copy of “{title}” is now: {status}"), title=marked.title, status=status)
    return 0


def list_repairs(console: Console, arguments: argparse.Namespace) -> int:
    """Print the queue; a book that was mended often is proposed to be withdrawn."""
    _ = console.words
    waiting = repairs.repairs(console.acting().now)
    if not waiting:
        console.say(N_("Nothing waits for repair."))
        return 0
    console.table(
        (
            *(_("since"), _("days"), _("damage"), _("where"), _("to pay")),
            *(_("call number"), _("title"), _("code"), _("times")),
        ),
        (
            (
                *(one.since or "", one.days, _(DAMAGES[one.damage.kind]), one.damage.place),
                amount_said(one.damage.amount),
                *(one.call_number, one.title, one.code, one.times),
            )
            for one in waiting
        ),
    )
    for one in waiting:
        if one.may_go:
            console.say(
                N_("“{title}” {code} has been mended {n} times now: better withdraw it."),
                title=one.title,
                code=one.code,
                n=one.times,
            )
    return 0
