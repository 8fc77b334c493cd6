"""The librarian at the kiosk: the dialogs, the PIN, and how long a dialog stays open."""

from collections.abc import Callable
from datetime import datetime, timedelta

from textual.app import App

from db.answers import PinTried
from db.errors import StoreError
from kiosk.screens.staff import LEAVE_WORD, Choice, Dialog, PinDialog, StaffMenu
from kiosk.service import Service
from kiosk.showing import Showing

_LEFT_ALONE = timedelta(seconds=20)
"""A dialog that nobody types in closes after this: behind the right PIN lies the way out."""


class Librarian:
    """Opens the dialogs over the counter, one at a time. What was chosen goes to `on_choice`."""

    def __init__(
        self,
        app: App[int],
        service: Service,
        now: Callable[[], datetime],
        *,
        look: Callable[[], Showing],
        on_choice: Callable[[Choice | None], None],
        on_change: Callable[[], None],
    ) -> None:
        """`look` tells what the counter shows; `on_change`: something is to be shown anew."""
        self._app = app
        self._service = service
        self._now = now
        self._look = look
        self._on_choice = on_choice
        self._on_change = on_change
        self._until = datetime.min  # noqa: DTZ901

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        screen = self._app.screen
        return screen if isinstance(screen, Dialog) else None

    def keyed(self, typed: str) -> None:
        """Show what has been typed into the dialog, and keep it open."""
        if self.dialog:
            self.dialog.keyed(typed)
            if typed:
                self._until = self._now() + _LEFT_ALONE

    def closes_in(self, now: datetime) -> timedelta | None:
        """How long until the dialog closes by itself; None while none is open."""
        return self._until - now if self.dialog else None

    async def ask_for_pin(self) -> None:
        """Open the first dialog, unless one is open."""
        try:
            has_pin = await self._service.pin_is_set()
        except StoreError:  # no PIN can be checked, and the librarian must get at the machine
            has_pin = False
        if self.dialog is None:
            await self._open(PinDialog(self._look().words, has_pin=has_pin))

    async def check_pin(self, text: str) -> None:
        """Let the librarian through to the menu, or say that this was wrong."""
        dialog = self.dialog
        if not isinstance(dialog, PinDialog):
            return  # it was closed meanwhile
        try:
            if dialog.has_pin:
                tried = await self._service.try_pin(text, self._now())
            else:
                tried = PinTried(text == LEAVE_WORD)
        except StoreError:
            tried = PinTried(False)
        if not tried.right:
            dialog.refuse(tried.wait_seconds)
        elif dialog is self.dialog:
            dialog.dismiss(None)
            showing = self._look()
            day = showing.today.day if showing.today and showing.today.clock.ask else None
            await self._open(StaffMenu(showing.words, is_closed=showing.is_closed, day=day))

    async def _open(self, dialog: Dialog) -> None:
        self._until = self._now() + _LEFT_ALONE
        await self._app.push_screen(dialog, self._on_choice)
        self._on_change()
