"""One row of a list of books, read and cleaned."""

import re
from dataclasses import dataclass

from db import codes
from db.errors import BadValue
from db.lists.book import Book
from db.lists.cells import cleaning, identifiers
from db.lists.copies import Holding
from db.lists.files.table import Row
from db.lists.headers import Columns
from db.lists.numbers import numbers_in
from db.lists.report import Refused, Tally
from db.marking import N_

_LONGEST_PLACE = 120
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}\.\d{3}(?!\d)")


@dataclass
class RowReader:
    """Reads rows of one layout; what is to be known of a row goes into the tally."""

    columns: Columns
    tally: Tally

    def book(self, row: Row) -> Book:
        """One row, cleaned. Raises Refused with the first value that cannot be used."""
        cells = row.cells
        of = self.columns.of
        width = len(cells)

        def cell(field: str) -> str:
            index = of.get(field, width)
            return cells[index] if index < width else ""

        barcodes, printed = self._barcodes(row, cell("barcode"))
        count = self._count(row, cell("copies"))
        isbn = identifiers.isbn(cell("isbn_13"), cell("isbn"), cell("isbn_10"), *printed)
        identifier = isbn.identifier
        if len(barcodes) == 1 and (count or 0) > 1:
            # one label for all: it stands for the title, not for a copy
            self.tally.doubts["shared_label"].append(row.where)
            identifier = identifier or (None if isbn.isbn else barcodes[0])
            barcodes = []
        elif barcodes and count not in (None, len(barcodes)):
            self.tally.doubts["label_count"].append(row.where)
        title = cleaning.title(cell("title"))
        if len(title) == cleaning.LONGEST_TEXT:
            self.tally.doubts["cut"].append(row.where)
        if not (title or isbn.isbn or identifier):
            raise Refused(row, "title", cell("title"), BadValue(N_("neither a title nor an ISBN")))
        price, year, pages = (
            cleaning.price(cell("price")),
            cleaning.year(cell("year")),
            cleaning.pages(cell("pages")),
        )
        if price.value and price.guessed and _THOUSANDS.search(cell("price")):
            self.tally.doubts["thousands"].append(row.where)
        amount, currency = price.value or (None, "")
        call_number = cleaning.call_number(cell("call_number"), cell("class_number"), cell("book_number"))
        location = cleaning.unless_empty(cell("location"))
        for field, text in (("call_number", call_number), ("location", location)):
            if len(text) > _LONGEST_PLACE:
                raise Refused(row, field, text, _too_long(_LONGEST_PLACE))
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
                identifier,
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
            holdings=[
                Holding(
                    row,
                    max(count or 0, len(barcodes)) if barcodes else count,
                    location,
                    barcodes,
                    numbers_in(row, cell("accession"), self.tally),
                )
            ],
        )

    def _barcodes(self, row: Row, cell: str) -> tuple[list[str], list[str]]:
        """The labels in a cell, and the publisher's codes, which are the same on every copy."""
        try:
            found = identifiers.barcodes(cell)
        except BadValue as reason:
            raise Refused(row, "barcode", cell, reason) from None
        if found.guessed:
            self.tally.doubts["mended"].append(row.where)
        printed = [code for code in found.value if code[:3] in ("978", "979") and codes.isbn_13(code)]
        labels = [code for code in found.value if code not in printed] if printed else found.value
        for code in labels:
            if len(code) > codes.LONGEST_CODE:
                raise Refused(row, "barcode", code, _too_long(codes.LONGEST_CODE))
        return labels, printed

    def _count(self, row: Row, cell: str) -> int | None:
        if not cell.strip():
            return None
        try:
            return cleaning.count(cell)
        except BadValue as reason:
            raise Refused(row, "copies", cell, reason) from None


def _too_long(most: int) -> BadValue:
    return BadValue(N_("longer than {most} characters"), most=most)
