"""The first-run page, while it is on the full screen: it alone has fields to type in."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import App

from kiosk.words import Words

if TYPE_CHECKING:  # loaded for an empty library alone
    from kiosk.screens.first_run import FirstRun, FirstRunPage, Next

SAMPLE_WANTED = 10
"""What the app returns when the librarian, on the first-run page, wants to see the sample school."""


class FirstPage:
    """Opened once, where the library is empty.

    Attributes:
        is_open: whether it is on; then no scan is served.
    """

    def __init__(self, app: App[int], first_run: "FirstRun | None") -> None:
        """`first_run`: what the page can have done; None where the library has something already."""
        self.is_open = False
        self._app = app
        self._first_run = first_run
        self._page: FirstRunPage | None = None

    async def open(self, words: Words) -> None:
        """Show it, where there is something for it to do."""
        if self._first_run:
            from kiosk.screens.first_run import FirstRunPage

            self._page = FirstRunPage(words, self._first_run)
            self.is_open = True
            await self._app.push_screen(self._page, self._left)

    def forget(self) -> None:
        """It has been taken off the screen."""
        self._page, self.is_open = None, False

    @property
    def is_in_front(self) -> bool:
        """Whether keys and pastes are meant for it."""
        return self._page is not None and self._app.screen is self._page

    def hears(self, event: events.Key | events.Paste) -> bool:
        """Take a key that the page itself knows. Returns False for one that is for its fields."""
        if self._page and isinstance(event, events.Key) and event.key in self._page.HEARD:
            self._page.pressed(event.key)
            return True
        return False

    def _left(self, following: "Next | None") -> None:
        from kiosk.screens.first_run import Next

        self.forget()
        if following is Next.SAMPLE:
            self._app.exit(SAMPLE_WANTED)
        elif following is Next.LEAVE:
            self._app.exit(0)
