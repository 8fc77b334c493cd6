"""A list of books into the store: rows to titles and copies, new ones added, changed ones brought up to date.

Where the list tells how many copies there are, that count is all of a title's; where it has no such column it
changes no count. The same list twice changes nothing, and a blank cell leaves what the store knows. Rows that
name the same book (`book.Book`) count together, described by the first. A row with barcodes stands for
those copies and no more.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from db.errors import BadValue
from db.events.record import Acting
from db.lists import matching, titles
from db.lists.book import DESCRIPTION, Book, Number
from db.lists.book_rows import RowReader
from db.lists.cells.identifiers import NotIsbn
from db.lists.copies import Holding
from db.lists.files.table import read
from db.lists.headers import Located, locate, parse_mapping
from db.lists.labels import Labels
from db.lists.matching import SEVERAL_TITLES
from db.lists.numbers import take_numbers
from db.lists.report import Imported, OnProgress, Refused, Tally
from db.marking import N_
from db.models import database
from db.registers.numbers import last_number
from db.store.batches import rehearsed, turns

OnWritten = Callable[[Sequence[tuple[int, Book]]], None]
"""Called with the titles that were written, or were so already, and the books that they are in the list."""


def import_books(
    path: Path,
    *,
    acting: Acting,
    mapping: Sequence[str] = (),
    confirmed: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Bring the store up to a list of books. `mapping` holds `COLUMN=FIELD`; a connection must be open.

    Unless it is `confirmed`, no copy is taken away and no label goes to another book: that is told as held.
    Each batch of titles is a transaction: an import that was interrupted is simply run again. With
    `dry_run` all of it happens and is undone. Raises BadList when the file is no such list and
    BadValue for a mapping that makes no sense.
    """
    located = locate("books", read(path), parse_mapping("books", mapping), path.name)
    return bring_in(
        located, Tally(), acting=acting, confirmed=confirmed, dry_run=dry_run, on_progress=on_progress
    )


def bring_in(
    located: Located,
    tally: Tally,
    *,
    acting: Acting,
    confirmed: bool,
    dry_run: bool,
    on_progress: OnProgress | None,
    on_written: OnWritten | None = None,
) -> Imported:
    """The rows of a list of books into the store, as `import_books` says.

    The tally may hold already what was seen before; `on_written` is called in the transaction of each batch.
    """
    tally.refuse_wide(located)
    works = _works(located, tally)
    done = len(tally.rejected)
    with rehearsed(dry_run):
        before, all_written = last_number(), list[tuple[int, Book]]()
        known = matching.titles_without_number()
        labels = Labels.of(works)
        for batch in turns(works):
            books = [book for work in batch for book in work]
            done += sum(len(book.holdings) for book in books)
            with database.atomic():
                written = titles.write(books, known, labels, tally, acting, confirmed=confirmed)
                all_written += written
                if on_written:
                    on_written(written)
            if on_progress:
                on_progress(done, located.rows)
        if any(holding.numbers for _, book in all_written for holding in book.holdings):
            take_numbers(all_written, tally, acting, new_above=before)
        tally.unlabelled = titles.without_code()
        tally.record("books", acting)
    return tally.closed("books", located, dry_run=dry_run)


def _works(located: Located, tally: Tally) -> list[list[Book]]:
    """The rows as books, those with one number (the parts of a set) side by side."""
    works: dict[Number, dict[str, Book]] = {}
    bearers: dict[str, Book] = {}
    for book in _books(located, tally):
        holding = book.holdings[0]
        parts = works.get(book.number, {})
        try:
            first = _first(book, parts)
            _claim(holding, first, bearers, tally)
        except Refused as refused:
            tally.rejected.append(refused.rejected)
            continue
        if book.quality in ("damaged", "not_isbn"):
            tally.doubts["isbn"].append(holding.row.where)
            tally.not_isbns.append(_not_isbn(book))
        if "price" in book.guessed and book.values[DESCRIPTION.index("price")] is None:
            tally.doubts["price"].append(holding.row.where)
        if first is book:
            works.setdefault(book.number, parts)[book.title] = book
        else:
            first.holdings += book.holdings
            tally.repeated += holding.count != 0 or bool(holding.barcodes)
    return [list(parts.values()) for parts in works.values()]


def _not_isbn(book: Book) -> NotIsbn:
    written = next(
        (book.guessed[name] for name in ("isbn", "isbn_13", "isbn_10") if name in book.guessed), ""
    )
    return NotIsbn(
        book.holdings[0].row.where,
        written,
        book.title,
        book.values[DESCRIPTION.index("identifier")] is not None,
    )


def _first(book: Book, parts: dict[str, Book]) -> Book:
    """The book of the list that a row is about: one without a title means the one that has its number.

    Raises Refused where several have it.
    """
    if book.title in parts:
        return parts[book.title]
    if book.has_title:
        nameless = next((part for part in parts.values() if not part.has_title), None)
        if nameless is None:
            return book
        del parts[nameless.title]
        nameless.values, nameless.guessed, nameless.quality = book.values, book.guessed, book.quality
        parts[book.title] = nameless
        return nameless
    if len(parts) > 1:
        raise Refused(book.holdings[0].row, "title", "", BadValue(SEVERAL_TITLES, titles=", ".join(parts)))
    return next(iter(parts.values()), book)


def _books(located: Located, tally: Tally) -> Iterator[Book]:
    for section in located.sections:
        reader = RowReader(section.columns, tally)
        for row in section.rows:
            try:
                yield reader.book(row)
            except Refused as refused:
                tally.rejected.append(refused.rejected)


def _claim(holding: Holding, book: Book, bearers: dict[str, Book], tally: Tally) -> None:
    """Keep of a row's barcodes those that no earlier row has. Raises Refused when one is another book's."""
    if not holding.barcodes:
        return
    for code in holding.barcodes:
        if bearers.get(code, book) is not book:
            reason = BadValue(N_("an earlier row gives this barcode to another book"))
            raise Refused(holding.row, "barcode", code, reason)
    again = [code for code in holding.barcodes if code in bearers]
    if again:
        tally.doubts["label_again"].append(holding.row.where)
        holding.barcodes = [code for code in holding.barcodes if code not in bearers]
        holding.count = max(0, (holding.count or 0) - len(again))
    bearers.update(dict.fromkeys(holding.barcodes, book))
