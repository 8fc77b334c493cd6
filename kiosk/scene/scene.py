"""What stands on the screen now, and painting it: whoever has something new to show changes it here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from textual.app import App

from kiosk.camera.aiming import Aiming
from kiosk.paper.page_printer import PagePrinter
from kiosk.scene.showing import Showing
from kiosk.screens.counter import Counter
from kiosk.screens.view import View


class Scene:
    """One kiosk's. `showing` is swapped for a new value, and `paint` brings it onto the screen."""

    def __init__(
        self,
        app: App[int],
        showing: Showing,
        aiming: Aiming,
        pages: PagePrinter,
        now: Callable[[], datetime],
        *,
        locks_in: Callable[[datetime], int | None],
        on_paint: Callable[[View], None],
    ) -> None:
        """`locks_in`: the seconds until staff mode locks itself. `on_paint`: the counter shows this now."""
        self.showing = showing
        self._app = app
        self._aiming = aiming
        self._pages = pages
        self._now = now
        self._locks_in = locks_in
        self._on_paint = on_paint

    def paint(self) -> None:
        """Show how things stand now."""
        now = self._now()
        self.showing = replace(self.showing.at(now), printing=self._pages.said_of(self.showing.printable))
        self._aiming.look(is_wanted=self.showing.aim_until is not None)
        view = replace(self.showing.view(now), locks_in=self._locks_in(now))
        for counter in self._counters():
            counter.show(view)
        self._on_paint(view)

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

    def _counters(self) -> Iterator[Counter]:
        return (screen for screen in self._app.screen_stack if isinstance(screen, Counter))
