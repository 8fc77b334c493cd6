"""`kiosk labels`: labels of books for spine and barcode, and readers' cards; each print is a job."""

import argparse
import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from db.codes import mint
from db.errors import BadValue, NotFound
from db.labelling import jobs
from db.labelling.cards import cardholders
from db.labelling.jobs import Job, JobKind
from db.library.identity import identity
from db.marking import N_
from db.stock.choosing import Shelved, copies
from kiosk.commands.labels import pages
from kiosk.commands.labels.options import add_choice, add_printing, listed, wanted_of, wish_of
from kiosk.commands.parsing import Commands
from kiosk.console import Console

if TYPE_CHECKING:
    from kiosk.label_printing.order import Wish

_SHOWN = 20
"""How many labels a dry run shows by name."""


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
        add_printing(parser, commands.words)
    cards = labels.add(
        "cards",
        print_cards,
        purpose=N_("print readers' cards"),
        example="kiosk labels cards --class 3A --out cards.pdf",
    )
    cards.add_argument("--class", dest="class_name", default="", metavar="NAME", help=_("only this class"))
    cards.add_argument(
        "--list", metavar=_("FILE"), help=_("readers' numbers, one a line; - from the scanner")
    )
    cards.add_argument("--all", action="store_true", help=_("all readers"))
    _add_again(cards, commands)
    add_printing(cards, commands.words)
    pages.add_to(labels)


def _add_again(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument(
        "--again",
        nargs="?",
        type=int,
        const=0,
        metavar=commands.words("JOB"),
        help=commands.words("print the last ones once more, or those of a job, with the same codes"),
    )


def print_copies(kind: JobKind, console: Console, arguments: argparse.Namespace) -> int:
    """Print labels of copies."""
    from kiosk.label_printing.run import run_job

    wish = wish_of(arguments, kind, console)
    if arguments.again is not None:
        job = jobs.again(kind, number=arguments.again)
        if wish.dry_run or wish.is_preview:
            return _show(job, wish, console)
        run_job(job, wish, console)
        return 0
    chosen = copies(wanted_of(arguments))
    if kind == "spine":
        bare = [copy for copy in chosen if not copy.call_number.strip()]
        chosen = [copy for copy in chosen if copy.call_number.strip()]
        if bare:
            console.warn(N_("Without a call number, and left out: {n}."), n=len(bare))
    if not chosen:
        raise NotFound(N_("There is no such book."))
    if wish.dry_run or wish.is_preview:
        return _show(_rehearsed(kind, chosen, console), wish, console)
    job = jobs.make(kind, wish.sheet, console.acting(), copies=chosen)
    _say_job(job, console)
    if not job.labels:
        return 1
    run_job(job, wish, console)
    return 0


def print_cards(console: Console, arguments: argparse.Namespace) -> int:
    """Print readers' cards."""
    from kiosk.label_printing.run import run_job

    wish = wish_of(arguments, "cards", console)
    if arguments.again is not None:
        job = jobs.again("cards", number=arguments.again)
    else:
        numbers = listed(arguments.list)
        if not (arguments.class_name or arguments.all or numbers is not None):
            raise BadValue(N_("Say whose cards: --class, --list, --all, or --again."))
        chosen = cardholders(arguments.class_name, numbers)
        if not chosen:
            raise NotFound(N_("There is no such reader."))
        if wish.dry_run or wish.is_preview:
            sample = mint("patron", identity().number, 0)
            shown = tuple(replace(reader, code=reader.code or sample) for reader in chosen)
            return _show(Job(0, "cards", wish.sheet, readers=shown), wish, console)
        job = jobs.make("cards", wish.sheet, console.acting(), readers=chosen)
        _say_job(job, console)
    if wish.dry_run or wish.is_preview:
        return _show(job, wish, console)
    run_job(job, wish, console)
    return 0


def _rehearsed(kind: JobKind, chosen: list[Shelved], console: Console) -> Job:
    """The job as it would be; a copy without a code shows the code that is never given to one."""
    sample = mint("copy", identity().number, 0)
    here = [copy for copy in chosen if kind == "spine" or not jobs.waits_for_return(copy)]
    shown = tuple(replace(copy, code=copy.code or sample) for copy in here)
    minted = sum(not copy.code for copy in here) if kind != "spine" else 0
    if minted:
        console.say(N_("Codes that would be new: {n}."), n=minted)
    job = Job(0, kind, jobs.Sheet(""), shown, out=len(chosen) - len(here))
    _say_job(job, console)
    return job


def _say_job(job: Job, console: Console) -> None:
    if job.minted:
        console.say(N_("New codes: {n}."), n=job.minted)
    if job.out:
        console.warn(N_("On loan without a label, to be printed when they are back: {n}."), n=job.out)


def _show(job: Job, wish: "Wish", console: Console) -> int:
    """Say and paint what would be printed."""
    from kiosk.label_printing.contents import contents_of
    from kiosk.label_printing.preview import preview

    contents, layout = contents_of(job)
    preview(contents, layout, wish, console)
    if wish.is_preview:
        return 0
    _ = console.words
    if job.copies:
        console.table(
            (_("call number"), _("shelf"), _("code"), _("title")),
            ((copy.call_number, copy.shelf, copy.code, copy.title) for copy in job.copies[:_SHOWN]),
        )
    else:
        console.table(
            (_("class"), _("number"), _("code")),
            ((reader.class_name, reader.number, reader.code) for reader in job.readers[:_SHOWN]),
        )
    if job.labels > _SHOWN:
        console.say(N_("and {more} more"), more=job.labels - _SHOWN)
    return 0
