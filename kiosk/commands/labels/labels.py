"""`kiosk labels`: labels of books for spine and barcode, and readers' cards; each print is a job."""

import argparse
import functools
from typing import TYPE_CHECKING

from db.errors import BadValue, NotFound
from db.labelling import jobs
from db.labelling.cards import cardholders
from db.labelling.jobs import Job, JobKind
from db.marking import N_
from db.stock.choosing import copies
from kiosk.commands.labels import pages
from kiosk.commands.labels.options import add_choice, add_printing, listed, order_of, wanted_of
from kiosk.commands.labels.printing import run_job, say_job, say_spines, show_job
from kiosk.commands.left_out import warn_of_left_out
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console

if TYPE_CHECKING:
    from kiosk.label_printing.order import PrintOrder


def add(commands: Commands) -> None:
    """Add the group of commands."""
    _ = commands.words
    labels = commands.group(
        "labels", purpose=N_("print labels, cards, and pages that test scanner and printer")
    )
    purposes: dict[JobKind, str] = {
        "spine": N_("print spine labels: the call number in large letters"),
        "barcode": N_("print barcode labels; copies without a code get one"),
        "combined": N_("print spine label and barcode in one; copies without a code get one"),
    }
    for kind, purpose in purposes.items():
        parser = labels.add(
            kind,
            functools.partial(print_copies, kind),
            purpose=purpose,
            example=f"kiosk labels {kind} --range I287..I287.9 --stock L7160 --out labels.pdf",
        )
        add_choice(parser, commands.words)
        _add_again(parser, commands)
        add_printing(parser, commands.words, symbol=kind != "barcode")
    cards = labels.add(
        "cards",
        print_cards,
        purpose=N_("print readers' cards"),
        example="kiosk labels cards --class 3A --out cards.pdf",
    )
    cards.add_argument("--class", dest="class_name", default="", metavar=_("NAME"), help=_("only this class"))
    cards.add_argument(
        "--list", metavar=_("FILE"), help=_("readers' numbers, one per line; - takes them from the scanner")
    )
    cards.add_argument("--all", action="store_true", help=_("all readers"))
    _add_again(cards, commands)
    add_printing(cards, commands.words)
    pages.add_to(labels)


def _add_again(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument(
        "--again",
        nargs="?",
        type=whole_number(commands.words),
        const=0,
        metavar=commands.words("JOB"),
        help=commands.words("print the last ones once more, or those of a job, with the same codes"),
    )


def print_copies(kind: JobKind, console: Console, arguments: argparse.Namespace) -> int:
    """Print labels of copies."""
    if arguments.again is not None:
        before = jobs.again(kind, number=arguments.again)
        return _print(before, order_of(arguments, kind, console, symbol=before.symbol), console)
    order = order_of(arguments, kind, console)
    wanted = wanted_of(arguments)
    chosen = copies(wanted)
    warn_of_left_out(wanted, console)
    if kind == "spine":
        bare = [copy for copy in chosen if not copy.call_number.strip()]
        chosen = [copy for copy in chosen if copy.call_number.strip()]
        if bare:
            console.warn(N_("Without a call number, and left out: {n}."), n=len(bare))
    if not chosen:
        raise NotFound(N_("There is no such book."))
    if order.is_rehearsal:
        job = jobs.rehearsed(kind, order.sheet, copies=chosen)
    else:
        job = jobs.make(kind, order.sheet, console.acting(), copies=chosen, symbol=order.symbol)
    say_job(job, console)
    say_spines(job, order, console)
    return _print(job, order, console) if job.labels else 1


def print_cards(console: Console, arguments: argparse.Namespace) -> int:
    """Print readers' cards."""
    order = order_of(arguments, "cards", console)
    if arguments.again is not None:
        return _print(jobs.again("cards", number=arguments.again), order, console)
    numbers = listed(arguments.list)
    if not (arguments.class_name or arguments.all or numbers is not None):
        raise BadValue(N_("Say whose cards: --class, --list, --all, or --again."))
    chosen = cardholders(arguments.class_name, numbers)
    if not chosen:
        raise NotFound(N_("There is no such reader."))
    if order.is_rehearsal:
        job = jobs.rehearsed("cards", order.sheet, readers=chosen)
    else:
        job = jobs.make("cards", order.sheet, console.acting(), readers=chosen)
    say_job(job, console)
    return _print(job, order, console)


def _print(job: Job, order: "PrintOrder", console: Console) -> int:
    if order.is_rehearsal:
        show_job(job, order, console)
        return 0
    return run_job(job, order, console)
