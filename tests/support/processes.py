"""Real processes for tests that need more than one: each opens the store for itself, as a kiosk does."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

SPAWN = multiprocessing.get_context("spawn")
"""A fresh interpreter, so that no open database is inherited, which SQLite forbids."""


def start(work: Callable[..., None], *arguments: object) -> tuple[BaseProcess, "Connection[Any, Any]"]:
    """Run `work(connection, *arguments)` in a process of its own; returns it with our end of the connection.

    The connection ends (EOFError) when the process has ended, however it ended.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=work, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours
