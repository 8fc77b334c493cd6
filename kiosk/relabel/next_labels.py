"""The next labels of the worklist, printed at the press of a key: as they were printed last time."""

from db.errors import NotFound
from db.events.record import Acting
from db.labelling import campaign
from db.labelling.printers import last_delivery
from db.marking import N_
from db.store.opening import connected
from kiosk.label_printing.order import order
from kiosk.label_printing.run import Printed, print_job

NO_PRINTER = N_("No printer is known for these labels. Print once with: kiosk relabel print --printer NAME")


def print_next_labels(acting: Acting) -> Printed:
    """Print what failed last time, else the next sheet of the worklist, on the printer used last.

    It may take a minute, so it belongs on a thread of its own; it holds a connection of its own to the
    store. Raises NotFound where nothing is to print or no printer is known, and as `print_job`.
    """
    with connected():
        kind = campaign.running_campaign().kind
        last = last_delivery(kind)
        if last is None:
            raise NotFound(NO_PRINTER)
        wanted = order(
            kind,
            stock=last.stock,
            printer=last.printer,
            address=last.address,
            dpi=last.dpi,
            code=last.code,
        )
        job = campaign.failed_job() or campaign.print_next(wanted.sheetful, wanted.sheet, acting)
        return print_job(job, wanted, acting)
