"""Rows of a CSV file: what parts its cells, and where a quotation mark was never closed."""

import csv
import io
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from db.errors import BadList
from db.lists.files.table import MOST_COLUMNS, Row
from db.marking import N_

MOST_LINES_IN_A_ROW = 200
"""A text row that runs on for more lines than this has a quotation mark that nobody closed."""

_DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 200


def text_rows(text: str, name: str) -> Iterator[Row]:
    """The rows of a text file called `name` that hold anything.

    Raises BadList where a quotation mark is never closed, or a line cannot be read.
    """
    delimiter = _delimiter(text)
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    width = _usual_width(lines, delimiter)
    begins = 1
    try:
        for cells in reader:
            own = lines[begins - 1 : reader.line_num]
            if _is_never_closed(own, delimiter, width, is_last=reader.line_num == len(lines)):
                raise BadList(
                    N_("A quotation mark that begins in line {line} of {file} is never closed."),
                    file=name,
                    line=begins,
                )
            if any(cell.strip() for cell in cells):
                yield Row(begins, [_as_written(cell) for cell in cells[:MOST_COLUMNS]])
            begins = reader.line_num + 1
    except csv.Error:
        raise BadList(N_("Line {line} of {file} cannot be read as CSV."), file=name, line=begins) from None


def _as_written(cell: str) -> str:
    """Without the apostrophe that our own lists have before what a spreadsheet would run as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _is_never_closed(own: Sequence[str], delimiter: str, width: int, *, is_last: bool) -> bool:
    """Whether a mark in these lines of one row swallowed rows that are the list's.

    It may run to the end of the file, or be closed by chance: by the mark that opens another cell, which then
    has text behind it, or by that of five inches; the lines between are whole rows.
    """
    if len(own) == 1 and not is_last:
        return False
    if len(own) > MOST_LINES_IN_A_ROW:
        return True
    try:
        list(csv.reader(own, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return len(own) > 1 or "end of data" in str(error)
    pieces = [line.rstrip("\r\n").split(delimiter) for line in own]
    if width < 2 or any(len(row) != width or not row[0].strip('" ') for row in pieces):
        return False
    return len(own) > 2 or (len(own) == 2 and all(any(map(str.isdigit, row[0])) for row in pieces))


def _usual_width(lines: Sequence[str], delimiter: str) -> int:
    """How many cells most lines have, marks or no marks."""
    return statistics.mode(line.count(delimiter) + 1 for line in lines[:_LOOKED_AT]) if lines else 0


def _delimiter(text: str) -> str:
    """What parts the cells: the delimiter with which most of the first rows have the same number of cells."""
    start = text[:20_000].splitlines(keepends=True)[:30]

    def agreement(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(start, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return max(((rows, width) for width, rows in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=agreement)
