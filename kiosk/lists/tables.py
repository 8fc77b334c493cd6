"""A table as a file for a spreadsheet: CSV or a workbook, by the end of its name."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.answers.table import Cell, Table
from db.errors import BadValue
from db.marking import N_
from labels.ink.files import replacing

KINDS = (".csv", ".xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHEET = "list"


def write_table(file: Path, table: Table, head: Sequence[str]) -> None:
    """Write a table to a file, whole or not at all; `head` are the words above its columns.

    Raises BadValue for a name that ends otherwise, and WriteError.
    """
    if file.suffix.lower() not in KINDS:
        raise BadValue(
            N_("{file} is neither .csv nor .xlsx: give it a name that ends in one of them."), file=file
        )
    content = as_workbook(table, head) if file.suffix.lower() == ".xlsx" else as_csv(table, head)
    with replacing(file) as (opened, _):
        opened.write(content)


def as_csv(table: Table, head: Sequence[str]) -> bytes:
    """The table as CSV in UTF-8, with the mark without which Excel takes it for GB18030.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes off.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    for row in table.rows:
        cells = [_shown(cell) for cell in row]
        writer.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: Table, head: Sequence[str]) -> bytes:
    """The table as an .xlsx workbook: codes stay text, counts and days are such, and nothing is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"

    def cell_of(value: Cell) -> object:
        plain: Any = _legal(value) if isinstance(value, str) else value
        cell = WriteOnlyCell(sheet, value=plain)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.number_format = "@"
        return cell

    for row in (tuple(head), *table.rows):
        sheet.append([cell_of(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _legal(text: str) -> str:
    """Without the control characters that no workbook can hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
