"""What a source on the network has answered for an ISBN: kept as a known book, also that it knew nothing."""

from collections.abc import Mapping
from datetime import date

from db.known.books import COLUMNS, Known, write
from db.lists.book import DESCRIPTION
from db.lists.book_rows import RowReader
from db.lists.files.table import Row
from db.lists.marc.rows import CELLS
from db.lists.marc.rows import COLUMNS as OF_RECORDS
from db.lists.report import Refused, Tally
from db.models import database

_LONGEST_SERIES = 200
_OF_COPIES = ("barcode", "copies", "location")


def keep_answer(isbn: str, found: Mapping[str, str], source: str, today: date) -> bool:
    """Keep an answer, cleaned as a list's row is; whether it holds a title."""
    columns: dict[str, object] = dict.fromkeys(COLUMNS, "")
    columns |= {"year": None, "pages": None, "price": None}
    if found:
        cells = [
            {**found, "isbn": isbn, "barcode": "", "copies": "", "location": ""}.get(name, "")
            for name in CELLS
        ]
        try:
            values = RowReader(OF_RECORDS, Tally()).book(Row(1, cells)).values
        except Refused:
            found = {}
        else:
            given = dict(zip(DESCRIPTION, values, strict=True))
            columns = {name: given[name] for name in COLUMNS}
    columns["isbn"] = isbn
    series = found.get("series", "")[:_LONGEST_SERIES]
    with database.atomic():
        write([Known(isbn, columns, series, source, today)])
    return bool(columns["title"])
