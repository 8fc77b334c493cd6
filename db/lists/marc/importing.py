"""A file of MARC records into the store, by the rules of a list of books."""

from collections.abc import Sequence
from pathlib import Path

from db.clock import local_day
from db.errors import BadValue
from db.events.record import Acting
from db.lists.book import Book
from db.lists.books import bring_in
from db.lists.marc.holdings import Place, shipped
from db.lists.marc.kept import keep
from db.lists.marc.reading import read_records
from db.lists.marc.rows import taken
from db.lists.report import Imported, OnProgress, Refused, Tally
from db.marking import N_


def import_marc(
    path: Path,
    *,
    acting: Acting,
    places: Sequence[Place] | None = None,
    confirmed: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Bring the store up to a file of CNMARC or MARC 21 records, ISO 2709 or MARCXML; see `import_books`.

    `places` say where the copies stand in a record. What a record says beyond the columns of a title is kept
    with the title, with the file's name and the day. Raises BadList where the file holds no records.
    """
    found = taken(read_records(path), places or shipped())
    tally = Tally()
    for row in found.located.lost:
        reason = BadValue(N_("this piece of the file is not a record, or is too damaged to be read as one"))
        tally.rejected.append(Refused(row._replace(cells=[]), "", row.cells[0], reason).rejected)
    tally.doubts["record_mended"] += found.mended
    tally.doubts["record_unreadable"] += found.unreadable
    today = local_day(acting.now)

    def keep_records(written: Sequence[tuple[int, Book]]) -> None:
        records = {
            title_id: record
            for title_id, book in written
            if (record := found.to_keep.get(book.holdings[0].row.line))
        }
        keep(records, path.name, today)

    return bring_in(
        found.located,
        tally,
        acting=acting,
        confirmed=confirmed,
        dry_run=dry_run,
        on_progress=on_progress,
        on_written=keep_records,
    )
