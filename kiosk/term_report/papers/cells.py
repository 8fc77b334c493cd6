"""A table of the report for a spreadsheet: words where it is read, numbers where it is counted with."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from kiosk.term_report.document import Reference, SaidTable


class Rows(Protocol):
    """What has rows of plain values: a table of a report, or a list behind a figure."""

    @property
    def rows(self) -> Sequence[Sequence[object]]: ...


def cells_of(found: Rows, said: SaidTable) -> list[tuple[object, ...]]:
    """The cells of each row; what nobody knows is empty."""
    return [
        tuple(_cell(value, cell) for value, cell in zip(values, cells, strict=True))
        for values, cells in zip(found.rows, said.rows, strict=True)
    ]


def _cell(value: object, said: str | Reference) -> object:
    """A number that is read as something else, such as a grade, stays what it is read as."""
    text = said if isinstance(said, str) else said.said
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and _is_number(text):
        return value
    return text


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").lstrip("-").isdecimal()
