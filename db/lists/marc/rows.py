"""Records as the rows of a list of books, so that rehearsal, refused rows and rules are the same."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pymarc import Record

from db.lists.cells.header_names import HEADERS
from db.lists.files.table import Row
from db.lists.headers import Columns, Located, Section
from db.lists.marc.description import described
from db.lists.marc.holdings import Held, Place, held
from db.lists.marc.kept import ToKeep, to_keep
from db.lists.marc.record import ReadRecord

CELLS = (
    "isbn", "title", "author", "publisher", "year", "pages", "price", "subject", "language", "copies",
    "call_number", "class_number", "location", "barcode", "accession",
)  # fmt: skip
"""The fields of a row, in the order of its cells."""
COLUMNS = Columns(
    {field: at for at, field in enumerate(CELLS)}, tuple(HEADERS["books"][field][0] for field in CELLS), ()
)


class Taken(NamedTuple):
    """A file of records as a list: the rows, what to keep of each record, and what is to be said of them."""

    located: Located
    to_keep: dict[int, ToKeep]
    mended: list[int]
    unreadable: list[int]


def taken(records: Iterable[ReadRecord], places: Sequence[Place]) -> Taken:
    """Read all records as rows, whose lines are the records' numbers."""
    rows: list[Row] = []
    lost: list[Row] = []
    found = Taken(Located((Section(COLUMNS, rows),), (), (), (), ()), {}, [], [])
    tags = {place.tag for place in places}
    for one in records:
        if one.record is None:
            lost.append(Row(one.number, [one.raw]))
            continue
        rows.extend(Row(one.number, cells) for cells in rows_of(one.record, places))
        if kept := to_keep(one.record, tags):
            found.to_keep[one.number] = kept
        if one.mended:
            found.mended.append(one.number)
        if one.unreadable:
            found.unreadable.append(one.number)
    located = Located((Section(COLUMNS, rows),), (), (), (), (), tuple(lost), is_records=True)
    return found._replace(located=located)


def rows_of(record: Record, places: Sequence[Place]) -> list[list[str]]:
    """A row for each place and call number of its copies; one, without a count, where it names none."""
    about = described(record)
    copies = held(record, places) or [Held("", "", (), None)]
    about["price"] = about["price"] or next((one.price for one in copies if one.price), "")
    gathered: dict[tuple[str, str, bool], list[Held]] = {}
    for one in copies:
        gathered.setdefault((one.location, one.call_number, bool(one.barcodes)), []).append(one)
    rows = []
    for (location, call_number, _), some in gathered.items():
        counts = [one.copies for one in some]
        known = [count for count in counts if count is not None]
        own = {
            "copies": str(sum(known)) if len(known) == len(counts) else "",
            "call_number": call_number,
            "location": location,
            "barcode": ";".join(code for one in some for code in one.barcodes),
            "accession": ";".join(one.accession for one in some if one.accession),
        }
        rows.append([{**about, **own}[field] for field in CELLS])
    return rows
