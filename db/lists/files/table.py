"""A file that somebody saved, as rows of text with their line numbers.

Its bytes decide what kind of file it is, never its name: lists come under wrong names.
"""

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from db.errors import BadList
from db.marking import N_
from db.plain_files import content_of

MOST_BYTES = 128 * 1024 * 1024
"""A list larger than this, unpacked, is not a school's list."""

MOST_ROWS = 100_000
"""Nor is one with more rows that hold anything."""

MOST_COLUMNS = 200
"""Cells to the right of this column are not read: a stray cell in the last column makes a row 16,384 wide."""

_OTHER_FILES = (b"%pdf-", b"<html", b"<!doc", b"<?xml")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Row(NamedTuple):
    """One row: the line (of a text file) or row (of a spreadsheet) where it begins, from 1, and its cells."""

    line: int
    cells: list[str]
    sheet: str = ""
    """Named only where a list is read from several sheets."""

    @property
    def where(self) -> "int | str":
        """Where a person finds the row: its line, with the sheet where there are several."""
        return f"{self.sheet}:{self.line}" if self.sheet else self.line


class Sheet(NamedTuple):
    """The rows of one sheet that hold anything; the one sheet of a text file has no name."""

    name: str
    rows: list[Row]


def list_content(path: Path) -> bytes:
    """What the file of a list holds. Raises BadList for what is no file, cannot be read or is too large."""
    try:
        return content_of(path, MOST_BYTES)
    except FileNotFoundError:
        raise BadList(N_("There is no file {file}."), file=path) from None
    except IsADirectoryError:
        raise BadList(N_("{file} is a folder. Name the file that holds the list."), file=path) from None
    except OSError as error:
        raise BadList(N_("{file} cannot be read: {why}."), file=path, why=error.strerror) from None


def read(path: Path) -> Iterator[Sheet]:
    """The sheets of a CSV file or an `.xlsx` workbook, in order.

    Raises BadList when there is no such file, or it is empty, too large or not a table.
    """
    content = list_content(path)
    if not content.strip(b"\r\n\t \x00") or content == codecs.BOM_UTF8:
        raise BadList(N_("{file} is empty."), file=path.name)
    if content.startswith(_OLD_EXCEL):
        raise BadList(
            N_(
                "{file} is in the old Excel format, or locked with a password."
                " Open it in Excel and save it as .xlsx without a password."
            ),
            file=path.name,
        )
    if content.startswith(_ZIP):
        from db.lists.files.workbook import sheets

        yield from sheets(content, path.name)
    else:
        from db.lists.files.encoding import decode, marked
        from db.lists.files.text import text_rows

        if content.lstrip()[:5].lower() in _OTHER_FILES or (b"\x00" in content and not marked(content)):
            raise not_a_table(path.name)
        yield Sheet("", counted(text_rows(decode(content, path.name), path.name), path.name))


def counted(rows: Iterator[Row], name: str) -> list[Row]:
    """The rows of a sheet. Raises BadList as soon as there are too many of them."""
    held = list(islice(rows, MOST_ROWS + 1))
    if len(held) > MOST_ROWS:
        raise too_large(name)
    return held


def not_a_table(name: str) -> BadList:
    """What is said of a file that holds no rows."""
    return BadList(N_("{file} is not a table. Save the list as CSV UTF-8 or .xlsx."), file=name)


def too_large(name: str) -> BadList:
    """What is said of a file that no school fills."""
    return BadList(N_("{file} is too large to be one school's list."), file=name)
