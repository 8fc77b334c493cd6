"""Staff mode at the kiosk: whether and for whom it is open, its dialog, and when it locks itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

from textual.app import App

from db.answers.counter import Refused
from db.answers.refusals import Override
from db.roles import Act, Post
from kiosk.scene.scene import Scene
from kiosk.screens.staff import Choice, Dialog
from kiosk.staff.lock_clock import ALONE, LockClock

_LEFT_ALONE = timedelta(seconds=20)
"""The question for the PIN closes after this."""


class StaffMode:
    """Locked until a card and its PIN open it.

    Attributes:
        post: whom it is open for; None while it is locked.
        refused: what the reader at the kiosk was refused when the staff came.
    """

    def __init__(
        self, app: App[int], scene: Scene, now: Callable[[], datetime], on_lock: Callable[[], None]
    ) -> None:
        """`on_lock`: nothing of the staff's is to stay on the screen. `now` gives naive UTC."""
        self.post: Post | None = None
        self.refused: Refused | None = None
        self._app = app
        self._scene = scene
        self._now = now
        self._on_lock = on_lock
        self._clock = LockClock(now)
        self._is_left = False

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open; none while the app is closing and has no screen any more."""
        screens = self._app.screen_stack
        return screens[-1] if screens and isinstance(screens[-1], Dialog) else None

    @property
    def staff_id(self) -> int | None:
        """The member of staff, as events name them; None for the PIN that all share."""
        return self.post.patron_id if self.post else None

    def allows(self, act: Act, class_id: int | None = None) -> bool:
        """Whether staff mode is open for somebody who may do this, to this class."""
        return self.post is not None and self.post.may(act, class_id)

    async def push(self, dialog: Dialog, done: Callable[[Choice | Override | None], None]) -> None:
        """Open a dialog; `done` gets what it was closed with."""
        await self._app.push_screen(dialog, done)
        self.touch()
        self._scene.paint()

    def lock(self) -> None:
        """Close every dialog; the next one asks for the PIN again."""
        dialog = self.dialog
        is_shown = self._has_anything
        self.post = self.refused = None
        self._is_left = False
        if dialog:
            dialog.dismiss(None)
        if is_shown:
            self._on_lock()
        self._scene.paint()

    def leave(self) -> None:
        """Whoever comes next is asked for the PIN; what is shown stays for a minute or until a scan."""
        self.post = self.refused = None
        self._is_left = True
        self._clock.begin(ALONE)
        self._scene.paint()

    # Time

    def touch(self) -> None:
        """A key or a scan: the time starts again."""
        if not self.post and not self.dialog:
            return
        was_counting = self.locks_in(self._now()) is not None
        self._clock.begin(ALONE if self.post else _LEFT_ALONE)
        if self.dialog:
            self.dialog.count_down(None)
        if was_counting:
            self._scene.paint()

    def next_change(self, now: datetime) -> timedelta | None:
        """How long until it locks itself or counts on; None while it is locked."""
        return self._clock.next_change(now) if self._has_anything else None

    def locks_in(self, now: datetime) -> int | None:
        """The seconds of the countdown, once that has begun."""
        return self._clock.counted(now) if self.post else None

    def let_time_pass(self, now: datetime) -> None:
        """Lock what was left alone, also where the clock was set back."""
        if self._has_anything and self._clock.is_over(now):
            self.lock()
        if self.dialog:
            self.dialog.count_down(self.locks_in(now))

    @property
    def _has_anything(self) -> bool:
        """Whether something of the staff's is on the screen."""
        return self.post is not None or self.dialog is not None or self._is_left
