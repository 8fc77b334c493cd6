"""Tables of the stock as listings of a page, and the titles of a list that was sent."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from db.answers.table import Cell, Table
from db.title_lists.lines import LinesRead, lines_of_file
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.tables import Column, Listing, listed


def listing(
    ask: Ask,
    table: Table,
    links: Mapping[int, Sequence[str]] | None = None,
    keys: Sequence[object] = (),
    numbers: Collection[int] = (),
) -> Listing:
    """A table of which these columns have a link in each row; with `keys` each row can be ticked.

    `numbers`: columns of numbers that are written as text, to stand below each other as the others do.
    """
    to = links or {}

    def column(at: int, name: str) -> Column[tuple[int, tuple[Cell, ...]]]:
        own = to.get(at)
        return Column(
            name,
            lambda row: row[1][at],
            (lambda row: own[row[0]]) if own else None,
            is_number=at in numbers
            or (bool(table.rows) and isinstance(table.rows[0][at], int | float | Decimal)),
        )

    columns = [column(at, name) for at, name in enumerate(table.columns)]
    return listed(ask, columns, list(enumerate(table.rows)), key=(lambda row: keys[row[0]]) if keys else None)


def lines_sent(ask: Ask) -> LinesRead:
    """The titles of the list that was sent. Raises BadValue where none was, and BadList."""
    sent = ask.file("list")
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "list"
        file.write_bytes(sent.file.read())
        return lines_of_file(file)
