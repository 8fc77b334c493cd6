"""What commands say of a list that was imported."""

from pathlib import Path

from db.lists.report import Imported
from kiosk.console import Console
from kiosk.lists.imported.changes import changes
from kiosk.lists.imported.rejects import keep_rejected, rejected_lines
from kiosk.lists.imported.summary import summary


def tell_imported(imported: Imported, path: Path, console: Console, most: int | None = None) -> None:
    """Say what the import did, row by row up to `most` changes, and where the rejected rows are."""
    kept = keep_rejected(imported, path, console.words)
    if kept.trouble:
        console.warn(kept.trouble)
    words = console.words
    for line in (
        *summary(imported, words),
        *changes(imported, words, most),
        *rejected_lines(imported, kept, words),
    ):
        print(line, file=console.out)
