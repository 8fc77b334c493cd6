"""A file that somebody saved, as rows of text with their line numbers.

Its bytes decide what kind of file it is, never its name: lists come under wrong names.
"""

import codecs
import csv
import io
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from db.errors import BadList
from db.marking import N_

MOST_BYTES = 256 * 1024 * 1024
"""A list larger than this, unpacked, is not a school's list."""

MOST_COLUMNS = 200
"""Cells to the right of this column are not read: a stray cell in the last column makes a row 16,384 wide."""

MOST_LINES_IN_A_ROW = 200
"""A text row that runs on for more lines than this has a quotation mark that nobody closed."""

_DELIMITERS = (",", ";", "\t")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (b"%pdf-", b"<html", b"<!doc", b"<?xml")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

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


class Row(NamedTuple):
    """One row: the line (of a text file) or row (of a spreadsheet) where it begins, from 1, and its cells."""

    line: int
    cells: list[str]


class Sheet(NamedTuple):
    """The rows of one sheet that hold anything; the one sheet of a text file has no name."""

    name: str
    rows: list[Row]


def read(path: Path) -> Iterator[Sheet]:
    """The sheets of a CSV file or an `.xlsx` workbook, in order.

    Raises BadList when there is no such file, or it is empty, too large or not a table.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadList(N_("{file} is too large to be a list of one school."), file=path.name)
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadList(N_("There is no file {file}."), file=path) from None
    except IsADirectoryError:
        raise BadList(N_("{file} is a folder. Name the file that holds the list."), file=path) from None
    except OSError as error:
        raise BadList(N_("{file} cannot be read: {why}."), file=path, why=error.strerror) from None
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
        yield from _workbook(content, path.name)
    else:
        yield Sheet("", list(_text_rows(_decode(content, path.name), path.name)))


def _decode(content: bytes, name: str) -> str:
    """Text in UTF-8, GB18030 or UTF-16 with its mark: what spreadsheets save in China and elsewhere."""
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)]
    encoding = marked[0] if marked else "utf-8"
    if content.lstrip()[:5].lower() in _OTHER_FILES or (b"\x00" in content and not marked):
        raise _not_a_table(name)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            try:
                text = content.decode("gb18030")
            except UnicodeDecodeError:
                pass
            else:
                if _reads_as_chinese(text):
                    return text
        line = content.count(b"\n", 0, error.start) + 1
        raise BadList(
            N_("{file} is neither UTF-8 nor GB18030 (see line {line}). Save it again as CSV UTF-8 or .xlsx."),
            file=name,
            line=line,
        ) from None


def _reads_as_chinese(text: str) -> bool:
    """Whether text decoded as GB18030 was written in it.

    Western and Big5 bytes decode too, into characters that hardly anybody uses; what people write in
    Chinese lies mostly in GB 2312, the 6,763 characters of the first standard.
    """
    foreign = [character for character in text if not character.isascii()][:20_000]
    common = "".join(foreign).encode("gb2312", "ignore")
    return len(common) // 2 * 2 >= len(foreign)


def _text_rows(text: str, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            if reader.line_num - begins >= MOST_LINES_IN_A_ROW:
                raise BadList(
                    N_("A quotation mark that begins in line {line} of {file} is never closed."),
                    file=name,
                    line=begins,
                )
            if any(cell.strip() for cell in cells):
                yield Row(begins, cells[:MOST_COLUMNS])
            begins = reader.line_num + 1
    except csv.Error:
        raise BadList(N_("Line {line} of {file} cannot be read as CSV."), file=name, line=begins) from None


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


def _workbook(content: bytes, name: str) -> Iterator[Sheet]:
    import openpyxl  # 150 ms that a CSV file need not pay

    # the workbook's XML is read as it streams: only its size can hurt, and zipfile holds
    # every part to the size that it declares
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                raise _not_a_table(name)
        if unpacked > MOST_BYTES:
            raise BadList(N_("{file} is too large to be a list of one school."), file=name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules that do not concern the cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some programs write wrong ones
                yield Sheet(sheet.title, list(_sheet_rows(sheet)))
    except _BROKEN_WORKBOOK as error:
        raise BadList(
            N_("{file} is a damaged workbook. Open it in a spreadsheet program and save it again as .xlsx."),
            file=name,
        ) from error


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_cell_text(cell) for cell in cells[:MOST_COLUMNS]]
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
            text = str(int(value)) if value == int(value) else format(value, ".15g")
            shown = cell.number_format
            # a card number typed as 1 and shown as 0001 by its format
            return text.zfill(len(shown)) if shown.strip("0") == "" else text
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value)


def _not_a_table(name: str) -> BadList:
    return BadList(N_("{file} is not a table. Save the list as CSV UTF-8 or .xlsx."), file=name)
