"""The rows of a list that did not go in: written beside it, so that they can be corrected and imported."""

import csv
import os
from pathlib import Path
from typing import TextIO

from db.lists.report import Imported
from kiosk.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAMES = ("name", "given_name", "surname")
_SHOWN = 20
"""So many rejected rows are shown by a rehearsal."""


def beside(path: Path) -> Path:
    """Where the rejected rows of a list are written."""
    return path.with_name(f"{path.stem}.rejected.csv")


def tell_rejected(imported: Imported, path: Path, words: Words, out: TextIO, err: TextIO) -> None:
    """Write the rejected rows of this run in place of the last one's; with none, remove the file.

    A rehearsal shows them on `out` and touches no file; so does a run whose folder cannot be written to.
    """
    file = beside(path)
    shown = len(imported.rejected)
    if imported.dry_run:
        shown = min(shown, _SHOWN)
    else:
        try:
            if imported.rejected:
                _write(file, imported, words)
                print(words("Rejected rows: {file}", file=file), file=out)
            else:
                _remove_own(file, words)
            return
        except OSError as error:
            why = error.strerror or error
            print(words("Rejected rows cannot be written to {file}: {why}.", file=file, why=why), file=err)
    for rejected in imported.rejected[:shown]:
        # a child's name is never on a screen or in a log
        value = "…" if rejected.field in _NAMES else rejected.value[:60]
        reason = words(rejected.reason.sentence, **rejected.reason.details)
        text = words(
            "line {line}: {field} “{value}”: {reason}",
            line=rejected.line,
            field=rejected.field,
            value=value,
            reason=reason,
        )
        print(text, file=out)
    if shown < len(imported.rejected):
        print(words("and {more} more", more=len(imported.rejected) - shown), file=out)


def _header(words: Words) -> list[str]:
    return [words("line"), words("field"), words("value"), words("reason")]


def _write(file: Path, imported: Imported, words: Words) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as opened:  # the mark is for Excel
        writer = csv.writer(opened)
        writer.writerow(_harmless([*_header(words), *imported.headers]))
        for rejected in imported.rejected:
            reason = words(rejected.reason.sentence, **rejected.reason.details)
            told = [str(rejected.line), rejected.field, rejected.value, reason]
            writer.writerow(_harmless([*told, *rejected.cells]))


def _remove_own(file: Path, words: Words) -> None:
    """Remove the rejects of an earlier run, and no other file that happens to have the name."""
    if file.is_file():
        with file.open(encoding="utf-8-sig", errors="replace") as opened:
            ours = opened.readline().startswith(",".join(_header(words)))
        if ours:
            file.unlink()


def _harmless(cells: list[str]) -> list[str]:
    """Cells that a spreadsheet shows as text and never runs as formulas."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
