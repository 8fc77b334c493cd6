"""Work that takes longer than somebody waits for a page: one piece after the other, in its own thread."""

import queue
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from db.errors import LibraryError
from db.marking import Sentence
from db.store.opening import connected

Report = Callable[[int, int], None]
"""How far the work is: so much done, of so much."""
KEPT = 20
"""Jobs that are remembered after they ended, with what came of them."""


@dataclass
class Job:
    """One piece of work. `owner` is whoever began it, by their reader's id.

    Attributes:
        then: the page that shows what came of it; it finds the job by its id.
        came: what the work returned; None while it goes on, or where it failed.
        failed: why nothing came of it.
    """

    id: str
    name: Sentence
    owner: int | None
    then: str
    done: int = 0
    of: int = 0
    is_over: bool = False
    came: object = None
    failed: Sentence | None = None

    def report(self, done: int, of: int) -> None:
        """How far it is."""
        self.done, self.of = done, of

    @property
    def percent(self) -> int:
        """How much is done."""
        return 100 if self.is_over else min(99, 100 * self.done // self.of) if self.of else 0


class Jobs:
    """The one thread that works, begun with its first job. `told` puts into words what ended a job."""

    def __init__(self, told: Callable[[BaseException], LibraryError]) -> None:
        self._told = told
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.Queue[tuple[Job, Callable[[Report], object]] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def begin(
        self, name: Sentence, work: Callable[[Report], object], *, owner: int | None, then: str = ""
    ) -> Job:
        """Do it as soon as what was begun before is done. The store is open while `work` lasts.

        In `then`, `{job}` stands for the id that it gets.
        """
        id_ = secrets.token_urlsafe(9)
        job = Job(id_, name, owner, then.replace("{job}", id_))
        with self._lock:
            over = [one.id for one in self._jobs.values() if one.is_over]
            for old in over[: max(0, len(over) - KEPT + 1)]:
                del self._jobs[old]
            self._jobs[job.id] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="desk jobs", daemon=True)
                self._thread.start()
        self._waiting.put((job, work))
        return job

    def find(self, job_id: str, owner: int | None) -> Job | None:
        """The job that this person began, or None."""
        job = self._jobs.get(job_id)
        return job if job and job.owner == owner else None

    def finish(self, seconds: float = 15) -> bool:
        """Take no more, and wait for what is being done. Returns whether it came to its end."""
        if self._thread is None:
            return True
        self._waiting.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while one := self._waiting.get():
            job, work = one
            try:
                with connected():
                    job.came = work(job.report)
            except Exception as error:  # the outermost handler of this thread
                job.failed = self._told(error).sentence
            finally:
                job.is_over = True
