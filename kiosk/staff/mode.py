"""Staff mode at the kiosk: whether and for whom it is open, its dialog, and when it locks itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from db.roles import Act, Post
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scene.lasting import counted_down
from kiosk.scene.lock_clock import ALONE, LockClock
from kiosk.scene.messages import Locked
from kiosk.scene.stand import Stand

if TYPE_CHECKING:  # dialogs are loaded when the first one opens
    from db.answers.counter.scans import Refused
    from kiosk.screens.staff.dialog import Chosen, Dialog
    from kiosk.staff.sign_in import SignIn

_LEFT_ALONE = timedelta(seconds=20)
"""The question for the PIN closes after this."""


class StaffMode:
    """Locked until a card and its PIN open it; then the relabelling rests.

    Attributes:
        post: whom it is open for; None while it is locked.
        refused: what the reader at the kiosk was refused when the staff came.
    """

    def __init__(self, stand: Stand, relabel: RelabelSwitch) -> None:
        self.post: Post | None = None
        self.refused: Refused | None = None
        self._stand = stand
        self._scene = stand.scene
        self._relabel = relabel
        self._clock = LockClock(stand.now)
        self._is_left = False
        self._opened: Dialog | None = None

    @cached_property
    def sign_in(self) -> "SignIn":
        """Who comes in."""
        from kiosk.staff.sign_in import SignIn

        return SignIn(self._stand, self, self._relabel)

    @property
    def dialog(self) -> "Dialog | None":
        """The dialog that is open; none while the app is closing and has no screen any more."""
        screens = self._stand.app.screen_stack
        return self._opened if screens and screens[-1] is self._opened else None

    @property
    def staff_id(self) -> int | None:
        """The member of staff, as events name them; None for the PIN that all share."""
        return self.post.patron_id if self.post else None

    def allows(self, act: Act, class_id: int | None = None) -> bool:
        """Whether staff mode is open for somebody who may do this, to this class."""
        return self.post is not None and self.post.may(act, class_id)

    async def push(self, dialog: "Dialog", done: "Callable[[Chosen], None]") -> None:
        """Open a dialog; `done` gets what it was closed with."""
        self._opened = dialog
        await self._stand.app.push_screen(dialog, partial(self._closed, dialog, done))
        self.touch()
        self._scene.paint()

    def _closed(
        self,
        dialog: "Dialog",
        done: "Callable[[Chosen], None]",
        result: "Chosen",
    ) -> None:
        if self._opened is dialog:
            self._opened = None  # what was painted behind it is nobody's any more
        done(result)

    def lock(self) -> None:
        """Close every dialog, and let nothing of the staff's be seen; the next one asks for the PIN again."""
        if not self.is_open:
            return
        dialog = self.dialog
        self.post = self.refused = None
        self._is_left = False
        if dialog:
            dialog.dismiss(None)
        self._relabel.rest()
        self._stand.app.post_message(Locked())
        self._scene.show(titled=None, typed="", locks_at=None)

    def leave(self) -> None:
        """Whoever comes next is asked for the PIN; what is shown stays for a minute or until a scan."""
        self.post = self.refused = None
        self._is_left = True
        self._clock.begin(ALONE)
        self._scene.show(locks_at=None)

    # Time

    def touch(self) -> None:
        """A key or a scan: the time starts again."""
        if not self.post and not self.dialog:
            return
        was_counting = self._locks_in(self._stand.now()) is not None
        self._clock.begin(ALONE if self.post else _LEFT_ALONE)
        locks_at = self._clock.until if self.post else None
        self._scene.showing = replace(self._scene.showing, locks_at=locks_at)
        if self.dialog:
            self.dialog.count_down(None)
        if was_counting:
            self._scene.paint()

    def next_change(self, now: datetime) -> timedelta | None:
        """How long until it locks itself or counts on; None while it is locked."""
        return self._clock.next_change(now) if self.is_open else None

    def let_time_pass(self, now: datetime) -> None:
        """Lock what was left alone, also where the clock was set back."""
        if self.is_open and self._clock.is_over(now):
            self.lock()
        if self.dialog:
            self.dialog.count_down(self._locks_in(now))

    def _locks_in(self, now: datetime) -> int | None:
        return counted_down(self._scene.showing.locks_at, now)

    @property
    def is_open(self) -> bool:
        """Whether something of the staff's is on the screen."""
        return self.post is not None or self.dialog is not None or self._is_left
