"""Whether the receipt printer of the settings would take a slip; nothing is printed for it."""

from db.errors import BadValue
from db.marking import N_
from kiosk.doctor.checkup import SourceState
from kiosk.receipts.printer import reach
from kiosk.scanner.trouble import Trouble

NO_RECEIPTS = N_("No receipt can be printed on {printer}: {reason}. See that it is on and plugged in.")


def look_at_receipts(printer: str) -> SourceState | None:
    """How the printer stands; None where the settings name none."""
    if not printer:
        return None
    try:
        reach(printer)
    except OSError as error:
        why = {"printer": printer, "reason": error.strerror or str(error)}
        return SourceState(printer, "lost", Trouble(NO_RECEIPTS, why))
    except BadValue as error:
        details = {name: str(detail) for name, detail in error.details.items()}
        return SourceState(printer, "lost", Trouble(error.sentence, details))
    return SourceState(printer, "live")
