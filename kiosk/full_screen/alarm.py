"""One alarm on the app's clock: it rings once, when something is to look different, and not before."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

_SOONEST = 0.02
"""Seconds; what is due already is not to be asked for faster than it can be painted."""


class Alarm:
    """Calls `on_ring` once after it was set; setting it again replaces the earlier time."""

    def __init__(self, on_ring: Callable[[], None]) -> None:
        self._on_ring = on_ring
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_set(self) -> bool:
        """Whether it will ring."""
        return self._handle is not None

    def set(self, waits: Iterable[timedelta | None]) -> None:
        """Ring after the shortest of these; None never rings."""
        self.stop()
        first = min((wait for wait in waits if wait is not None), default=None)
        if first is not None:
            seconds = max(_SOONEST, first.total_seconds())
            self._handle = asyncio.get_running_loop().call_later(seconds, self.ring)

    def ring(self) -> None:
        """It is time."""
        self._handle = None
        self._on_ring()

    def stop(self) -> None:
        """Ring no more."""
        if self._handle:
            self._handle.cancel()
        self._handle = None
