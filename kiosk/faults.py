"""Faults of our own: what kind and where goes to the log, never a value: values are children's names."""

import logging
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from db.errors import LibraryError
from db.marking import N_, Sentence

Done = TypeVar("Done")

_FAULT = Sentence(N_("That did not work. The log says why."))

LOG = logging.getLogger("kiosk")


def note(error: BaseException) -> None:
    """Write down what kind of fault this was and where it came up."""
    LOG.error("a fault: %s", described(error))


def described(error: BaseException) -> str:
    """What kind of fault this is and where it came up, the innermost place first; none of its values."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{_room(frame.filename)}.{frame.name}:{frame.lineno}" for frame in frames)
    cause = error.__cause__ or error.__context__
    kind = f"{type(error).__name__} from {type(cause).__name__}" if cause else type(error).__name__
    return f"{kind} in {where}"


def _room(filename: str) -> str:
    """The last folder and the module: `counter/desk` and `corner/desk` are two places."""
    path = Path(filename)
    return f"{path.parent.name}/{path.stem}"


def in_thread(
    work: Callable[[], Done],
    on_done: Callable[[Done | Sentence], object],
    *,
    name: str,
    fault: Sentence = _FAULT,
) -> None:
    """Do what may take a minute in a thread of its own; returns at once.

    `on_done` is called in that thread with what came of the work, or with the sentence that says why nothing
    did: the library's own, or `fault` where we are to blame. The program does not wait for the thread to end.
    """

    def run() -> None:
        came: Done | Sentence
        try:
            came = work()
        except LibraryError as error:
            came = error.sentence
        except Exception as error:  # the outermost handler of the thread
            note(error)
            came = fault
        on_done(came)

    threading.Thread(target=run, name=name, daemon=True).start()
