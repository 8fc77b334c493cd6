"""Whether the counter serves or books are relabelled. What relabelling needs is loaded when it begins."""

from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.scene.stand import Stand
from kiosk.screens.view import View

if TYPE_CHECKING:
    from kiosk.relabel.session import RelabelSession


class RelabelSwitch:
    """Off until staff turn it on; while it is on, scans and keys belong to the relabelling.

    When staff mode locks itself the relabelling rests: what is half done or being printed goes on once it is
    turned on again.
    """

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._session: RelabelSession | None = None
        self._resting: RelabelSession | None = None

    @property
    def is_on(self) -> bool:
        """Whether books are relabelled."""
        return self._session is not None

    def turn_on(self, staff_id: int | None) -> None:
        """Begin, or go on, for this member of staff; the page opens with the next `show`."""
        from kiosk.relabel.session import RelabelSession

        self._session = self._resting or RelabelSession(self._stand)
        self._session.work_for(staff_id)

    def turn_off(self) -> None:
        """The counter serves again, and what was half done is forgotten."""
        self._session = self._resting = None
        self._stand.scene.paint()

    def rest(self) -> None:
        """The counter serves again; what was half done waits."""
        if self._session:
            self._resting, self._session = self._session, None
            self._resting.hide()

    def show(self, view: View) -> None:
        """Show what is new; `view` is what the counter would show."""
        if self._session:
            self._session.show(view)

    def scan(self, code: str, at: datetime) -> bool:
        """Take a cleaned code. Returns False when it is the counter's."""
        if self._session is None:
            return False
        self._session.scan(code, at)
        return True

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code."""
        return self._session is not None and self._session.pressed(key, is_typing=is_typing)
