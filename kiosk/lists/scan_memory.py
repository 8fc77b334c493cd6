"""A scanner's memory as a file: lines of a time and a code."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from db.clock import to_utc
from db.errors import BadList
from db.marking import N_
from db.plain_files import content_of
from kiosk.scanner.source import Scan
from kiosk.typed import moment

_MOST_BYTES = 16 * 1024 * 1024
"""A scanner's memory holds some kilobytes."""


def scans_of_file(path: Path) -> tuple[list[Scan], list[tuple[int, str]]]:
    """The scans of a file, and the lines (number, text) that cannot be read as one. Raises BadList."""
    return read_scans(_content(path))


def read_scans(content: bytes) -> tuple[list[Scan], list[tuple[int, str]]]:
    """The scans of a file, and the lines (number, text) that cannot be read as one. A heading is skipped."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadList(N_("The file is not UTF-8 text.")) from error
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
        raise BadList(N_("The file is no list of times and codes: a line is far too long.")) from error


def _content(path: Path) -> bytes:
    try:
        return content_of(path, _MOST_BYTES)
    except OSError as error:
        raise BadList(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=error.strerror or error
        ) from error
