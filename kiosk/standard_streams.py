"""Standard input and output as the program finds them: closed, full, or of a terminal without Chinese."""

import contextlib
import io
import os
import sys
from typing import TextIO

_STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))


def make_ready() -> None:
    """Give each stream something that can be used, and let no character stop an answer.

    Where one is closed, the first file that is opened would take its number, and get what is meant for it.
    A character that the output has no place for is written as its number, as in `\\u590f`.
    """
    for number, name, mode in _STREAMS:
        stream = getattr(sys, name)
        if stream is None:
            _occupy(number)
            file = os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)
            setattr(sys, name, file)
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def finish() -> OSError | None:
    """Write out what is still held back; what kept that from being done, if anything did.

    A reader of our output that has gone, as `head` does, has what it wanted.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        give_up(sys.stdout)
    except OSError as error:
        give_up(sys.stdout)
        return error
    return None


def give_up(stream: TextIO) -> None:
    """Let nothing more be written there: at its end Python would try once more, and complain."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def complain(text: str) -> None:
    """Write a line to whoever called the program, if anybody can read it."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        give_up(sys.stderr)


def _occupy(number: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)
