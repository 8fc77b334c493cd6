"""A short queue to a thread that works for nobody who waits: where it is full, the oldest is dropped."""

import contextlib
import queue
from typing import Generic, TypeVar

Job = TypeVar("Job")


class ShortQueue(Generic[Job]):
    """Holds at most so many jobs; None among them ends the thread that takes them."""

    def __init__(self, most: int) -> None:
        self._waiting: queue.Queue[Job | None] = queue.Queue(most)

    def put(self, job: Job | None) -> None:
        """Hand a job over; returns at once."""
        while True:
            try:
                self._waiting.put_nowait(job)
                return
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._waiting.get_nowait()

    def get(self) -> Job | None:
        """The next job, as soon as there is one."""
        return self._waiting.get()
