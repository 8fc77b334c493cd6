"""The rows of a list that did not go in: written beside it, so that they can be corrected and imported."""

import os
import sys
from pathlib import Path

from db.lists.report import Imported, Rejected
from kiosk.console import Console, write_csv
from kiosk.words import Words

_NAMES = ("name", "given_name", "surname")
_SHOWN = 20
"""How many rejected rows a dry run shows."""


def beside(path: Path) -> Path:
    """Where the rejected rows of a list are written."""
    return path.with_name(f"{path.stem}.rejected.csv")


def tell_rejected(imported: Imported, path: Path, console: Console) -> None:
    """Write the rejected rows of this run in place of the last one's; with none, remove the file.

    A rehearsal shows them instead and touches no file; so does a run whose folder cannot be written to.
    """
    file = beside(path)
    shown = imported.rejected
    if imported.dry_run:
        shown = shown[:_SHOWN]
    else:
        try:
            if imported.rejected:
                _write(file, imported, console.words)
                console.say("Rejected rows: {file}", file=file)
            else:
                _remove_own(file, console.words)
            return
        except OSError as error:
            text = console.words(
                "Rejected rows cannot be written to {file}: {why}.", file=file, why=error.strerror or error
            )
            print(text, file=sys.stderr)
    for rejected in shown:
        console.say(
            "line {line}: {field} “{value}”: {reason}",
            line=rejected.line,
            field=rejected.field,
            # a child's name is never on a screen or in a log
            value="…" if rejected.field in _NAMES else rejected.value[:60],
            reason=_reason(rejected, console.words),
        )
    if len(shown) < len(imported.rejected):
        console.say("and {more} more", more=len(imported.rejected) - len(shown))


def _header(words: Words) -> list[str]:
    return [words("line"), words("field"), words("value"), words("reason")]


def _reason(rejected: Rejected, words: Words) -> str:
    return words(rejected.reason.sentence)


def _write(file: Path, imported: Imported, words: Words) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as opened:  # the mark is for Excel
        write_csv(
            opened,
            [*_header(words), *imported.headers],
            (
                (rejected.line, rejected.field, rejected.value, _reason(rejected, words), *rejected.cells)
                for rejected in imported.rejected
            ),
        )


def _remove_own(file: Path, words: Words) -> None:
    """Remove the rejects of an earlier run, and no other file that happens to have the name."""
    if file.is_file():
        with file.open(encoding="utf-8-sig", errors="replace") as opened:
            ours = opened.readline().startswith(",".join(_header(words)))
        if ours:
            file.unlink()
