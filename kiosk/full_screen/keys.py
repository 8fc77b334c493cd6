"""The keyboard on the app's clock: somebody comes back to it when it has been silent."""

import asyncio
from collections.abc import Callable
from time import monotonic

from textual import events

from kiosk.scanner.keyboard import PROMPT, Entry, Keyboard, Suffix


class Keys:
    """Feeds key events to the keyboard and calls `on_quiet` when its silence means something.

    `on_quiet` must put itself in line behind the keys that were read before (post a message).
    """

    def __init__(self, suffix: Suffix, on_quiet: Callable[[], None]) -> None:
        self._keyboard = Keyboard(suffix)
        self._on_quiet = on_quiet
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is pending."""
        return not self._keyboard.text

    def take(self, event: events.Key | events.Paste) -> list[Entry]:
        """What is complete with this event, which carries the time at which it was read."""
        if isinstance(event, events.Paste):
            return self._keyboard.paste(event.text)
        return self._keyboard.key(event.key, event.character, event.time)

    def quiet(self) -> list[Entry]:
        """What is complete now that no key has come."""
        return self._keyboard.tick(monotonic())

    def typed(self, at: float | None = None) -> str:
        """What a person is typing, to be shown."""
        return self._keyboard.typed(monotonic() if at is None else at)

    def forget_typed(self) -> None:
        """Clear what somebody typed by hand; a scan that is just coming in is left alone."""
        if self.typed():
            self._keyboard.clear()

    def watch(self, at: float) -> None:
        """Come back once the keyboard has been silent since `at`; one handle, only ever moved forward."""
        due = self._keyboard.deadline
        if due is None:
            return
        if self._keyboard.typed(at) != self._keyboard.text:
            due = min(due, at + PROMPT)
        if self._handle is None or due < self._handle.when():
            self.stop()
            self._handle = asyncio.get_running_loop().call_at(due, self._silent, due)

    def stop(self) -> None:
        """Come back no more."""
        if self._handle:
            self._handle.cancel()
        self._handle = None

    def _silent(self, due: float) -> None:
        self._handle = None
        now = monotonic()
        if now - due > PROMPT:  # the screen was busy: keys that were read meanwhile have yet to arrive
            again = now + PROMPT
            self._handle = asyncio.get_running_loop().call_at(again, self._silent, again)
        else:
            self._on_quiet()
