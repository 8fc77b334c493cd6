"""What the first-run page can have done: importing lists and setting the PIN, each in a thread of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from db.events.record import Acting
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.reports.loans import is_empty
from db.staff.pins import set_pin
from db.store.opening import connected
from kiosk.lists.imported.rejects import keep_rejected, rejected_lines
from kiosk.lists.imported.summary import summary
from kiosk.screens.first_run import FirstRun, OnProgress
from kiosk.words import Words


def first_run(acting: Callable[[], Acting], words: Words) -> FirstRun | None:
    """The page's actions, or None when the store has readers or titles already.

    `acting`: who acts, at the time of each.
    """
    if not is_empty():
        return None
    return FirstRun(
        import_books=partial(_import, import_books, acting, words),
        import_readers=partial(_import, import_readers, acting, words),
        set_pin=partial(_set_pin, acting),
    )


def _import(
    importer: Callable[..., Imported],
    acting: Callable[[], Acting],
    words: Words,
    path: Path,
    on_progress: OnProgress,
) -> tuple[str, ...]:
    with connected():
        imported = importer(path, acting=acting(), on_progress=on_progress)
    kept = keep_rejected(imported, path, words)
    trouble = (words(kept.trouble),) if kept.trouble else ()
    return (*summary(imported, words), *trouble, *rejected_lines(imported, kept, words))


def _set_pin(acting: Callable[[], Acting], pin: str) -> None:
    with connected():
        set_pin(pin, acting())
