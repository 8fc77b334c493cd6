"""`kiosk labels`: labels for spines and barcodes, readers' and command cards, check and test pages."""

import argparse
import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from db import print_jobs
from db.codes import mint
from db.errors import BadValue, NotFound
from db.identity import identity
from db.marking import N_
from db.print_jobs import Job, JobKind
from db.printers import Misplacement, keep_misplacement
from db.shelving import Shelved, cardholders, copies
from kiosk.commands.parsing import Commands
from kiosk.commands.printing_options import (
    add_choice,
    add_printing,
    add_target,
    listed,
    wanted_of,
    wish_of,
)
from kiosk.console import Console

if TYPE_CHECKING:
    from kiosk.printing import Wish

_SHOWN = 20
"""So many labels a dry run shows by name."""


def add(commands: Commands) -> None:
    """Add the group of commands."""
    _ = commands.words
    labels = commands.group(
        "labels", purpose=N_("print labels, cards, and pages that test scanner and printer")
    )
    purposes: dict[JobKind, str] = {
        "spine": N_("print spine labels: the call number in large letters"),
        "barcode": N_("print barcode labels; copies without a code get one"),
        "combined": N_("print spine and barcode in one; copies without a code get one"),
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
    command_cards = labels.add("commands", print_commands, purpose=N_("print the cards that the kiosk obeys"))
    add_printing(command_cards, commands.words)
    check = labels.add("check", print_check, purpose=N_("print the check sheet for a scanner"))
    check.add_argument("--paper", choices=("A4", "A5", "Letter"), default="A4", help=_("the paper"))
    add_target(check, commands.words)
    calibrate = labels.add(
        "calibrate",
        calibrate_printer,
        purpose=N_("print a page that shows how a printer misplaces ink; tell what a ruler finds on it"),
        example="kiosk labels calibrate --stock L7160 --measured 15.8 14.2 195.9 281.4",
    )
    calibrate.add_argument("--stock", metavar="NAME", help=_("the sheets"))
    calibrate.add_argument(
        "--measured",
        nargs=4,
        type=float,
        metavar=("AX", "AY", "BX", "BY"),
        help=_("millimetres from the paper's left and top edge to cross A and to cross B"),
    )
    add_target(calibrate, commands.words)


def _add_again(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument(
        "--again",
        nargs="?",
        type=int,
        const=0,
        metavar=commands.words("JOB"),
        help=commands.words("print the last ones once more, or those of a job, under the same codes"),
    )


def print_copies(kind: JobKind, console: Console, arguments: argparse.Namespace) -> int:
    """Print labels of copies."""
    from kiosk.printing import run_job

    wish = wish_of(arguments, kind, console)
    if arguments.again is not None:
        job = print_jobs.again(kind, number=arguments.again)
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
    job = print_jobs.make(kind, wish.sheet, console.acting(), copies=chosen)
    _say_job(job, console)
    if not job.labels:
        return 1
    run_job(job, wish, console)
    return 0


def print_cards(console: Console, arguments: argparse.Namespace) -> int:
    """Print readers' cards."""
    from kiosk.printing import run_job

    wish = wish_of(arguments, "cards", console)
    if arguments.again is not None:
        job = print_jobs.again("cards", number=arguments.again)
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
        job = print_jobs.make("cards", wish.sheet, console.acting(), readers=chosen)
        _say_job(job, console)
    if wish.dry_run or wish.is_preview:
        return _show(job, wish, console)
    run_job(job, wish, console)
    return 0


def print_commands(console: Console, arguments: argparse.Namespace) -> int:
    """Print the cards that the kiosk obeys, in the words of its language."""
    from kiosk.printing import preview, produce, say_plan
    from labels.cards import COMMANDS, CommandCard, command_card

    wish = wish_of(arguments, "commands", console)
    contents = [
        CommandCard(code, console.words.term(word), console.words.term(told))
        for code, (word, told) in COMMANDS.items()
    ]
    if wish.dry_run or wish.is_preview:
        preview(contents, command_card, wish, console)
        return 0
    wish = replace(wish, out=_file(wish.out, arguments, "command-cards.pdf"))
    planned = say_plan(len(contents), wish, console)
    produce(contents, command_card, wish, console, planned, "command cards")
    return 0


def print_check(console: Console, arguments: argparse.Namespace) -> int:
    """Print the scanner check sheet."""
    from kiosk.printing import produce_page
    from labels.pages import check_sheet

    wish = wish_of(arguments, "check", console)
    wish = replace(wish, out=_file(wish.out, arguments, "scanner-check.pdf"))
    produce_page(
        check_sheet(wish.design, arguments.paper, console.words.term), wish, console, "scanner check"
    )
    return 0


def calibrate_printer(console: Console, arguments: argparse.Namespace) -> int:
    """Print the test page of a stock, or keep what was measured on it."""
    from kiosk.printing import produce_page, told_as_sentences
    from labels.pages import calibration_page, crosses
    from labels.stock import calibrate

    wish = wish_of(arguments, "calibrate", console)
    if not arguments.measured:
        wish = replace(wish, out=_file(wish.out, arguments, f"calibrate-{wish.stock.name}.pdf"))
        page = calibration_page(wish.stock, wish.design, console.words.term)
        produce_page(page, wish, console, "calibration")
        return 0
    ax, ay, bx, by = arguments.measured
    with told_as_sentences(console):
        found = calibrate(crosses(wish.stock), ((ax, ay), (bx, by)))
    measured = Misplacement(*found.offset, *found.scale)
    keep_misplacement(wish.printer, measured, console.acting())
    console.say(
        N_("Kept for {printer}: {x} mm to the right, {y} mm down; lengths {across} and {down} %."),
        printer=wish.printer or console.words(N_("printed files")),
        x=f"{measured.offset_x:+.2f}",
        y=f"{measured.offset_y:+.2f}",
        across=f"{100 * measured.scale_x:.2f}",
        down=f"{100 * measured.scale_y:.2f}",
    )
    return 0


def _rehearsed(kind: JobKind, chosen: list[Shelved], console: Console) -> Job:
    """The job as it would be; a copy without a code shows the code that is never given to one."""
    sample = mint("copy", identity().number, 0)
    here = [copy for copy in chosen if kind == "spine" or not print_jobs.waits_for_return(copy)]
    shown = tuple(replace(copy, code=copy.code or sample) for copy in here)
    minted = sum(not copy.code for copy in here) if kind != "spine" else 0
    if minted:
        console.say(N_("Codes that would be new: {n}."), n=minted)
    job = Job(0, kind, print_jobs.Sheet(""), shown, out=len(chosen) - len(here))
    _say_job(job, console)
    return job


def _say_job(job: Job, console: Console) -> None:
    if job.minted:
        console.say(N_("New codes: {n}."), n=job.minted)
    if job.out:
        console.warn(N_("On loan without a label, to be printed when they are back: {n}."), n=job.out)


def _show(job: Job, wish: "Wish", console: Console) -> int:
    """Say and paint what would be printed."""
    from kiosk.printing import contents_of, preview

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


def _file(out: Path | None, arguments: argparse.Namespace, usual: str) -> Path | None:
    return out if out or arguments.printer or arguments.address else Path(usual)
