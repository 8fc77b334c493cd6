"""A scanner's memory as a file: lines of a time and a code, in the form of this or another program."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from db.clock import to_local, to_utc, utc_now
from db.errors import BadList
from db.marking import N_
from db.plain_files import content_of
from kiosk.lists.memories.offline_circulation import is_koc, read_koc
from kiosk.lists.memories.scan_layout import Layout, NoLayout, learn, rows_of
from kiosk.scanner.source import Scan
from kiosk.typed import moment

_MOST_BYTES = 16 * 1024 * 1024
"""A scanner's memory holds some kilobytes."""


@dataclass(frozen=True)
class Memory:
    """What a file holds.

    Attributes:
        scans: in the order of the file.
        bad: the lines (number, text) that cannot be read as one.
        layout: how its columns were read, where that had to be learnt.
    """

    scans: list[Scan]
    bad: list[tuple[int, str]]
    layout: Layout | None = None


def scans_of_file(path: Path) -> tuple[list[Scan], list[tuple[int, str]]]:
    """The scans of a file, and the lines (number, text) that cannot be read as one. Raises BadList."""
    memory = memory_of_file(path)
    return memory.scans, memory.bad


def memory_of_file(path: Path, *, columns: str = "", days: str = "") -> Memory:
    """A file in any known form: lines of a time and a code, Koha's .koc, or what a batch scanner writes.

    `columns` and `days` as for `learn`. Raises BadList.
    """
    content = _content(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    if is_koc(text):
        return Memory(*read_koc(text))
    scans, bad = read_scans(content)
    if (scans or not bad) and not columns and not days:
        return Memory(scans, bad)
    try:
        layout = learn(text, to_local(utc_now()), columns=columns, order=days)
    except NoLayout:
        if columns or days:
            raise
        return Memory([], bad)
    scans, bad = [], []
    for at, (number, row) in enumerate(rows_of(text, layout.delimiter)):
        try:
            then, code = layout.read(row)
            scans.append(Scan(code, to_utc(then), "file"))
        except (ValueError, OverflowError):
            if at:  # the first line may be a heading
                bad.append((number, layout.delimiter.join(row)))
    return Memory(scans, bad, layout)


def read_scans(content: bytes) -> tuple[list[Scan], list[tuple[int, str]]]:
    """The scans of lines of a time and a code, and the lines that are none. A heading is skipped."""
    text = content.decode("utf-8-sig", "replace")
    scans: list[Scan] = []
    bad: list[tuple[int, str]] = []
    reader = csv.reader(text.splitlines())
    for row in _rows(reader):
        if not any(cell.strip() for cell in row):
            continue
        try:
            at, code = (cell.strip() for cell in row)
            scans.append(Scan(code, to_utc(moment(at)), "file"))
        except (ValueError, OverflowError):
            if reader.line_num > 1 or [cell.strip().lower() for cell in row] != ["at", "code"]:
                bad.append((reader.line_num, ",".join(row)))
    return scans, bad


def _rows(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise BadList(N_("The file is not a list of times and codes: a line is far too long.")) from error


def _content(path: Path) -> bytes:
    try:
        return content_of(path, _MOST_BYTES)
    except OSError as error:
        raise BadList(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=error.strerror or error
        ) from error
