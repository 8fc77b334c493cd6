"""A lesson's page, a corner's manifest, a review slip, the way to a book: printed, and nobody waits for it.

A printer that is off, out of paper or gone costs its page, never a scan: the page can be printed again, at
the kiosk while it shows, or at the command line.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from db.marking import N_, Sentence
from kiosk.faults import in_thread
from kiosk.settings import PaperSettings
from kiosk.words import Words

if TYPE_CHECKING:  # the first picture of the kiosk waits for none of it
    from db.answers.classes.corner import CornerFilled
    from db.answers.classes.lesson import LessonPage
    from db.answers.shelves.finding import Way
    from db.reading.slips import Slip
    from labels.content.blocks import Block

    Page = LessonPage | CornerFilled | Way | Slip

_REPEAT = 5.0
"""Seconds in which a page that has just been printed is not printed once more: a scanner repeats itself."""


@dataclass(frozen=True)
class Printed:
    """A page is on paper: where, and CUPS' name of the job."""

    printer: str
    cups_job: str


PRINTING = Sentence(N_("The page is being printed."))


class PagePrinter:
    """Prints pages on the printer of the settings. Used from any thread; `print` returns at once."""

    def __init__(
        self,
        settings: PaperSettings,
        on_change: Callable[[], None] = lambda: None,
        fonts: Sequence[Path] = (),
    ) -> None:
        """`on_change` is called, from a thread, when there is something new to say of a page."""
        self._settings = settings
        self._fonts = fonts
        self._on_change = on_change
        self._lock = threading.Lock()
        self._said: tuple[int, Sentence] | None = None  # of which page, hashed: no name is to stay behind
        self._printed_at: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether the settings name a printer."""
        return bool(self._settings.printer)

    def lesson_is_over(self, page: "LessonPage", words: Words) -> None:
        """Print the page by itself, where the settings want that."""
        if self._settings.lessons:
            self.print(page, words)

    def print(self, page: "Page", words: Words) -> None:
        """Print the page, unless that is going on or was done a moment ago."""
        with self._lock:
            was_now = self._printed_at is not None and monotonic() - self._printed_at < _REPEAT
            said = self.said_of(page)
            if said is PRINTING or (said and was_now):
                return
            self._said, self._printed_at = (hash(page), PRINTING), None
        in_thread(
            partial(self._printed, page, words),
            partial(self._keep, page),
            name="page printer",
            fault=Sentence(N_("The page was not printed. The log says why.")),
        )
        self._on_change()

    def said_of(self, page: "Page | None") -> Sentence | None:
        """What there is to say of this page's printing."""
        said = self._said
        return said[1] if said and said[0] == hash(page) else None

    def _printed(self, page: "Page", words: Words) -> Printed:
        from db.answers.classes.lesson import LessonPage
        from db.reading.slips import Slip
        from kiosk.paper.pages import PAPER, print_paper

        is_lesson = isinstance(page, LessonPage)
        blocks = _blocks(page, words)
        size = "A5" if isinstance(page, Slip) else PAPER
        job = print_paper(blocks, self._settings.printer, fill=is_lesson, fonts=self._fonts, paper=size)
        return Printed(self._settings.printer, job)

    def _keep(self, page: "Page", came: Printed | Sentence) -> None:
        if isinstance(came, Printed):
            details = {"printer": came.printer, "job": came.cups_job}
            said = Sentence(N_("The page was printed on {printer} as {job}."), details)
        else:
            said = came
        with self._lock:
            if self.said_of(page):  # no other page came meanwhile
                self._said = (hash(page), said)
                self._printed_at = monotonic() if isinstance(came, Printed) else None
        self._on_change()


def _blocks(page: "Page", words: Words) -> "Sequence[Block]":
    """What stands on the page. What draws it is loaded when the first one is printed."""
    from db.answers.classes.lesson import LessonPage

    if isinstance(page, LessonPage):
        from kiosk.paper.lesson import printed_page

        return printed_page(page, words)
    from db.answers.shelves.finding import Way

    if isinstance(page, Way):
        from kiosk.paper.room import way_paper

        return way_paper(page, words)
    from db.reading.slips import Slip

    if isinstance(page, Slip):
        from kiosk.paper.reading import slip_paper

        return slip_paper(page, words)
    from kiosk.paper.corner import manifest_paper

    return manifest_paper(page.class_name, page.manifest, words)
