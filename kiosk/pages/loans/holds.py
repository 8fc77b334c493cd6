"""Who waits for which title: who is next, for whom a book has come; placed and cancelled."""

from dataclasses import dataclass

from starlette.responses import Response

from db.circulation.found import FoundCopy, FoundPatron, FoundTitle
from db.circulation.holds import end_hold, hold_title
from db.circulation.lookup import find
from db.circulation.waiting import HoldRow, holds_waiting
from db.codes import clean
from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.readers.finding import ReaderRow, find_readers
from db.registering.page import number_of
from db.roles import Act
from db.stock.finding import BookRow, books_of, find_books
from kiosk.pages.ground.ask import Ask, local_path
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import is_there, page
from kiosk.pages.ground.tables import Column, table_answer

MOST = 20
"""Readers, and books, to choose from."""


@dataclass(frozen=True)
class Choice:
    """What was typed on either side, and what it may mean."""

    reader: str
    book: str
    readers: tuple[ReaderRow, ...] = ()
    books: tuple[BookRow, ...] = ()


def list_holds(ask: Ask) -> Response:
    """All who wait, first come first; with `come`, those for whom a book has come."""
    only_come = bool(ask.text("come"))
    found = holds_waiting(only_come=only_come)
    say = ask.words

    def book(row: HoldRow) -> str:
        address = f"/books/{row.title_id}"
        return address if is_there(ask.request, address) else ""

    def state(row: HoldRow) -> str:
        if row.has_come:
            return say(N_("has come"))
        return say(N_("next")) if row.position == 1 else say(N_("number {n} in line"), n=row.position)

    columns = (
        Column[HoldRow](N_("title"), lambda row: row.title, book),
        Column[HoldRow](N_("name"), lambda row: row.name, lambda row: f"/readers/{row.patron_id}"),
        Column[HoldRow](N_("number"), lambda row: row.number),
        Column[HoldRow](N_("class"), lambda row: row.class_name),
        Column[HoldRow](N_("since"), lambda row: row.since),
        Column[HoldRow](N_("place in line"), state),
        Column[HoldRow](N_("code"), lambda row: row.code),
        Column[HoldRow](N_("shelf"), lambda row: row.place),
    )
    return table_answer(
        ask,
        "holds.html",
        columns,
        found,
        key=lambda row: row.hold_id,
        come=[row for row in found if row.has_come],
        only_come=only_come,
    )


def show_new(ask: Ask) -> Response:
    """The form for a new wait; with a reader, or a title, who was chosen before."""
    patron_id, title_id = ask.whole("reader", 0), ask.whole("title", 0)
    reader = number_of(patron_id) if patron_id else ""
    books = tuple(books_of([title_id])) if title_id else ()
    return page(ask, "hold-form.html", choice=Choice(reader, "", (), books))


def place(ask: Ask) -> Response:
    """Let them wait where it is clear who and for what; else ask which of those that fit."""
    choice = Choice(ask.text("reader"), ask.text("book"))
    readers, books = _readers(ask, choice.reader), _books(ask, choice.book)
    if not readers:
        raise NotFound(N_("No reader was found for “{text}”."), text=choice.reader)
    if not books:
        raise NotFound(N_("No book was found for “{text}”."), text=choice.book)
    if len(readers) > 1 or len(books) > 1:
        return page(
            ask,
            "hold-form.html",
            choice=Choice(choice.reader, choice.book, tuple(readers[:MOST]), tuple(books[:MOST])),
        )
    hold_title(readers[0].number, books[0].title_id, ask.acting())
    line = holds_waiting(title_id=books[0].title_id)
    mine = next(row for row in line if row.number == readers[0].number)
    text = N_("Reader {number} is now waiting for “{title}”, number {n} in line.")
    if mine.has_come:
        text = N_("Reader {number} is now waiting for “{title}”: a copy is here, on shelf {place}.")
    values = {"number": mine.number, "title": mine.title, "n": mine.position, "place": mine.place or "–"}
    return ask.done("/holds", Sentence(text, values))


def cancel_chosen(ask: Ask) -> Response:
    """End the ticked waits."""
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not chosen:
        raise BadValue(N_("First tick at least one line."))
    for hold_id in chosen:
        end_hold(hold_id, ask.acting())
    return ask.done("/holds", Sentence(N_("Holds cancelled: {n}."), {"n": len(chosen)}))


def cancel(ask: Ask) -> Response:
    """End one wait."""
    end_hold(ask.row("hold"), ask.acting())
    back = local_path(ask.text("back"))
    return ask.done("/holds" if back == "/" else back, Sentence(N_("The hold is cancelled.")))


def _readers(ask: Ask, text: str) -> list[ReaderRow]:
    chosen = ask.whole("reader_id", 0)
    if chosen:
        text = number_of(chosen)
    elif isinstance(found := find(clean(text)), FoundPatron):
        text = number_of(found.patron_id)
    return [row for row in find_readers(text) if row.name and row.status != "left"] if text else []


def _books(ask: Ask, text: str) -> list[BookRow]:
    chosen = ask.whole("title_id", 0)
    if chosen:
        return books_of([chosen])
    found = find(clean(text)) if text else None
    if isinstance(found, FoundCopy):
        return books_of([found.title_id])
    if isinstance(found, FoundTitle):
        return books_of(sorted(found.title_ids))
    return find_books(text) if text else []


PAGES = (
    Page("/holds", list_holds, Act.HOLDS, is_table=True),
    Page("/holds/new", show_new, Act.HOLDS),
    Page("/holds/new", place, Act.HOLDS, "POST"),
    Page("/holds/cancel", cancel_chosen, Act.HOLDS, "POST"),
    Page("/holds/{hold:row}/end", cancel, Act.HOLDS, "POST"),
)
