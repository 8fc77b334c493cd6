"""What commands say of a list that was imported."""

from pathlib import Path

from db.lists.report import Imported
from kiosk.console import Console
from kiosk.lists.rejects import keep_rejected, rejected_lines
from kiosk.lists.summary import summary


def tell_imported(imported: Imported, path: Path, console: Console) -> None:
    """Say what the import did, and where the rejected rows are."""
    kept = keep_rejected(imported, path, console.words)
    if kept.trouble:
        console.warn(kept.trouble)
    for line in (*summary(imported, console.words), *rejected_lines(imported, kept, console.words)):
        print(line, file=console.out)
