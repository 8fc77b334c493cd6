"""Tables as an `.xlsx` workbook, a sheet each. Loaded only where one is written: openpyxl takes 150 ms."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.errors import LibraryError
from kiosk.words import visible
from labels.errors import LabelError
from labels.ink.files import replacing

_LONGEST_NAME = 31
"""Characters in the name of a sheet."""
_MOST_UPRIGHT = 6
"""Columns of a table that is printed on an upright page."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class WorkbookError(LibraryError):
    """A workbook could not be written."""


@dataclass(frozen=True)
class Sheet:
    """A table under its name; with `rows_on_page` it is made to be printed, that many rows a page."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    rows_on_page: int = 0


def write_workbook(target: Path, sheets: Sequence[Sheet]) -> None:
    """Write them; no cell is a formula. Raises WorkbookError, and then nothing was written."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(visible(sheet.name).translate(_FORBIDDEN)[:_LONGEST_NAME].strip() or "1")
        for across, text in enumerate(sheet.head, 1):
            page.cell(1, across, visible(text)).font = Font(bold=True)
        for down, row in enumerate(sheet.rows, 2):
            for across, value in enumerate(row, 1):
                cell = page.cell(down, across)
                if isinstance(value, int | float):
                    cell.value = value
                elif isinstance(value, Decimal):
                    cell.value, cell.number_format = value, "0.00"
                else:
                    cell.value = visible(str(value))
                    cell.data_type = "s"
        page.freeze_panes = "A2"
        _print_pages(page, sheet)
    try:
        with replacing(target) as (file, _):
            book.save(file)
    except LabelError as error:
        raise WorkbookError(error.sentence, **error.values) from error


def _print_pages(page: Any, sheet: Sheet) -> None:
    """Columns as wide as their text; on paper all of them on one page's width, under their heads."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break
    from rich.cells import cell_len

    is_wide = bool(sheet.rows_on_page) or len(sheet.head) > _MOST_UPRIGHT
    page.page_setup.orientation = "landscape" if is_wide else "portrait"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = "1:1"
    page.oddHeader.center.text = visible(sheet.name).replace("&", "&&")
    page.oddFooter.center.text = "&P / &N"
    if sheet.rows_on_page:
        for row in range(1 + sheet.rows_on_page, len(sheet.rows) + 1, sheet.rows_on_page):
            page.row_breaks.append(Break(id=row))
    for across, head in enumerate(sheet.head):
        texts = [head, *(str(row[across]) for row in sheet.rows[:200] if across < len(row))]
        page.column_dimensions[get_column_letter(across + 1)].width = min(40, max(map(cell_len, texts)) + 2)
