"""Tables as an `.xlsx` workbook, a sheet each. Loaded only where one is written: openpyxl takes 150 ms."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import LibraryError
from kiosk.words import visible
from labels.errors import LabelError
from labels.ink.files import replacing

_LONGEST_NAME = 31
"""Characters in the name of a sheet."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class WorkbookError(LibraryError):
    """A workbook could not be written."""


@dataclass(frozen=True)
class Sheet:
    """A table under its name."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]


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
                else:
                    cell.value = visible(str(value))
                    cell.data_type = "s"
        page.freeze_panes = "A2"
    try:
        with replacing(target) as (file, _):
            book.save(file)
    except LabelError as error:
        raise WorkbookError(error.sentence, **error.values) from error
