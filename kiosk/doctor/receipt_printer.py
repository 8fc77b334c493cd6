"""Whether the receipt printer of the settings would take a slip; nothing is printed for it."""

from db.errors import BadValue
from db.marking import N_, Sentence
from kiosk.doctor.state import SourceState
from kiosk.receipts.printer import reach

NO_RECEIPTS = N_("No receipt can be printed on {printer}: {reason}. Check that it is on and plugged in.")


def look_at_receipts(printer: str) -> SourceState | None:
    """How the printer stands; None where the settings name none."""
    if not printer:
        return None
    try:
        reach(printer)
    except OSError as error:
        why = {"printer": printer, "reason": error.strerror or str(error)}
        return SourceState(printer, "lost", Sentence(NO_RECEIPTS, why))
    except BadValue as error:
        return SourceState(printer, "lost", error.sentence)
    return SourceState(printer, "live")
