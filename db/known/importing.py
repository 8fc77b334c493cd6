"""A file of books that the school knows of, so that intake needs no internet: a list, or MARC records."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from db.clock import local_day
from db.errors import BadList, BadValue
from db.events.record import Acting, record
from db.known.books import COLUMNS, Known, known_books, write
from db.lists.book import DESCRIPTION, Book
from db.lists.book_rows import RowReader
from db.lists.files.table import Row, read
from db.lists.headers import Columns, Located, locate, parse_mapping
from db.lists.marc.holdings import shipped
from db.lists.marc.reading import read_records
from db.lists.marc.rows import taken
from db.lists.report import Change, Imported, OnProgress, Refused, Tally
from db.marking import N_
from db.models import database
from db.store.batches import rehearsed, turns


def import_known(
    path: Path,
    *,
    acting: Acting,
    mapping: Sequence[str] = (),
    confirmed: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Know the books of a file: at intake an ISBN that the library has not gets its description from here.

    It is a list with the headers of a list of books, or a file of MARC records. No title and no copy of the
    library is changed. A row needs an ISBN and a title; a later row, and a later file, goes over an earlier
    one where it says anything. `confirmed` changes nothing here. Raises BadList and BadValue as
    `import_books` does.
    """
    tally = Tally()
    located, series = _located(path, mapping, tally)
    tally.refuse_wide(located)
    source, today = path.name, local_day(acting.now)
    done = len(tally.rejected)
    with rehearsed(dry_run):
        for some in turns(_books(located, tally)):
            with database.atomic():
                _write(some, series, source, today, tally)
            done += len(some)
            if on_progress:
                on_progress(done, located.rows)
        if tally.added or tally.changed:
            record(
                acting, "import", details={"list": "known", "added": tally.added, "changed": tally.changed}
            )
    return tally.closed("books", located, dry_run=dry_run, is_known=True)


def _located(path: Path, mapping: Sequence[str], tally: Tally) -> tuple[Located, dict[int, str]]:
    """The rows of the file, and the series by the number of its record."""
    try:
        found = taken(read_records(path), shipped())
    except BadList:
        return locate("books", read(path), parse_mapping("books", mapping), path.name), {}
    for row in found.located.lost:
        reason = BadValue(N_("this piece of the file is not a record, or is too damaged to be read as one"))
        tally.rejected.append(Refused(row._replace(cells=[]), "", row.cells[0], reason).rejected)
    tally.doubts["record_mended"] += found.mended
    tally.doubts["record_unreadable"] += found.unreadable
    return found.located, {number: record.series for number, record in found.to_keep.items()}


def _books(located: Located, tally: Tally) -> Iterator[Book]:
    for section in located.sections:
        reader = RowReader(section.columns, tally)
        for row in section.rows:
            try:
                book = reader.book(row)
                if not book.values[0]:
                    told = _isbn_told(section.columns, row)
                    raise Refused(
                        row, "isbn", told, BadValue(N_("no ISBN, so intake could not recognise it"))
                    )
                if not book.has_title:
                    raise Refused(row, "title", "", BadValue(N_("no title")))
                yield book
            except Refused as refused:
                tally.rejected.append(refused.rejected)


def _isbn_told(columns: Columns, row: Row) -> str:
    """What stands where an ISBN should: its digits may be wrong."""
    places = (columns.of[field] for field in ("isbn", "isbn_13", "isbn_10") if field in columns.of)
    return " ".join(row.cells[at].strip() for at in places if at < len(row.cells)).strip()


def _write(books: Sequence[Book], series: dict[int, str], source: str, today: date, tally: Tally) -> None:
    known = known_books(str(book.values[0]) for book in books)
    fresh: dict[str, Known] = {}
    for book in books:
        given = dict(zip(DESCRIPTION, book.values, strict=True))
        row = book.holdings[0].row
        isbn = str(given["isbn"])
        old = fresh.get(isbn) or known.get(isbn)
        columns = {name: given[name] for name in COLUMNS}
        if old:
            columns = {n: old.columns[n] if new in (None, "") else new for n, new in columns.items()}
        its_series = series.get(row.line, "") or (old.series if old else "")
        tally.isbns[book.quality] += 1
        tally.repeated += isbn in fresh
        if old and columns == old.columns and its_series == old.series:
            tally.same += isbn not in fresh
            continue
        if old and old.title:
            tally.changes += [
                Change(row.where, old.title, name, str(old.columns[name] or ""), str(new or ""))
                for name, new in columns.items()
                if new != old.columns[name]
            ]
        tally.added += old is None or not old.title
        tally.changed += isbn not in fresh and bool(old and old.title)
        fresh[isbn] = Known(isbn, columns, its_series, source, today)
    write(fresh.values())
