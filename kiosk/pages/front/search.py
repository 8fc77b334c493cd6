"""The one search field: books and readers by what is known of them, and what a scan stands for."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from db.circulation.found import FoundCopy, FoundPatron, FoundTitle
from db.circulation.lookup import find
from db.codes import clean, isbn_13
from db.readers.finding import ReaderRow, ids_of_readers, readers_of
from db.roles import Act
from db.searching.titles import best_titles
from db.stock.finding import BookRow, books_of
from db.stock.states import states_elsewhere
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import PART, is_there, page
from kiosk.sentences.shelves.shelf import states_line

MOST = 50
"""Books, and readers, on the page."""
MOST_WHILE_TYPING = 20
"""More than a screen shows; with the next letter they are others."""


@dataclass(frozen=True)
class Found:
    """What a search brings, and how much of it there is in all."""

    books: tuple[BookRow, ...] = ()
    readers: tuple[ReaderRow, ...] = ()
    book_count: int = 0
    reader_count: int = 0


def show_search(ask: Ask) -> Response:
    """What is found; a scanned code goes straight to what it stands for."""
    words = ask.text("q")
    if ask.text("scan") and (address := _address_of(ask, words)):
        return RedirectResponse(address, 303)
    if "q" not in ask.request.query_params and ask.visit:
        words = ask.visit.searched
    most = MOST_WHILE_TYPING if PART in ask.request.headers else MOST
    found = _found(ask, words, most) if words else None
    states = states_elsewhere([book.title_id for book in found.books] if found else [], ask.now)
    return page(
        ask,
        "search.html",
        words=words,
        found=found,
        states={title_id: states_line(some, ask.words) for title_id, some in states.items()},
        unknown_isbn=isbn_13(clean(words)) if ask.post.may(Act.CATALOGUE) else None,
    )


def take_search(ask: Ask) -> Response:
    """Keep what is looked for out of the address, and show what is found; a whole code opens its page."""
    words = ask.text("q")
    if any(sign.isdigit() for sign in words) and (address := _address_of(ask, words)):
        return RedirectResponse(address, 303)
    if ask.visit:
        ask.visit.searched = words
    return RedirectResponse("/search", 303)


def _found(ask: Ask, words: str, most: int) -> Found:
    (books, book_count), readers = best_titles(words, most), list[int]()
    if ask.post.may(Act.READERS):
        readers = ids_of_readers(words, ask.classes(Act.READERS))
    return Found(tuple(books_of(books)), tuple(readers_of(readers[:most])), book_count, len(readers))


def _address_of(ask: Ask, code: str) -> str:
    found, address = find(clean(code)), ""
    if isinstance(found, FoundPatron):
        address = f"/readers/{found.patron_id}" if ask.post.may(Act.READERS) else ""
    elif isinstance(found, FoundCopy):
        address = f"/books/{found.title_id}"
    elif isinstance(found, FoundTitle) and len(found.title_ids) == 1:
        address = f"/books/{next(iter(found.title_ids))}"
    return address if address and is_there(ask.request, address) else ""


PAGES = (
    Page("/search", show_search, Act.DESK),
    Page("/search", take_search, Act.DESK, "POST"),
)
