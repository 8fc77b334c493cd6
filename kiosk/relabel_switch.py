"""Whether the counter serves or books are relabelled. What relabelling needs is loaded when it begins."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.app import App

from kiosk.screens.view import View
from kiosk.service import Service
from kiosk.settings import Settings
from kiosk.showing import Picture

if TYPE_CHECKING:
    from kiosk.relabel_session import RelabelSession

Ask = Callable[[Callable[[], Awaitable[Picture | None]]], None]
"""Puts something in line behind the scans."""


class RelabelSwitch:
    """Off until the librarian turns it on; while it is on, scans and keys belong to the relabelling."""

    def __init__(
        self,
        app: App[int],
        service: Service,
        settings: Settings,
        ask: Ask,
        now: Callable[[], datetime],
        on_change: Callable[[], None],
    ) -> None:
        """`on_change`: something is to be shown anew."""
        self._app = app
        self._service = service
        self._settings = settings
        self._ask = ask
        self._now = now
        self._on_change = on_change
        self._session: RelabelSession | None = None

    @property
    def is_on(self) -> bool:
        """Whether books are relabelled."""
        return self._session is not None

    def turn_on(self) -> None:
        """Begin; the page opens with the next `show`."""
        from kiosk.relabel_session import RelabelSession

        self._session = RelabelSession(
            self._app, self._service, self._settings, self._ask, self._now, self._on_change, self.turn_off
        )

    def turn_off(self) -> None:
        """The counter serves again."""
        self._session = None
        self._on_change()

    def show(self, view: View) -> None:
        """Show what is new; `view` is what the counter would show."""
        if self._session:
            self._session.show(view)

    def scan(self, text: str, at: datetime) -> bool:
        """Take a code. Returns False when it is the counter's."""
        if self._session is None:
            return False
        self._session.scan(text, at)
        return True

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code."""
        return self._session is not None and self._session.pressed(key, is_typing=is_typing)

    def closes_in(self, now: datetime) -> timedelta | None:
        """How long until it turns itself off; None while it is off."""
        return self._session.closes_in(now) if self._session else None

    def let_time_pass(self, now: datetime) -> None:
        """Turn off what was left alone."""
        if self._session and self._session.closes_in(now) <= timedelta(0):
            self._session.close()
