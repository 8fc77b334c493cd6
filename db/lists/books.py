"""A list of books into the store: rows to titles and copies, new ones added, changed ones brought up to date.

The list says what the library holds: a title's count is all its copies, so the same list twice changes
nothing. A blank cell leaves what the store knows. Rows that name the same book (`stock.Book`) count together,
described by the first. A row with barcodes stands for those copies and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db import codes
from db.errors import BadValue
from db.events.record import Acting
from db.lists import cleaning, titles
from db.lists.copies import Holding
from db.lists.headers import Columns, locate, parse_mapping
from db.lists.report import Imported, OnProgress, Refused, Tally
from db.lists.table import Row, read
from db.lists.titles import DESCRIPTION, Book, Number
from db.marking import N_
from db.store.batches import batches, rehearsed


def import_books(
    path: Path,
    *,
    acting: Acting,
    mapping: Sequence[str] = (),
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Bring the store up to a list of books. `mapping` holds `COLUMN=FIELD`; a connection must be open.

    Each batch of titles is a transaction: an import that was interrupted is simply run again. With
    `dry_run` all of it happens and is taken back. Raises BadList when the file is no such list and
    BadValue for a mapping that makes no sense.
    """
    columns, rows = locate("books", read(path), parse_mapping("books", mapping), path.name)
    tally = Tally()
    works = _works(columns, rows, tally)
    done = len(tally.rejected)
    with rehearsed(dry_run):
        known = titles.titles_without_number()
        for batch in batches(works):
            books = [book for work in batch for book in work]
            done += sum(len(book.holdings) for book in books)
            titles.write(books, known, tally, acting)
            if on_progress:
                on_progress(done, len(rows))
        tally.unlabelled = titles.without_code()
        tally.record("books", acting)
    return tally.closed("books", len(rows), columns, dry_run=dry_run)


def _works(columns: Columns, rows: Sequence[Row], tally: Tally) -> list[list[Book]]:
    """The rows as books, those with one number (the parts of a set) side by side."""
    works: dict[Number, dict[str, Book]] = {}
    bearers: dict[str, Book] = {}
    reader = _RowReader(columns)
    for row in rows:
        try:
            book = reader.book(row)
            parts = works.get(book.number, {})
            first = parts.get(book.title, book)
            _claim(book.holdings[0], first, bearers)
        except Refused as refused:
            tally.rejected.append(refused.rejected)
            continue
        if book.quality in ("damaged", "not_isbn"):
            tally.doubts["isbn"].append(row.line)
        if "price" in book.guessed and book.values[DESCRIPTION.index("price")] is None:
            tally.doubts["price"].append(row.line)
        if first is book:
            works.setdefault(book.number, parts)[book.title] = book
        else:
            first.holdings += book.holdings
            tally.repeated += 1
    return [list(parts.values()) for parts in works.values()]


def _claim(holding: Holding, book: Book, bearers: dict[str, Book]) -> None:
    """Keep of a row's barcodes those that no earlier row has. Raises Refused when one is another book's."""
    if not holding.barcodes:
        return
    for code in holding.barcodes:
        if bearers.get(code, book) is not book:
            reason = BadValue(N_("an earlier row gives this barcode to another book"))
            raise Refused(holding.row, "barcode", code, reason)
    holding.barcodes = [code for code in holding.barcodes if code not in bearers]
    holding.count = len(holding.barcodes)
    bearers.update(dict.fromkeys(holding.barcodes, book))


@dataclass
class _RowReader:
    """Reads rows of one layout."""

    columns: Columns

    def book(self, row: Row) -> Book:
        """One row, cleaned. Raises Refused with the first value that cannot be used."""
        cells = row.cells
        of = self.columns.of
        width = len(cells)

        def cell(field: str) -> str:
            index = of.get(field, width)
            return cells[index] if index < width else ""

        barcodes = cleaning.barcodes(cell("barcode"))
        printed = [code for code in barcodes if code[:3] in ("978", "979") and codes.isbn_13(code)]
        if printed:  # the publisher's barcode, the same on every copy
            barcodes = [code for code in barcodes if code not in printed]
        for code in barcodes:
            if len(code) > codes.LONGEST_CODE:
                raise Refused(row, "barcode", code, _too_long(codes.LONGEST_CODE))
        isbn = cleaning.isbn(cell("isbn_13"), cell("isbn"), cell("isbn_10"), *printed)
        title = cleaning.title(cell("title"))
        if not (title or isbn.isbn or isbn.identifier):
            raise Refused(row, "title", cell("title"), BadValue(N_("neither a title nor an ISBN")))
        price, year, pages = (
            cleaning.price(cell("price")),
            cleaning.year(cell("year")),
            cleaning.pages(cell("pages")),
        )
        amount, currency = price.value or (None, "")
        call_number = cleaning.call_number(cell("call_number"), cell("class_number"), cell("book_number"))
        location = cleaning.unless_empty(cell("location"))
        for field, text, most in (("call_number", call_number, 120), ("location", location, 120)):
            if len(text) > most:
                raise Refused(row, field, text, _too_long(most))
        guessed = {
            field: cell(field)
            for field, value in (("price", price), ("year", year), ("pages", pages))
            if value.guessed
        }
        if isbn.quality in ("recovered", "damaged", "not_isbn"):
            guessed |= {field: cell(field) for field in ("isbn_13", "isbn", "isbn_10") if cell(field)}
        return Book(
            values=(
                isbn.isbn,
                isbn.identifier,
                title,
                cleaning.unless_empty(cell("author")),
                cleaning.unless_empty(cell("publisher")),
                year.value,
                pages.value,
                amount,
                currency,
                cleaning.unless_empty(cell("subject")),
                cleaning.text(cell("language"))[:16],
                call_number,
            ),
            quality=isbn.quality,
            guessed=guessed,
            holdings=[Holding(row, len(barcodes) or self._count(row, cell("copies")), location, barcodes)],
        )

    def _count(self, row: Row, cell: str) -> int:
        if not cell.strip():
            return 1  # who lists a book has one
        try:
            return cleaning.count(cell)
        except BadValue as reason:
            raise Refused(row, "copies", cell, reason) from None


def _too_long(most: int) -> BadValue:
    return BadValue(N_("longer than {most} characters"), most=most)
