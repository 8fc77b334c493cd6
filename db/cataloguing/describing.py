"""Titles that wait for a name, described by what is known of their ISBNs by now."""

from dataclasses import dataclass

from db.cataloguing.intake import unnamed_titles
from db.cataloguing.page import book_page
from db.cataloguing.titles import edit_title
from db.events.record import Acting
from db.known.books import known_books, note_source
from db.models import database


@dataclass(frozen=True)
class Described:
    """A title that has got its name."""

    title_id: int
    isbn: str
    title: str
    source: str


def describe_waiting(acting: Acting) -> list[Described]:
    """Describe every waiting title of which something is known; what somebody has typed of it stays."""
    waiting = unnamed_titles()
    known = known_books(one.isbn for one in waiting)
    found = []
    for one in waiting:
        book = known.get(one.isbn)
        if book is None or not book.title:
            continue
        with database.atomic():
            fields = book_page(one.title_id).fields
            typed = {name: text for name, text in book.typed().items() if name == "title" or not fields[name]}
            edit_title(one.title_id, typed, acting)
            note_source(one.title_id, book)
        found.append(Described(one.title_id, one.isbn, book.title, book.source))
    return found
