"""A lesson's page or a corner's manifest, printed at the kiosk: from a thread of its own, in nobody's way.

A printer that is off, out of paper or gone costs its page, never a scan: the page can be printed again, at
the kiosk while it shows, or at the command line.
"""

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from db.answers.corner import CornerFilled
from db.answers.lesson import LessonPage
from db.errors import LibraryError
from db.marking import N_, Sentence
from kiosk.faults import note
from kiosk.settings import PaperSettings
from kiosk.words import Words

if TYPE_CHECKING:
    from labels.blocks import Block

_REPEAT = 5.0
"""Seconds in which a page that has just been printed is not printed once more: a scanner repeats itself."""


Printable = LessonPage | CornerFilled
PRINTING = Sentence(N_("The page is being printed."))


class PagePrinter:
    """Prints pages on the printer of the settings. Used from any thread; `print` returns at once."""

    def __init__(self, settings: PaperSettings, on_change: Callable[[], None] = lambda: None) -> None:
        """`on_change` is called, from a thread, when there is something new to say of a page."""
        self._settings = settings
        self._on_change = on_change
        self._lock = threading.Lock()
        self._said: tuple[int, Sentence] | None = None  # of which page, hashed: no name is to stay behind
        self._printed_at: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether the settings name a printer."""
        return bool(self._settings.printer)

    def lesson_is_over(self, page: LessonPage, words: Words) -> None:
        """Print the page by itself, where the settings want that."""
        if self._settings.lessons:
            self.print(page, words)

    def print(self, page: Printable, words: Words) -> None:
        """Print the page, unless that is going on or was done a moment ago."""
        with self._lock:
            was_now = self._printed_at is not None and monotonic() - self._printed_at < _REPEAT
            said = self.said_of(page)
            if said is PRINTING or (said and was_now):
                return
            self._said, self._printed_at = (hash(page), PRINTING), None
        threading.Thread(target=self._print, args=(page, words), name="page printer", daemon=True).start()
        self._on_change()

    def said_of(self, page: Printable | None) -> Sentence | None:
        """What there is to say of this page's printing."""
        said = self._said
        return said[1] if said and said[0] == hash(page) else None

    def _print(self, page: Printable, words: Words) -> None:
        printed_at: float | None = None
        try:
            from kiosk.paper.pages import print_paper

            fill = isinstance(page, LessonPage)
            job = print_paper(_blocks(page, words), self._settings.printer, fill=fill)
            details = {"printer": self._settings.printer, "job": job}
            came = Sentence(N_("The page was printed on {printer} as {job}."), details)
            printed_at = monotonic()
        except LibraryError as error:
            came = error.sentence
        except Exception as error:  # the outermost handler of the thread
            note(error)
            came = Sentence(N_("The page was not printed. The log says why."))
        with self._lock:
            if self.said_of(page):  # no other page came meanwhile
                self._said, self._printed_at = (hash(page), came), printed_at
        self._on_change()


def _blocks(page: Printable, words: Words) -> "Sequence[Block]":
    """What stands on the page. What draws it is loaded when the first one is printed."""
    if isinstance(page, LessonPage):
        from kiosk.paper.lesson import printed_page

        return printed_page(page, words)
    from kiosk.paper.corner import manifest_paper

    return manifest_paper(page.class_name, page.manifest, words)
