"""The rows of a list that did not go in: written beside it, so that they can be corrected and imported."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from db.lists.report import Imported, Rejected
from db.marking import N_, Sentence
from kiosk.lists.spreadsheet import write_csv
from kiosk.words import Words
from labels.errors import WriteError
from labels.ink.files import replacing

_NAMES = ("name", "given_name", "surname")
_SHOWN = 20
"""How many rejected rows a dry run shows."""


@dataclass(frozen=True)
class Kept:
    """Where the rejected rows of a run lie.

    Attributes:
        file: None where there are none, or none were written.
        trouble: why they could not be written.
    """

    file: Path | None = None
    trouble: Sentence | None = None


def beside(path: Path) -> Path:
    """Where the rejected rows of a list are written."""
    return path.with_name(f"{path.stem}.rejected.csv")


def keep_rejected(imported: Imported, path: Path, words: Words) -> Kept:
    """Write the rejected rows of this run in place of the last one's; with none, remove the file.

    A rehearsal touches no file.
    """
    file = beside(path)
    if imported.dry_run:
        return Kept()
    try:
        if imported.rejected:
            _write(file, imported, words)
            return Kept(file)
        _remove_own(file, words)
    except WriteError as error:
        return Kept(trouble=Sentence(error.sentence, error.values))
    except OSError as error:
        why = {"file": file, "why": error.strerror or error}
        return Kept(trouble=Sentence(N_("Rejected rows cannot be written to {file}: {why}."), why))
    return Kept()


def rejected_lines(imported: Imported, kept: Kept, words: Words) -> list[str]:
    """Where the rejected rows lie; or the rows themselves, as many as may be read, where they lie nowhere."""
    if kept.file:
        return [words(N_("Rejected rows: {file}"), file=kept.file)]
    shown = imported.rejected[:_SHOWN] if imported.dry_run else imported.rejected
    lines = [
        words(
            N_("line {line}: {field} “{value}”: {reason}"),
            line=rejected.where,
            field=rejected.field,
            # a child's name is never on a screen or in a log
            value="…" if rejected.field in _NAMES else rejected.value[:60],
            reason=reason_of(rejected, words),
        )
        for rejected in shown
    ]
    more = len(imported.rejected) - len(shown)
    return [*lines, words(N_("and {more} more"), more=more)] if more else lines


def _header(words: Words) -> list[str]:
    return [words("line"), words("field"), words("value"), words("reason")]


def reason_of(rejected: Rejected, words: Words) -> str:
    """Why this row did not go in."""
    return words(rejected.reason.sentence)


def _write(file: Path, imported: Imported, words: Words) -> None:
    with replacing(file) as (opened, _):
        lines = io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")  # the mark is for Excel
        write_rejected(lines, imported, words)
        lines.detach()


def write_rejected(out: TextIO, imported: Imported, words: Words) -> None:
    """The rejected rows as a table that can be corrected and imported again."""
    write_csv(
        out,
        [*_header(words), *imported.headers],
        (
            (rejected.where, rejected.field, rejected.value, reason_of(rejected, words), *rejected.cells)
            for rejected in imported.rejected
        ),
    )


def _remove_own(file: Path, words: Words) -> None:
    """Remove the rejects of an earlier run, and no other file that happens to have the name."""
    if file.is_file() and not file.is_symlink():
        with file.open(encoding="utf-8-sig", errors="replace") as opened:
            ours = opened.readline().startswith(",".join(_header(words)))
        if ours:
            file.unlink()
