"""The log: what our own parts say, and of everybody else's messages only where they come from.

asyncio, Pillow and others would write an exception with its values, and values are children's names.
"""

import logging
import sys
import threading
from pathlib import Path

from kiosk.faults import described, note
from kiosk.words import visible

_OURS = "kiosk"


class Discreet(logging.Formatter):
    """One line a record: no value of an exception, no control character."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        if record.name.partition(".")[0] == _OURS:
            said = record.getMessage()
        else:
            said = f"in {record.module}.{record.funcName}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        fault = f" ({described(error)})" if error else ""
        return visible(f"{self.formatTime(record)} {record.levelname} {record.name}: {said}{fault}")


def begin(file: Path) -> None:
    """Write the log to this file from now on, also what nobody caught."""
    handler = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(Discreet())
    logging.basicConfig(handlers=[handler], level="INFO")
    logging.raiseExceptions = False  # a disk that is full costs the line, and paints nothing on the screen
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _note_thread
        sys.unraisablehook = _note_unraisable


def _note_thread(fault: threading.ExceptHookArgs) -> None:
    if fault.exc_value and not isinstance(fault.exc_value, SystemExit):
        note(fault.exc_value)


def _note_unraisable(fault: "sys.UnraisableHookArgs") -> None:
    if fault.exc_value:
        note(fault.exc_value)
