"""What the office at the kiosk asks of the store. Used on the desk's thread, on a connection."""

from dataclasses import dataclass
from datetime import datetime

from db.answers.counter.refusals import SENTENCES
from db.answers.counter.scans import CheckedIn, Renewed, Undone
from db.answers.shelves.copy_state import CopyState
from db.cataloguing.page import BookPage, Borrower, CopyOnPage, book_page
from db.circulation.at_the_desk import copy_on_loan, renew_loan, return_copy
from db.circulation.found import FoundCopy, FoundPatron, FoundTitle
from db.circulation.lookup import find
from db.circulation.undo import undo
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.marking import N_, Sentence
from db.readers.classes import name_of
from db.readers.finding import ReaderRow, ids_of_readers, readers_of
from db.registering.page import ReaderPage, number_of, reader_page
from db.roles import Act, Post
from db.searching.titles import best_titles
from db.stock.copy_status import CopyMarked, mark_this_copy
from db.stock.finding import BookRow, books_of
from db.stock.repairs import Damage, put_aside
from db.stock.states import copies_with_states
from kiosk.sentences.catalogue import marked_as
from kiosk.sentences.shelves.shelf import came_back

MOST = 9
"""Hits that are shown; of more than these somebody types a few letters more."""


@dataclass(frozen=True)
class Hits:
    """What was found, books first, at most `MOST` in all, and how many there are."""

    text: str
    rows: tuple[BookRow | ReaderRow, ...]
    total: int


@dataclass(frozen=True)
class BookSeen:
    """A title with its copies; `borrowers` are those whom this member of staff may see."""

    book: BookPage
    states: dict[int, CopyState]
    borrowers: dict[int, Borrower]
    copy_id: int | None = None

    @property
    def copy(self) -> CopyOnPage | None:
        """The copy that is looked at."""
        return next((copy for copy in self.book.copies if copy.copy_id == self.copy_id), None)


@dataclass(frozen=True)
class ReaderSeen:
    """A reader with what they have."""

    reader: ReaderPage


Seen = Hits | BookSeen | ReaderSeen


@dataclass(frozen=True)
class Done:
    """What was done, in a sentence, and its events, to be taken back."""

    said: Sentence
    events: tuple[int, ...] = ()


class OfficeCalls:
    """One kiosk's, for one member of staff."""

    def __init__(self, kiosk: str, post: Post) -> None:
        self._kiosk = kiosk
        self._post = post

    def find(self, text: str, now: datetime) -> Seen:
        """What this stands for, or everything that holds these words or their pinyin."""
        found = find(clean(text))
        if isinstance(found, FoundPatron):
            return self.reader(found.patron_id, now)
        if isinstance(found, FoundCopy):
            return self.book(found.title_id, now, found.copy_id)
        if isinstance(found, FoundTitle) and len(found.title_ids) == 1:
            return self.book(next(iter(found.title_ids)), now)
        (titles, title_count), readers = best_titles(text, MOST), self._readers(text)
        rows: list[BookRow | ReaderRow] = [*books_of(titles), *readers_of(readers[:MOST])]
        if len(rows) == 1:
            return self.look(rows[0], now)
        return Hits(text, tuple(rows[:MOST]), title_count + len(readers))

    def look(self, row: BookRow | ReaderRow, now: datetime) -> Seen:
        """One of the hits."""
        if isinstance(row, BookRow):
            return self.book(row.title_id, now)
        return self.reader(row.patron_id, now)

    def book(self, title_id: int, now: datetime, copy_id: int | None = None) -> BookSeen:
        """A title; the only copy of it is looked at. Raises NotFound."""
        book, own = book_page(title_id), self._own_classes()
        states = {one.copy_id: one.state for one in copies_with_states([title_id], now)[title_id]}
        borrowers = {
            copy.copy_id: copy.borrower
            for copy in book.copies
            if copy.borrower and (own is None or copy.borrower.class_name in own)
        }
        if copy_id is None and len(book.copies) == 1:
            copy_id = book.copies[0].copy_id
        return BookSeen(book, states, borrowers, copy_id)

    def reader(self, patron_id: int, now: datetime) -> ReaderSeen:
        """A reader. Raises NotFound, also where this member of staff has nothing to do with them."""
        reader, own = reader_page(number_of(patron_id), now), self._own_classes()
        if own is not None and reader.class_name not in own:
            raise NotFound(N_("There is no such reader any more."))
        return ReaderSeen(reader)

    def take_back(self, loan_id: int, now: datetime) -> Done:
        """The book of an open loan has come back. Raises NotFound for one that is over."""
        answer = return_copy(copy_on_loan(loan_id).copy_id, self._acting(Act.SERVE, now))
        if not isinstance(answer, CheckedIn):
            return Done(Sentence(N_("“{title}” was not on loan."), {"title": answer.book.title}))
        said = came_back(answer)
        if answer.on_hold:
            said = Sentence(N_("{done} Somebody is waiting for it: keep it at the desk."), {"done": said})
        return Done(said, answer.events)

    def renew(self, loan_id: int, now: datetime) -> Done:
        """Let the reader keep it longer. Raises BadValue where a rule refuses it."""
        answer = renew_loan(loan_id, self._acting(Act.SERVE, now))
        if not isinstance(answer, Renewed):
            raise BadValue(SENTENCES[answer.reason].librarian, **answer.details)
        said = N_("Renewed: “{title}”, due on {day}.")
        return Done(Sentence(said, {"title": answer.book.title, "day": answer.due_on}), answer.events)

    def mark(self, copy_id: int, status: str, now: datetime) -> Done:
        """Mark a copy."""
        return _marked(mark_this_copy(copy_id, status, self._acting(Act.STATUS, now)))

    def damage(self, copy_id: int, now: datetime) -> Done:
        """Put a copy aside to be mended."""
        return _marked(put_aside(copy_id, Damage(), self._acting(Act.STATUS, now)))

    def undo(self, events: tuple[int, ...], now: datetime) -> Done:
        """Take back what was done last. Raises BadValue where something newer has happened."""
        answer = undo(events, self._acting(Act.SERVE, now))
        if not isinstance(answer, Undone):
            raise BadValue(SENTENCES[answer.reason].librarian)
        return Done(Sentence(N_("It is undone.")))

    def _acting(self, act: Act, now: datetime) -> Acting:
        if not self._post.may(act):
            raise BadValue(N_("Your PIN does not open this page."))
        return Acting(self._kiosk, now).by_staff(self._post.patron_id)

    def _readers(self, text: str) -> list[int]:
        if not self._post.may(Act.READERS):
            return []
        return ids_of_readers(text, self._post.classes_for(Act.READERS))

    def _own_classes(self) -> set[str] | None:
        if not self._post.may(Act.READERS):
            return set()
        classes = self._post.classes_for(Act.READERS)
        return None if classes is None else {name_of(class_id) for class_id in classes}


def _marked(marked: CopyMarked) -> Done:
    return Done(marked_as(marked.status, 1, marked.number), marked.events)
