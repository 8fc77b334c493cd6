"""The stock, the readers and the loans as lists; the first two as the import reads them, so that they come
in again without a change.

A column is named by the field of the import that it is. Copies that are withdrawn, and readers who were
erased, are in no list.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from db.answers.table import Cell, Table
from db.clock import local_day
from db.models import A_BOOK, CODE_OF_COPY, CODE_OF_READER, NO_ISSUE
from db.store.sql import day, moment, rows

BOOKS = (
    "isbn", "title", "author", "publisher", "year", "pages", "price", "subject", "language", "copies",
    "call_number", "location", "barcode",
)  # fmt: skip
READERS = (
    "number", "name", "given_name", "class", "category", "status", "quota", "language", "barcode",
)  # fmt: skip
LOANS = (
    "number", "name", "class", "title", "isbn", "call_number", "barcode", "lent_on", "due_on", "returned_on",
    "renewals",
)  # fmt: skip

_TITLES = f"""
    SELECT id, isbn, identifier, title, author, publisher, year, pages, price, currency, subject, language,
           call_number, original
    FROM title WHERE {A_BOOK} ORDER BY shelf_key, id
"""
_COPIES = f"""
    SELECT copy.title_id, CASE WHEN location.kind = 'corner' THEN '' ELSE COALESCE(location.name, '') END,
           COALESCE({CODE_OF_COPY}, (SELECT MAX(code) FROM barcode WHERE barcode.copy_id = copy.id), '')
    FROM copy LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status <> 'withdrawn' AND {NO_ISSUE} ORDER BY copy.title_id, copy.number
"""
_READERS = f"""
    SELECT patron.number, patron.name, patron.given_name, COALESCE(school_class.name, ''), patron.category,
           patron.status, patron.quota, COALESCE(patron.language, ''), COALESCE({CODE_OF_READER}, '')
    FROM patron LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.name <> '' ORDER BY patron.number
"""
_LOANS = f"""
    SELECT COALESCE(patron.number, ''), COALESCE(patron.name, ''), COALESCE(school_class.name, ''),
           title.title, COALESCE(title.isbn, title.identifier, ''), title.call_number,
           COALESCE({CODE_OF_COPY}, ''), loan.lent_on, loan.due_on, loan.returned_at, loan.renewals
    FROM loan
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    LEFT JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE NOT loan.voided {{}} ORDER BY loan.lent_on, loan.id
"""


def books() -> Table:
    """All titles in shelf order: a row for each place where copies stand, labelled ones apart from others.

    A title without copies has one row, which counts none.
    """
    found: list[tuple[Cell, ...]] = []
    for title in stock():
        for place in title.places:
            copies: dict[str, Cell] = {
                "copies": place.copies,
                "location": place.name,
                "barcode": ";".join(place.codes),
            }
            found.append(tuple({**title.cells, **copies}[column] for column in BOOKS))
    return Table(BOOKS, tuple(found))


class Standing(NamedTuple):
    """Copies of a title at one place: all labelled, by their codes, or all without."""

    copies: int
    name: str
    codes: tuple[str, ...]


class InStock(NamedTuple):
    """A title by the columns of a list, and where its copies stand: a place of none if it has none."""

    title_id: int
    cells: dict[str, Cell]
    places: list[Standing]


def stock() -> Iterator[InStock]:
    """All titles in shelf order, with their copies that are not withdrawn."""
    bare: dict[int, Counter[str]] = defaultdict(Counter)
    labelled: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for title_id, place, code in rows(_COPIES):
        if code:
            labelled[title_id].setdefault(place, []).append(code)
        else:
            bare[title_id][place] += 1
    for title_id, *known in rows(_TITLES):
        standing = [Standing(len(codes), place, tuple(codes)) for place, codes in labelled[title_id].items()]
        standing += [Standing(number, place, ()) for place, number in bare[title_id].items()]
        yield InStock(title_id, _cells(known), standing or [Standing(0, "", ())])


def _cells(known: Sequence[Any]) -> dict[str, Cell]:
    isbn, identifier, title, author, publisher, year, pages, price, currency, subject, language = known[:11]
    call_number, original = known[11:]
    if isbn is None and original:
        identifier = json.loads(original).get("isbn", identifier)  # as the list has it, so that it is known
    money = "" if price is None else f"{currency}{price / 100:.2f}"
    about = (isbn or identifier or "", title, author, publisher, year, pages, money, subject, language)
    return {**dict(zip(BOOKS[:9], about, strict=True)), "call_number": call_number}


def readers() -> Table:
    """All readers by number, those who have left as well. A card that bears the number has no column."""
    return Table(
        READERS,
        tuple((number, *cells, "" if card == number else card) for number, *cells, card in rows(_READERS)),
    )


def loans(*, closed: bool = False) -> Table:
    """The open loans by the day of lending, or with those that are over as long as they are known."""
    found = rows(_LOANS.format("" if closed else "AND loan.returned_at IS NULL"))
    return Table(
        LOANS,
        tuple(
            (
                *about,
                day(lent_on),
                day(due_on),
                local_day(moment(returned_at)) if returned_at else None,
                renewals,
            )
            for *about, lent_on, due_on, returned_at, renewals in found
        ),
    )
