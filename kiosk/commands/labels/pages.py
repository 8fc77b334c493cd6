"""What `kiosk labels` prints beside labels: command cards, signs, and pages that test scanner and printer."""

import argparse
from pathlib import Path

from db.labelling.jobs import begin_next_at
from db.labelling.printers import Misplacement, keep_misplacement
from db.marking import N_
from kiosk.commands.labels.options import add_printing, add_target, order_of
from kiosk.commands.labels.printing import progress_of, say_preview, say_printed
from kiosk.commands.parsing import Commands, any_number
from kiosk.console import Console


def add_to(labels: Commands) -> None:
    """Add the commands to the group `labels`."""
    _ = labels.words
    command_cards = labels.add("commands", print_commands, purpose=N_("print the command cards"))
    add_printing(command_cards, labels.words)
    signs = labels.add(
        "signs",
        print_signs,
        purpose=N_("print signs for the ends of shelves and the corners of classes"),
        example="kiosk labels signs --shelf 10",
    )
    signs.add_argument("--shelf", default="", metavar=_("NAME"), help=_("only this one"))
    add_printing(signs, labels.words)
    shelves = labels.add(
        "shelves",
        print_shelf_labels,
        purpose=N_("print shelf labels: a board's place, what it begins with, and the code to scan"),
        example="kiosk labels shelves --bay 3 --out shelves.pdf",
    )
    shelves.add_argument("--bay", default="", metavar=_("BAY"), help=_("only this one"))
    add_printing(shelves, labels.words)
    check = labels.add("check", print_check, purpose=N_("print the check sheet for a scanner"))
    check.add_argument("--paper", choices=("A4", "A5", "Letter"), default="A4", help=_("the paper"))
    add_target(check, labels.words)
    calibrate = labels.add(
        "calibrate",
        calibrate_printer,
        purpose=N_("print a page that shows how far off a printer prints; enter what you measure on it"),
        example="kiosk labels calibrate --stock L7160 --measured 15.8 14.2 195.9 281.4",
    )
    calibrate.add_argument("--stock", metavar=_("NAME"), help=_("the sheets"))
    calibrate.add_argument(
        "--measured",
        nargs=4,
        type=any_number(_),
        metavar=("AX", "AY", "BX", "BY"),
        help=_("millimetres from the paper's left and top edge to cross A and to cross B"),
    )
    add_target(calibrate, labels.words)


def print_commands(console: Console, arguments: argparse.Namespace) -> int:
    """Print the cards that the kiosk obeys, in the words of its language."""
    return _print_unrecorded("commands", "", console, arguments)


def print_signs(console: Console, arguments: argparse.Namespace) -> int:
    """Print a sign for every shelf, with its classes, and for every corner."""
    return _print_unrecorded("signs", arguments.shelf, console, arguments)


def print_shelf_labels(console: Console, arguments: argparse.Namespace) -> int:
    """Print a label for every board, with the code by which a shelf is read."""
    return _print_unrecorded("shelves", arguments.bay, console, arguments)


def print_check(console: Console, arguments: argparse.Namespace) -> int:
    """Print the scanner check sheet."""
    from kiosk.label_printing.run import produce_page
    from labels.content.pages import check_sheet

    order = order_of(arguments, "check", console).for_file(Path("scanner-check.pdf"))
    page = check_sheet(order.design, arguments.paper, console.words.term)
    say_printed(produce_page(page, order, "scanner check"), console)
    return 0


def calibrate_printer(console: Console, arguments: argparse.Namespace) -> int:
    """Print the test page of a stock, or keep what was measured on it."""
    from kiosk.label_printing.order import as_library_error
    from kiosk.label_printing.run import produce_page
    from labels.content.pages import calibration_page, crosses
    from labels.stock import calibrate

    order = order_of(arguments, "calibrate", console)
    if not arguments.measured:
        order = order.for_file(Path(f"calibrate-{order.stock.name}.pdf"))
        page = calibration_page(order.stock, order.design, console.words.term)
        say_printed(produce_page(page, order, "calibration"), console)
        return 0
    ax, ay, bx, by = arguments.measured
    with as_library_error():
        found = calibrate(crosses(order.stock), ((ax, ay), (bx, by)))
    measured = Misplacement(*found.offset, *found.scale)
    keep_misplacement(order.printer, measured, console.acting())
    console.say(
        N_("Saved for {printer}: {x} mm to the right, {y} mm down; lengths {across} and {down} %."),
        printer=order.printer or console.words(N_("printed files")),
        x=f"{measured.offset_x:+.2f}",
        y=f"{measured.offset_y:+.2f}",
        across=f"{100 * measured.scale_x:.2f}",
        down=f"{100 * measured.scale_y:.2f}",
    )
    return 0


def _print_unrecorded(kind: str, only: str, console: Console, arguments: argparse.Namespace) -> int:
    """Print what stands for nothing in the store: a file that is only looked at takes no labels."""
    from kiosk.label_printing.fixtures import contents_of_kind
    from kiosk.label_printing.preview import preview
    from kiosk.label_printing.run import produce
    from kiosk.label_printing.sentences import plan_line

    contents, layout = contents_of_kind(kind, console.words, only)
    is_printed = bool(arguments.printer or arguments.address)
    order = order_of(arguments, kind, console, new_sheet=not is_printed)
    if order.is_rehearsal:
        say_preview(preview(contents, layout, order), console)
        return 0
    order = order.for_file(Path(f"labels-{kind}.pdf"))
    print(plan_line(order.planned(len(contents)), order, console.words), file=console.out)
    with progress_of(console) as show:
        printed = produce(contents, layout, order, f"labels {kind}", show)
    say_printed(printed, console)
    if is_printed and printed.planned:
        begin_next_at(order.following(printed.planned))
    return 0
