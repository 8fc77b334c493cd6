"""A table of an answer: for a page, a terminal, a spreadsheet alike."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | float | Decimal | date | None
"""An amount of money is a `Decimal` of two places."""


@dataclass(frozen=True)
class Table:
    """Columns and rows.

    Attributes:
        columns: what each column is, one word each; who shows them says them in the reader's language.
        rows: the cells, as many in each row as there are columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
