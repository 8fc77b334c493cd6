"""One thing after the other: what was asked for is done in the order in which it was asked."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

Done = TypeVar("Done")

Ask = Callable[[Callable[[], Awaitable[Done | None]]], None]
"""Puts something in line behind the scans."""


class Jobs(Generic[Done]):
    """A queue with one task that works on it. A job that fails goes to `on_fault`, and the next is done."""

    def __init__(self, on_done: Callable[[Done], None], on_fault: Callable[[Exception], None]) -> None:
        self._on_done = on_done
        self._on_fault = on_fault
        self._waiting: asyncio.Queue[Callable[[], Awaitable[Done | None]]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._work())

    def ask(self, job: Callable[[], Awaitable[Done | None]]) -> None:
        """Have this done when its turn comes; its result, unless None, goes to `on_done`."""
        self._waiting.put_nowait(job)

    async def join(self) -> None:
        """Wait until everything asked for is done."""
        await self._waiting.join()

    async def stop(self) -> None:
        """Work no more; what is waiting is dropped."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        while True:
            job = await self._waiting.get()
            try:
                done = await job()
                if done is not None:
                    self._on_done(done)
            except Exception as error:  # the outermost handler of this task
                self._on_fault(error)
            finally:
                self._waiting.task_done()
