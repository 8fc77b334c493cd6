"""One book as the librarian sees it, and the picture of what stands on its spine."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from db.answers.shelves.copy_state import CopyState, State
from db.cataloguing.fields import FIELDS
from db.cataloguing.page import BookPage, CopyOnPage, book_page
from db.errors import NotFound
from db.marking import N_
from db.readers.classes import name_of
from db.roles import Act
from db.stock.copy_status import COPY_STATUSES as STATUSES
from db.stock.finding import BookRow, books_of, books_without_call_number
from db.stock.repairs import asks_for_money
from db.stock.shelves import places
from db.stock.states import copies_with_states
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.catalogue import COPY_STATUSES, FIELD_NAMES
from kiosk.sentences.shelves.repairs import DAMAGES, ways_to_settle
from kiosk.sentences.shelves.shelf import STATES, state_note
from kiosk.words import Words

_IN_HEADING = ("title", "author")
_LOOKS = {
    State.ON_LOAN: "is-out",
    State.ON_SHELF: "is-in",
    State.TO_SHELVE: "is-in",
    State.IN_CORNER: "is-in",
}


def show_book(ask: Ask) -> Response:
    """The page of a book. A teacher sees who has a copy only where it is a pupil of their own classes."""
    book = book_page(ask.row("book"))
    own = _own_classes(ask)
    states = {one.copy_id: one.state for one in copies_with_states([book.title_id], ask.now)[book.title_id]}
    return page(
        ask,
        "book.html",
        book=book,
        known=[
            (FIELD_NAMES[name], book.fields[name])
            for name in FIELDS
            if name not in _IN_HEADING and book.fields[name]
        ],
        alike=books_of(book.alike),
        sees=lambda class_name: own is None or class_name in own,
        states={copy_id: _said(state, ask.words) for copy_id, state in states.items()},
        kept={
            "missing": any(copy.status in ("lost", "withdrawn") for copy in book.copies),
            "in_repair": any(copy.status == "repair" for copy in book.copies),
        },
        statuses=COPY_STATUSES,
        damages=DAMAGES,
        outcomes=ways_to_settle(with_money=asks_for_money()),
        marks=[(status, COPY_STATUSES[status]) for status in STATUSES],
        shelves=[(place.name, place.name) for place in places() if not place.is_corner],
        free=[(copy.copy_id, _named(copy)) for copy in free_copies(book)],
        may=may_do(ask),
    )


def may_do(ask: Ask) -> dict[str, bool]:
    """What this visitor may do with a book, by a word for each."""
    acts = {
        "edit": Act.CATALOGUE,
        "mark": Act.STATUS,
        "lend": Act.SERVE,
        "hold": Act.HOLDS,
        "print": Act.PRINT,
    }
    return {word: ask.post.may(act) for word, act in acts.items()}


def free_copies(book: BookPage) -> Sequence[CopyOnPage]:
    """The copies that somebody could take home, as far as is known."""
    return [
        copy for copy in book.copies if copy.borrower is None and copy.status not in ("withdrawn", "lost")
    ]


@dataclass(frozen=True)
class Said:
    """The state of a copy in words; `look` is the mark's class in the style sheet."""

    name: str
    note: str
    look: str


def _said(state: CopyState, words: Words) -> Said:
    return Said(words(STATES[state.state]), state_note(state, words), _LOOKS.get(state.state, "is-ill"))


def _named(copy: CopyOnPage) -> str:
    return " · ".join(part for part in (str(copy.number), copy.code, copy.place) if part)


def show_label(ask: Ask) -> Response:
    """What its spine label looks like, as a picture."""
    from kiosk.label_printing.order import order
    from kiosk.label_printing.preview import picture_of_label
    from labels.content.layout import Book, spine_label

    book = book_page(ask.row("book"))
    if not book.fields["call_number"]:
        raise NotFound(N_("“{title}” has no call number yet."), title=book.title)
    label = Book(call_number=book.fields["call_number"], title=book.title)
    wanted = order("spine", stock="roll-40x30", new_sheet=True)
    return Response(picture_of_label(label, spine_label, wanted), media_type="image/svg+xml")


def list_bare(ask: Ask) -> Response:
    """The titles without a call number, each with the way to give it one."""
    columns = (
        Column[BookRow](N_("title"), lambda row: row.title, lambda row: f"/books/{row.title_id}/edit"),
        Column[BookRow](N_("author"), lambda row: row.author),
        Column[BookRow](N_("ISBN"), lambda row: row.isbn),
        Column[BookRow](N_("copies"), lambda row: row.copies, is_number=True),
        Column[BookRow](N_("shelf"), lambda row: ", ".join(name for name, _ in row.places)),
    )
    return table_answer(ask, "books_bare.html", columns, books_without_call_number())


def _own_classes(ask: Ask) -> set[str] | None:
    if not ask.post.may(Act.READERS):
        return set()
    classes = ask.classes(Act.READERS)
    return None if classes is None else {name_of(class_id) for class_id in classes}


PAGES = (
    Page("/books", list_bare, Act.CATALOGUE, is_table=True),
    Page("/books/{book:row}", show_book, Act.DESK),
    Page("/books/{book:row}/label.svg", show_label, Act.DESK),
)
