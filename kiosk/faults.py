"""Faults of our own: where they broke goes to a log, never a value, since values are children's names."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

LOG = logging.getLogger("kiosk")


def note(error: BaseException) -> None:
    """Write down what kind of fault this was and where in our code it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}" for frame in reversed(frames))
    cause = error.__cause__ or error.__context__
    LOG.error("a fault: %s%s in %s", type(error).__name__, f" from {type(cause).__name__}" if cause else "", where)


def default_log() -> Path:
    """Where the log lies: the user's log directory."""
    return Path(platformdirs.user_log_dir("school-library-kiosk")) / "kiosk.log"


def log_to_file(path: Path) -> None:
    """Send the kiosk's log to a small private file, and never to the screen, which the kiosk draws on.

    A folder that cannot be written to leaves the kiosk without a log, not the children without a kiosk.
    """
    LOG.propagate = False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOG.addHandler(handler)
