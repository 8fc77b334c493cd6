"""An app that goes on after a fault of its own, and never prints values.

Textual ends the app at the first uncaught error and prints the local variables: children's names. Here
a fault is logged without values, and the app rebuilds its screens; only when fault follows on
fault does it end, so that whoever started it can start it afresh.
"""

from time import monotonic
from typing import Any

from rich.console import Console
from rich.segment import Segments
from textual.app import App
from textual.driver import Driver
from textual.message import Message

from kiosk.faults import note
from kiosk.machine import terminal

BROKEN = 70
"""The exit code when fault follows on fault."""
_MOST_FAULTS = 8
_WITHIN = 10.0
"""This many faults within this many seconds are no accident."""


class Unbreakable(App[int], inherit_bindings=False):
    """The base of the kiosk. `faults` counts what went wrong since the start; `is_up` once it is mounted."""

    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.faults = 0
        self.is_up = False
        self._fault_times: list[float] = []

    def recover(self) -> None:
        """Rebuild all screens: the one that broke may have stopped listening."""
        raise NotImplementedError

    def run(self, *args: Any, **options: Any) -> int:
        """Take the terminal over until somebody leaves. Returns the exit code."""
        terminal.forgive()
        return super().run(*args, **options) or self.return_code or 0

    def get_driver_class(self) -> type[Driver]:
        """Textual's own choice, but one that reads on whatever arrives."""
        return terminal.driver_class(super().get_driver_class())

    async def _dispatch_message(self, message: Message) -> None:
        # An error in one of the app's own handlers would end its message loop.
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self.is_up:
                raise
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Textual calls this for every uncaught error: in handlers, timers, workers and while painting."""
        note(error)
        self.faults += 1
        now = monotonic()
        self._fault_times = [at for at in self._fault_times if now - at < _WITHIN] + [now]
        if not self.is_up or len(self._fault_times) >= _MOST_FAULTS:
            self._give_up()
        elif not self._exit:
            self.call_later(self.recover)

    def _give_up(self) -> None:
        self._return_code = BROKEN
        if self._fault_times and not self._exit_renderables:
            sentence = Console(width=200).render("The kiosk had to stop. Its log says where it broke.")
            self._exit_renderables.append(Segments(sentence))
        self._close_messages_no_wait()
