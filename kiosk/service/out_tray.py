"""What goes to the printers when a turn or a lesson is over: a reader's slip, the page of a lesson."""

from db.answers.classes.lesson import LessonPage
from kiosk.counter.conversation import Conversation
from kiosk.paper.printing.page_printer import PagePrinter
from kiosk.receipts.kinds import Slip
from kiosk.receipts.printer import Receipts
from kiosk.receipts.slip import slip_of
from kiosk.words import Words


class OutTray:
    """Slips wait here until the scan that ended their turn is decided for good: it may be decided again."""

    def __init__(self, receipts: Receipts | None, pages: PagePrinter | None, words: Words) -> None:
        """Without `receipts` no slip is printed, without `pages` no page, which is in these `words`."""
        self._receipts = receipts
        self._pages = pages
        self._words = words
        self._slips: list[Slip] = []

    def turn_is_over(self, ended: Conversation) -> None:
        """Lay the turn's slip ready, from the conversation as it was just before."""
        slip = slip_of(ended) if self._receipts else None
        if slip:
            self._slips.append(slip)

    def lesson_is_over(self, page: LessonPage) -> None:
        """Print its page, where the settings want that."""
        if self._pages:
            self._pages.lesson_is_over(page, self._words)

    def send(self) -> None:
        """Print the slips that lie here; returns at once."""
        slips, self._slips = self._slips, []
        for slip in slips:
            assert self._receipts is not None
            self._receipts.put(slip)

    def clear(self) -> None:
        """What ended these turns has to be decided again."""
        self._slips = []
