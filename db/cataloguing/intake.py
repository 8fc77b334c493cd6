"""A box of books taken in by their ISBNs, one by one: known ones get another copy, the others are new."""

from dataclasses import dataclass

from db.cataloguing.copies import add_copies
from db.cataloguing.naming import title_meant
from db.cataloguing.titles import add_title
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.codes import clean, isbn_13
from db.errors import BadValue
from db.events.record import Acting
from db.known.books import known_book, note_source
from db.marking import N_
from db.models import database
from db.registers.entering import Acquired
from db.searching.titles import titles_of_number
from db.store.sql import rows


@dataclass(frozen=True)
class Batch:
    """What all books of a box have in common; each may be left out."""

    place: str = ""
    new_place: bool = False
    acquired: Acquired | None = None


@dataclass(frozen=True)
class TakenIn:
    """One book of a box.

    Attributes:
        isbn: as it is printed in 13 digits; the number of the list where the book has no ISBN.
        is_new: the library had no such title: it is called by its ISBN until somebody names it.
        copies: how many there are now.
        source: where the title of a new one is known from; empty where it waits for a name.
    """

    isbn: str
    title_id: int
    copy_id: int
    title: str
    is_new: bool
    copies: int
    source: str = ""


@dataclass(frozen=True)
class Unnamed:
    """A title that waits for a name; its ISBN stands in for one."""

    title_id: int
    isbn: str
    copies: int


def take_in(code: str, acting: Acting, batch: Batch | None = None) -> TakenIn:
    """Take in one book, by the ISBN that is printed on it, or the own name of a title (`title:12`).

    A new title is described by what the school knows of it (`db.known`), or else waits for a name.

    Raises BadValue for what is neither, for the label of a book that the library has, and for an ISBN that
    several titles share; NotFound for a shelf that there is not.
    """
    batch = batch or Batch()
    cleaned = clean(code)
    common = {"place": batch.place, "new_place": batch.new_place, "acquired": batch.acquired}
    with database.atomic():
        found = find_barcode(cleaned)
        if isinstance(found, FoundCopy):
            raise BadValue(
                N_("{code} is the label of a book that the library has: “{title}”. Scan its ISBN."),
                code=code,
                title=found.book.title,
            )
        isbn = isbn_13(cleaned)
        if isbn and not titles_of_number(isbn):
            known = known_book(isbn)
            fields = known.typed() if known else {"isbn": isbn}
            new = add_title(fields, acting, **common)  # type: ignore[arg-type]
            if known:
                note_source(new.title_id, known)
            source = known.source if known else ""
            return TakenIn(isbn, new.title_id, new.copies[0], new.title, True, 1, source)
        if found is not None or not (isbn or titles_of_number(cleaned) or cleaned.startswith("TITLE:")):
            raise BadValue(N_("{value} is not an ISBN: a digit is wrong or missing."), value=code)
        title_id = title_meant(code)
        more = add_copies(title_id, acting, **common)  # type: ignore[arg-type]
        return TakenIn(isbn or cleaned, title_id, more.copies[0], more.title, False, more.total)


def unnamed_titles() -> list[Unnamed]:
    """The titles that wait for a name, the newest first."""
    found = rows(
        "SELECT title.id, title.isbn, (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id)"
        " FROM title WHERE title.title = title.isbn ORDER BY title.id DESC"
    )
    return [Unnamed(*row) for row in found]
