"""Tables for a spreadsheet: CSV in which no cell is run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from kiosk.words import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def mark_as_utf_8(out: TextIO) -> None:
    """Write the mark without which a spreadsheet in China takes a CSV file for GB18030."""
    if (out.encoding or "").lower().replace("-", "") == "utf8":
        out.write("\ufeff")


def write_csv(out: TextIO, head: Sequence[str], body: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV; a cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for row in body:
        cells = [visible(str(cell)) for cell in row]
        writer.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in cells])
