"""What the first-run page can have done: importing lists and setting the PIN, each in a thread of its own."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from db.lists.books import import_books
from db.lists.readers import import_readers
from db.lists.report import Imported
from db.reports.loans import is_empty
from db.staff.pins import set_pin
from db.store.opening import connected
from kiosk.console import Console
from kiosk.lists.rejects import tell_rejected
from kiosk.lists.summary import summary
from kiosk.screens.first_run import FirstRun, OnProgress


def first_run(console: Console) -> FirstRun | None:
    """The page's actions, or None when the store has readers or titles already."""
    if not is_empty():
        return None
    return FirstRun(
        import_books=partial(_import, import_books, console),
        import_readers=partial(_import, import_readers, console),
        set_pin=partial(_set_pin, console),
    )


def _import(importer: Callable[..., Imported], console: Console, path: Path, on_progress: OnProgress) -> str:
    told = io.StringIO()
    with connected():
        imported = importer(path, acting=console.acting(), on_progress=on_progress)
    for line in summary(imported, console.words):
        print(line, file=told)
    tell_rejected(imported, path, replace(console, out=told))
    return told.getvalue()


def _set_pin(console: Console, pin: str) -> None:
    with connected():
        set_pin(pin, console.acting())
