"""A table of the desk: on the page, and the same rows as a file for a spreadsheet."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from starlette.responses import Response

from db.clock import local_day, to_local
from kiosk.lists.spreadsheet import write_csv
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.rendering import page, shown

ROWS = 50
"""Rows on one page."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its marked name, what stands in it, and where a click on it leads."""

    name: str
    cell: Callable[[Row], object]
    link: Callable[[Row], str] | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it."""

    value: object
    link: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """One row as the page shows it; `key` is what a tick before it sends."""

    cells: tuple[Cell, ...]
    key: object = None


@dataclass(frozen=True)
class Listing:
    """A part of a table, and how to get at the rest: for the macro `table`."""

    columns: tuple[tuple[str, bool], ...]
    lines: tuple[Line, ...]
    count: int
    number: int
    pages: int
    address: str
    query: str

    def at(self, number: int) -> str:
        """The address of another part."""
        return f"{self.address}?{self.query}{'&' if self.query else ''}page={number}"

    def file(self, ending: str) -> str:
        """The address of all rows as a file."""
        return f"{self.address}.{ending}{'?' if self.query else ''}{self.query}"


def table_answer(
    ask: Ask,
    template: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    key: Callable[[Row], object] | None = None,
    **values: Any,
) -> Response:
    """A page with `listing` among its values, or, as the address ends, all rows as CSV or as a workbook.

    The file is named for the page's address. With a `key` each row can be ticked.
    """
    if ask.ending:
        return _file(ask, columns, rows)
    return page(ask, template, listing=listed(ask, columns, rows, key=key), **values)


def listed(
    ask: Ask,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    key: Callable[[Row], object] | None = None,
    most: int = ROWS,
) -> Listing:
    """The part of the rows that the address asks for, at most this many on one page."""
    pages = max(1, -(-len(rows) // most))
    number = min(max(1, ask.whole("page", 1)), pages) if ask.request.method == "GET" else 1
    kept = [(name, value) for name, value in ask.request.query_params.multi_items() if name != "page"]
    return Listing(
        tuple((column.name, column.is_number) for column in columns),
        tuple(
            Line(
                tuple(
                    Cell(column.cell(row), column.link(row) if column.link else "", column.is_number)
                    for column in columns
                ),
                key(row) if key else None,
            )
            for row in rows[(number - 1) * most : number * most]
        ),
        len(rows),
        number,
        pages,
        ask.address,
        urlencode(kept),
    )


def _file(ask: Ask, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Response:
    head = [ask.words.term(column.name) for column in columns]
    cells = ([column.cell(row) for column in columns] for row in rows)
    name = f"{ask.address.strip('/').partition('.')[0].replace('/', '-')}-{local_day(ask.now)}.{ask.ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if ask.ending == "csv":
        out = io.StringIO()
        write_csv(out, head, ([shown(cell, ask.words) for cell in row] for row in cells))
        # without its mark a spreadsheet in China takes the file for GB18030
        return Response(f"\ufeff{out.getvalue()}", headers=headers, media_type="text/csv; charset=utf-8")
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(head)
    for row in cells:
        sheet.append([_written(sheet, cell, ask) for cell in row])
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(written.getvalue(), headers=headers, media_type=kind)


def _written(sheet: Any, value: object, ask: Ask) -> object:
    if isinstance(value, datetime):
        return to_local(value)
    if isinstance(value, bool | int | float | Decimal | date):
        return value
    cell = WriteOnlyCell(sheet, value=shown(value, ask.words))
    cell.data_type = "s"  # never a formula
    return cell
