"""Rows of an `.xlsx` workbook: what its cells show. Loaded for a workbook only: openpyxl takes 150 ms."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from db.errors import BadList
from db.lists.files import table
from db.lists.files.table import Row, Sheet, counted, not_a_table, too_large
from db.marking import N_

_BROKEN_WORKBOOK = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl lets through from its parsers when a workbook is torn, or an XML error (a SyntaxError)."""


LAST_ROW = 2**20
"""Rows of a sheet in Excel; a workbook that claims more would be read, empty row by row, for ever."""

_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number and writes zeros, or anything, for the others."""

_MONTH_AND_DAY = re.compile(r"[^年yY]*m+\W*月\W*d+\W*日[^年yY]*", re.IGNORECASE)
"""How Chinese Excel shows the day that it made of a class typed as 3-1."""


def sheets(content: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of a workbook called `name`, in order. Raises BadList where it is damaged or too large."""

    # the workbook's XML is read as it streams: only its size can hurt, and zipfile holds
    # every part to the size that it declares
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                raise not_a_table(name)
        if unpacked > table.MOST_BYTES:
            raise too_large(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules that do not concern the cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some programs write wrong ones
                yield Sheet(sheet.title, counted(_rows(sheet), name))
    except _BROKEN_WORKBOOK as error:
        raise BadList(
            N_("{file} is a damaged workbook. Open it in a spreadsheet program and save it again as .xlsx."),
            file=name,
        ) from error


def _rows(sheet: Any) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > LAST_ROW:
            raise ValueError("a row beyond the last one that a spreadsheet has")
        texts = [_cell_text(cell) for cell in cells[: table.MOST_COLUMNS]]
        if any(texts):
            yield Row(line, texts)


def _cell_text(cell: Any) -> str:
    """What the cell shows: a number that is whole without a decimal point, days in ISO form."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return "" if cell.data_type == "e" else value
        case bool():
            return str(value)
        case int() | float():
            if abs(value) >= _EXACT:
                return format(value, ".14E")  # its last digits are lost, and that must be seen
            text = str(int(value)) if value == int(value) else format(value, ".15g")
            shown = cell.number_format
            # a card number typed as 1 and shown as 0001 by its format
            return text.zfill(len(shown)) if shown.strip("0") == "" else text
        case datetime() if value.time() == time():
            if _MONTH_AND_DAY.fullmatch(cell.number_format):
                return f"{value.month}月{value.day}日"
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value)
