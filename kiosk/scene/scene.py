"""What stands on the screen now, and painting it: whoever has something new to show changes it here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from db.marking import Sentence
from kiosk.camera.aiming import Aiming
from kiosk.paper.printing.page_printer import PagePrinter
from kiosk.scene.messages import Painted
from kiosk.scene.seen import view_of
from kiosk.scene.showing import Showing
from kiosk.screens.counter.screen import Counter
from kiosk.words import Words

if TYPE_CHECKING:  # loaded when somebody looks for a book
    from db.answers.shelves.finding import Way
    from db.reading.slips import Slip


class Scene:
    """One kiosk's. `showing` is swapped for a new value, and `paint` brings it onto the screen."""

    def __init__(
        self,
        app: App[int],
        showing: Showing,
        aiming: Aiming,
        pages: PagePrinter,
        now: Callable[[], datetime],
    ) -> None:
        """`app` is told of each painting. `now` gives naive UTC."""
        self.showing = showing
        self._app = app
        self._aiming = aiming
        self._pages = pages
        self._now = now

    def show(self, **changes: Any) -> None:
        """Change what is shown (the fields of `Showing`), and paint it."""
        self.showing = replace(self.showing, **changes)
        self.paint()

    def paint(self) -> None:
        """Show how things stand now."""
        now = self._now()
        self.showing = replace(self.showing.at(now), printing=self._pages.said_of(self.showing.printable))
        self._aiming.look(is_wanted=self.showing.aim_until is not None)
        view = view_of(self.showing, now)
        for counter in self._counters():
            counter.show(view)
        self._app.post_message(Painted(view))

    def paint_camera(self, picture: tuple[str, ...]) -> None:
        """Who aims sees what the camera sees; the next picture is asked for."""
        self.showing = self.showing.after_picture(picture)
        self.paint()
        for counter in self._counters():
            self._aiming.taken(*counter.aim_room)

    def print_page(self) -> bool:
        """Print the page that is shown. Returns whether there was one."""
        page = self.showing.printable
        if page:
            self._pages.print(page, self.showing.words)
        return page is not None

    @property
    def prints_pages(self) -> bool:
        """Whether the settings name a printer for pages."""
        return self._pages.is_known

    def print_slip(self, slip: "Slip", words: Words) -> None:
        """Print a review slip as a page."""
        self._pages.print(slip, words)

    def print_way(self, way: "Way", words: Words) -> None:
        """Print the way to a book; how far that is, `said_of_page` says."""
        self._pages.print(way, words)

    def said_of_page(self, way: "Way") -> Sentence | None:
        """What there is to say of the printing of this way to a book."""
        return self._pages.said_of(way)

    def _counters(self) -> Iterator[Counter]:
        return (screen for screen in self._app.screen_stack if isinstance(screen, Counter))
