"""The keyboard on the app's clock: somebody comes back to it when it has been silent."""

import asyncio
from collections.abc import Callable

from textual import events
from textual.app import App

from kiosk.full_screen.messages import KeysQuiet
from kiosk.scanner.keyboard import PROMPT, Entry, Keyboard, Suffix


class Keys:
    """Feeds key events to the keyboard, and posts `KeysQuiet` when its silence means something.

    The message stands in line behind the keys that were read before.
    """

    def __init__(self, app: App[int], suffix: Suffix, steady: Callable[[], float]) -> None:
        """`steady` is the clock by which key events carry their time, in seconds."""
        self._app = app
        self._keyboard = Keyboard(suffix)
        self._steady = steady
        self._handle: asyncio.TimerHandle | None = None
        self._due = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is pending."""
        return not self._keyboard.text

    def take(self, event: events.Key | events.Paste) -> list[Entry]:
        """What is complete with this event, which carries the time at which it was read."""
        if isinstance(event, events.Paste):
            return self._keyboard.paste(event.text)
        return self._keyboard.key(event.key, event.character, event.time)

    def quiet(self, at: float) -> list[Entry]:
        """What is complete now that no key has come."""
        return self._keyboard.tick(at)

    def typed(self, at: float) -> str:
        """What a person is typing, to be shown."""
        return self._keyboard.typed(at)

    def still(self, at: float) -> float:
        """For how many seconds no key has come."""
        last = self._keyboard.last_at
        return 0.0 if last is None else at - last

    def clear(self) -> None:
        """Forget what is pending: somebody else has taken it."""
        self._keyboard.clear()

    def forget_typed(self) -> None:
        """Clear what somebody typed by hand; a scan that is just coming in is left alone."""
        if self.typed(self._steady()):
            self._keyboard.clear()

    def watch(self, at: float, settles: float | None = None) -> None:
        """Come back once the keyboard has been silent since `at`; one handle, only ever moved forward.

        `settles`: come back also once no key has come for so many seconds.
        """
        due = self._keyboard.deadline
        if due is None:
            return
        if self._keyboard.typed(at) != self._keyboard.text:
            due = min(due, at + PROMPT)
        last = self._keyboard.last_at
        if settles and last is not None:
            due = min(due, max(at, last + settles))
        if self._handle is None or due < self._due:
            self._come_back(due)

    def stop(self) -> None:
        """Come back no more."""
        if self._handle:
            self._handle.cancel()
        self._handle = None

    def _come_back(self, due: float) -> None:
        self.stop()
        self._due = due
        self._handle = asyncio.get_running_loop().call_later(max(0.0, due - self._steady()), self._silent)

    def _silent(self) -> None:
        self._handle = None
        now = self._steady()
        if now - self._due > PROMPT:  # the screen was busy: keys that were read meanwhile have yet to arrive
            self._come_back(now + PROMPT)
        else:
            self._app.post_message(KeysQuiet())
