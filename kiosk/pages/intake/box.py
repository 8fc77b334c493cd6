"""A box of books as it is taken in: what they have in common, and what came of each scan."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.cataloguing.copies import delete_copy
from db.cataloguing.intake import Batch, TakenIn, take_in
from db.cataloguing.page import book_page
from db.cataloguing.titles import delete_title
from db.codes import clean
from db.errors import NotFound
from db.events.record import Acting
from db.marking import N_, Sentence
from db.registers.entering import Acquired
from kiosk.pages.ground.ask import Ask

REPEAT = timedelta(seconds=1)
"""The same code within this time is the scanner's echo: nobody takes up the next book so fast."""


@dataclass
class Box:
    """One person's box. It outlives their visit, so that a pause at noon costs nothing.

    Attributes:
        batch: what all its books have in common.
        price: what one costs, as it was typed; `fund`: which one paid, as it was typed.
        taken: what is in it, the newest last.
        refused: lines of a file that could not be taken in, each with its reason.
    """

    batch: Batch = field(default_factory=lambda: Batch(acquired=Acquired()))
    price: str = ""
    fund: str = ""
    taken: list[TakenIn] = field(default_factory=list)
    refused: list[tuple[str, Sentence]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _last: tuple[str, datetime] | None = None

    def scan(self, code: str, acting: Acting) -> TakenIn | None:
        """Take a scanned book in; None for an echo of the scanner. Raises as `take_in`."""
        cleaned = clean(code)
        if self._last and self._last[0] == cleaned and acting.now - self._last[1] < REPEAT:
            return None
        taken = self.take(code, acting)
        self._last = cleaned, acting.now
        return taken

    def take(self, code: str, acting: Acting) -> TakenIn:
        """Take a book in. Raises as `take_in`."""
        with self.lock:
            self.taken.append(take_in(clean(code), acting, self.batch))
            return self.taken[-1]

    def take_back(self, copy_id: int, acting: Acting) -> TakenIn:
        """Take one out again; a title that came with it goes as well, while nothing else hangs on it.

        Raises NotFound, and BadValue for a copy that has a history by now.
        """
        with self.lock:
            found = next((one for one in self.taken if one.copy_id == copy_id), None)
            if found is None:
                raise NotFound(N_("This book is not in the box."))
            book = book_page(found.title_id)
            if found.is_new and book.may_go and len(book.copies) == 1:
                delete_title(found.title_id, acting)
            else:
                delete_copy(copy_id, acting)
            self.taken.remove(found)
            self._last = None
            return found


def box_of(ask: Ask) -> Box:
    """The box of whoever asks."""
    kept = ask.office.kept
    box = kept.setdefault(ask.post.patron_id, Box())
    assert isinstance(box, Box)
    return box


def empty(ask: Ask) -> None:
    """The next box, with the same in common."""
    old = box_of(ask)
    ask.office.kept[ask.post.patron_id] = Box(old.batch, old.price, old.fund)
