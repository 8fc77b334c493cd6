"""A list of titles as somebody sends, pastes or scans it: rows with headers, or a title in each line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.codes import clean, isbn_13
from db.errors import BadList, BadValue, NotFound
from db.known.books import known_book
from db.lists.book import DESCRIPTION, Book
from db.lists.book_rows import RowReader
from db.lists.cells import cleaning
from db.lists.files.table import Row, Sheet, read
from db.lists.headers import Columns, locate
from db.lists.report import Refused, Tally
from db.marking import N_
from db.models import Title
from db.searching.titles import titles_of_number

_LONGEST = 500
_NAMES = ("title", "isbn", "isbn_13", "isbn_10")
_MARKED = re.compile("《(.+?)》")


@dataclass(frozen=True)
class Line:
    """One title of a list. `number` is its row, `price` in hundredths, what is not said empty or None.

    `also`: another name it goes by; `title_id`: the title of the stock that it was said to be.
    """

    number: int
    title: str = ""
    author: str = ""
    publisher: str = ""
    isbn: str = ""
    class_number: str = ""
    year: int | None = None
    price: int | None = None
    copies: int | None = None
    also: str = ""
    title_id: int | None = None


@dataclass(frozen=True)
class LinesRead:
    """The titles of a list, and the rows that name neither a title nor an ISBN, with what stands there."""

    lines: tuple[Line, ...]
    refused: tuple[tuple[int | str, str], ...] = ()


NOTHING = LinesRead(())


def lines_of_file(path: Path) -> LinesRead:
    """The titles of a CSV file, a workbook, or a text with a title or ISBN in each line. Raises BadList."""
    sheets = list(read(path))
    if all(len([cell for cell in row.cells if cell.strip()]) <= 1 for sheet in sheets for row in sheet.rows):
        return _without_header(sheets)
    located = locate("books", sheets, {}, path.name)
    tally = Tally()
    lines: list[Line] = []
    refused: list[tuple[int | str, str]] = []
    for row in located.wide:
        refused.append((row.where, " ".join(row.cells)[:80]))
    for section in located.sections:
        reader = RowReader(section.columns, tally)
        for row in section.rows:
            try:
                book = _named(reader, section.columns, row)
            except Refused:
                refused.append((row.where, " ".join(row.cells)[:80]))
                continue
            lines.append(_line(len(lines) + 1, book.values, book.holdings[0].count))
    return LinesRead(tuple(lines), tuple(refused))


def lines_of_text(text: str) -> LinesRead:
    """The titles of a pasted text, one in each line; blank lines are left out."""
    return LinesRead(tuple(_bare(filter(None, map(str.strip, text.splitlines())))))


def line_of(text: str, number: int = 0) -> Line | None:
    """What was scanned, typed or pasted: a code of the stock, or title, author and ISBN.

    An ISBN that is not in the stock is a title that is missing: it is called as the known books call it, else
    by its number. None for an empty line. Raises NotFound for a number that is none.
    """
    parts = [cleaning.text(part) for part in text.split("\t")]
    whole = " ".join(parts).strip()
    if not whole:
        return None
    if ids := _titles_of_code(whole):
        title = Title.get_by_id(ids[0])
        return Line(
            number, title.title or title.isbn or "", title.author, isbn=title.isbn or "", title_id=title.id
        )
    if isbn := isbn_13(clean(whole)):
        if known := known_book(isbn):
            return Line(number, known.title or isbn, str(known.columns["author"]), isbn=isbn)
        return Line(number, isbn, isbn=isbn)
    if re.fullmatch(r"[0-9Xx -]{8,}", whole):
        raise NotFound(
            N_("{code} is neither a book of this library nor an ISBN: a digit is wrong or missing."),
            code=whole,
        )
    marked = _MARKED.search(whole)
    if marked:
        return Line(number, marked[1].strip(), whole[marked.end() :].strip(" ，,、\t/"))
    cells = [cell.strip() for part in parts for cell in re.split(r"[,，|]", part)]
    isbn = next((found for cell in cells[1:] if (found := isbn_13(clean(cell)))), "")
    rest = [cell for cell in cells if not isbn or isbn_13(clean(cell)) != isbn]
    return Line(number, cleaning.title(rest[0]), rest[1] if len(rest) > 1 else "", isbn=isbn)


def title_of_code(code: str) -> int:
    """The title of a label, an ISBN or a number of the list. Raises NotFound."""
    found = _titles_of_code(code)
    if not found:
        raise NotFound(N_("There is no book {code}."), code=code)
    return found[0]


def _titles_of_code(code: str) -> list[int]:
    found = find_barcode(clean(code))
    return [found.title_id] if isinstance(found, FoundCopy) else titles_of_number(clean(code))


def must_hold(read_: LinesRead) -> Sequence[Line]:
    """Its titles. Raises BadValue where there is none."""
    if not read_.lines:
        raise BadValue(N_("The list names no title."))
    return read_.lines


def _named(reader: RowReader, columns: Columns, row: Row) -> Book:
    """The book that a row names, whatever else is wrong with it: a title is blocked though its count is odd.

    Raises Refused for one that names none.
    """
    cells = list(row.cells)
    while True:
        try:
            return reader.book(row._replace(cells=cells))
        except Refused as refused:
            at = columns.of.get(refused.rejected.field, len(cells))
            if refused.rejected.field in _NAMES or at >= len(cells) or not cells[at]:
                raise
            cells[at] = ""


def _without_header(sheets: Sequence[Sheet]) -> LinesRead:
    cells = [cell for sheet in sheets for row in sheet.rows for cell in row.cells if cell.strip()]
    if cells and cells[0].strip().casefold() in ("isbn", "title", "题名", "书名", "书籍名称", "图书名称"):
        cells = cells[1:]
    found = LinesRead(tuple(_bare(cells)))
    if not found.lines:
        raise BadList(N_("The list names no title."))
    return found


def _bare(texts: Iterable[str]) -> Iterable[Line]:
    for number, text in enumerate(texts, 1):
        isbn = isbn_13(clean(text)) or ""
        yield Line(number, isbn=isbn) if isbn else Line(number, cleaning.title(text)[:_LONGEST])


def _line(number: int, values: Sequence[Any], copies: int | None) -> Line:
    known = dict(zip(DESCRIPTION, values, strict=True))
    return Line(
        number,
        known["title"],
        known["author"],
        known["publisher"],
        known["isbn"] or "",
        known["call_number"],
        known["year"],
        known["price"],
        copies,
    )
