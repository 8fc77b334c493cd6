"""Whether somebody is looking for a book. What finding needs is loaded when somebody begins."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.scanner.source import Scan
from kiosk.scene.lasting import counted_down
from kiosk.scene.lock_clock import LockClock
from kiosk.scene.stand import Stand
from kiosk.screens.view import View

if TYPE_CHECKING:
    from kiosk.find.session import FindSession

CODE = "%FIND"
"""The command card that opens the page."""
SETTLED = 0.2
"""Seconds without a key after which what was keyed was typed by a person: no scanner pauses so long."""
_ALONE = timedelta(seconds=40)
"""So long after the last key the counter is shown again."""


class FindSwitch:
    """Off until somebody presses the key or scans the card. While it is on, scans are served as ever.

    Attributes:
        is_on: whether the page is open.
    """

    def __init__(self, stand: Stand) -> None:
        self.is_on = False
        self._stand = stand
        self._session: FindSession | None = None
        self._clock = LockClock(stand.now)

    def open(self) -> None:
        """Begin a new search; the page opens with the next `show`."""
        from kiosk.find.session import FindSession

        if self._session is None:
            self._session = FindSession(self._stand)
        else:
            self._session.begin()
        self.is_on = True
        self.touch()
        self._stand.scene.paint()

    def close(self) -> None:
        """The counter is shown again, and nothing of the search is left."""
        if self._session:
            self._session.hide()
            self._session, self.is_on = None, False
            self._stand.scene.paint()

    def show(self, view: View) -> None:
        """Show what is new; `view` is what the counter would show."""
        if self._session:
            left = counted_down(self._clock.until, self._stand.now())
            self._session.show(view, left)

    # Keys and codes

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code or of a title."""
        if self._session is None:
            return False
        self.touch()
        if key == "f5":
            self._session.begin()
        elif key == "escape" and not is_typing:
            if not self._session.back():
                self.close()
        else:
            return self._session.pressed(key, is_typing=is_typing)
        return True

    def typing(self, text: str) -> None:
        """This is being typed; it may be a scan yet."""
        if self._session:
            if text:
                self.touch()
            self._session.typing(text)

    def typed(self, text: str) -> None:
        """This was typed by a person."""
        if self._session:
            self.touch()
            self._session.typed(text)

    def entered(self, text: str, at: datetime) -> bool:
        """This was ended by Enter, slower than most scanners send. Returns False for what is none of ours."""
        if self._session is None or text[:1] in ("%", "#"):
            return False
        self.touch()
        self._session.entered(text, at, self.close)
        return True

    def scan(self, scan: Scan) -> bool:
        """Take a code. Returns False where it is the counter's, and then the page is closed."""
        if self._session is None:
            return False
        self.touch()
        if scan.code == "%PRINT":
            return self._session.print()
        if self._session.wants_card:
            self._session.wait(scan, self.close)
            return True
        if scan.code != "%LANG":
            self.close()
        return False

    # Time

    def touch(self) -> None:
        """A key or a scan: the time starts again."""
        self._clock.begin(_ALONE)

    def next_change(self, now: datetime) -> timedelta | None:
        """How long until it closes itself or counts on; None while it is closed."""
        return self._clock.next_change(now) if self.is_on else None

    def let_time_pass(self, now: datetime) -> None:
        """Close what was left alone, also where the clock was set back."""
        if self.is_on and self._clock.is_over(now):
            self.close()
