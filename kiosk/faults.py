"""Faults of our own: what kind and where goes to the log, never a value: values are children's names."""

import logging
import traceback
from pathlib import Path

LOG = logging.getLogger("kiosk")


def note(error: BaseException) -> None:
    """Write down what kind of fault this was and where it came up, the innermost place first."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{_room(frame.filename)}.{frame.name}:{frame.lineno}" for frame in frames)
    cause = error.__cause__ or error.__context__
    kind = f"{type(error).__name__} from {type(cause).__name__}" if cause else type(error).__name__
    LOG.error("a fault: %s in %s", kind, where)


def _room(filename: str) -> str:
    """The last folder and the module: `counter/desk` and `corner/desk` are two places."""
    path = Path(filename)
    return f"{path.parent.name}/{path.stem}"
