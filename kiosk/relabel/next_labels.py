"""The next labels of the worklist, printed at the press of a key: as they were printed last time."""

from collections.abc import Sequence
from pathlib import Path

from db.errors import NotFound
from db.events.record import Acting
from db.labelling import campaign
from db.labelling.jobs import last_symbol
from db.labelling.printers import last_delivery
from db.marking import N_
from db.store.opening import connected
from kiosk.label_printing.order import PrintFailed, PrintOrder, order
from kiosk.label_printing.run import Printed, Refused, print_job, refused_of

NO_PRINTER = N_("No printer is known for these labels. Print once with: kiosk relabel print --printer NAME")


def print_next_labels(acting: Acting, fonts: Sequence[Path] = ()) -> Printed:
    """Print what failed last time, else the next sheet of the worklist, on the printer used last.

    It may take a minute, so it belongs on a thread of its own; it holds a connection of its own to the
    store. Raises NotFound where nothing is to print or no printer is known, and as `print_job`.
    """
    with connected():
        kind = campaign.running_campaign().kind
        last = last_delivery(kind)
        if last is None:
            raise NotFound(NO_PRINTER)
        job = campaign.failed_job()
        wanted = order(
            kind,
            stock=last.stock,
            printer=last.printer,
            address=last.address,
            dpi=last.dpi,
            code=last.code,
            symbol=(job.symbol if job else last_symbol(kind)) or None,
            fonts=fonts,
        )
        if job:
            return print_job(job, wanted, acting)
        chosen = next_possible(wanted, wanted.sheetful)
        job = campaign.print_next(wanted.sheetful, wanted.sheet, acting, without=chosen, symbol=wanted.symbol)
        return print_job(job, wanted, acting, refused=tuple(chosen.values()))


def next_possible(order: PrintOrder, most: int) -> dict[int, Refused]:
    """Copies at the front of the worklist whose labels cannot be made as ordered: they hold up no others.

    Raises PrintFailed, saying why, when there are no others.
    """
    refused: dict[int, Refused] = {}
    while True:
        job = campaign.rehearse_next(most, order.sheet, without=refused)
        found = refused_of(job, order)
        if refused and not job.copies:
            first = next(iter(refused.values())).reason
            raise PrintFailed(first.text, **first.details)
        if not found:
            return refused
        refused |= {one.item_id: one for one in found}
