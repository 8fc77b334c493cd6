"""What waits for the desk's thread, each in a task of its own: no key and no paint waits for it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Errands:
    """Those that are on their way. They are answered in the order in which they ask the desk's thread."""

    def __init__(self, on_fault: Callable[[Exception], None]) -> None:
        """`on_fault` gets what an errand has failed with."""
        self._on_fault = on_fault
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Send one off."""
        task = asyncio.create_task(errand)
        self._under_way.add(task)
        task.add_done_callback(self._done)

    async def join(self) -> None:
        """Wait until none is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def stop(self) -> None:
        """Call all of them back."""
        for task in self._under_way:
            task.cancel()
        await self.join()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._on_fault(error)
