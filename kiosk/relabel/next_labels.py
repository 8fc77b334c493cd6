"""The next labels of the worklist, printed at the press of a key: as they were printed last time."""

import io
from dataclasses import dataclass

from db.errors import LibraryError, NotFound
from db.labelling import campaign
from db.labelling.printers import last_delivery
from db.marking import N_
from db.store.opening import connected
from kiosk.console import Console
from kiosk.faults import note
from kiosk.label_printing.order import Wish, order
from kiosk.label_printing.run import run_job
from kiosk.settings import Settings
from kiosk.words import Words

_OF_A_ROLL = 20
"""How many labels are printed at once where no sheet says how many."""


@dataclass(frozen=True)
class CameOut:
    """What came of a print: whether labels are on paper, and what there is to say about it."""

    is_printed: bool
    lines: tuple[str, ...]


def print_next_labels(settings: Settings, words: Words) -> CameOut:
    """Print what failed last time, else the next sheet of the worklist, on the printer used last.

    It may take a minute, so it belongs on a thread of its own; it holds a connection of its own to the
    store. Whatever goes wrong is in the answer.
    """
    told = io.StringIO()
    console = Console(words, settings, out=told, err=told)
    is_printed = False
    try:
        with connected():
            _print(console)
        is_printed = True
    except LibraryError as error:
        console.say(error.sentence)
    except Exception as error:  # the outermost handler of the thread
        note(error)
        console.say(N_("That did not work. The log says why."))
    return CameOut(is_printed, tuple(told.getvalue().splitlines()))


def sheetful(wish: Wish) -> int:
    """How many labels the sheet in the printer still has room for."""
    stock, start = wish.stock, wish.start
    return stock.cells - stock.number(start.row, start.column, start.order) if stock.cells > 1 else _OF_A_ROLL


def _print(console: Console) -> None:
    kind = campaign.the_open().kind
    last = last_delivery(kind)
    if last is None:
        raise NotFound(
            N_("No printer is known for these labels. Print once with: kiosk relabel print --printer NAME")
        )
    wish = order(
        kind,
        console,
        stock=last.stock,
        printer=last.printer,
        address=last.address,
        dpi=last.dpi,
        code=last.code,
    )
    job = campaign.failed_job() or campaign.print_next(sheetful(wish), wish.sheet, console.acting())
    run_job(job, wish, console)
