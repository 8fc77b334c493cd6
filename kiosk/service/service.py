"""The desks behind one thread: scans go in, where things stand comes out.

One thread, because a connection belongs to a thread and because scans are answered in order of arrival.
It is a daemon: a store that hangs must not keep the kiosk from ending.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.faults import note
from kiosk.service import garbage
from kiosk.service.desk_state import DeskState, Today

if TYPE_CHECKING:
    from db.answers.classes.lesson import LessonPage
    from db.answers.counter.overriding import Override
    from db.answers.counter.scans import LoanWanted
    from db.store.opening import Store
    from kiosk.paper.printing.page_printer import PagePrinter
    from kiosk.receipts.kinds import ReviewSlip, Slip, WaySlip
    from kiosk.receipts.printer import Receipts
    from kiosk.service.worker import DeskWorker

Result = TypeVar("Result")


class Service:
    """The one queue: everything is answered in the order in which it was asked, also before `start`.

    Where things stand is posted; what else is asked is returned, to be awaited. All but `post` belongs to
    the thread of the event loop.
    """

    def __init__(
        self,
        store: "Path | str | Store",
        kiosk: str,
        languages: tuple[str, ...],
        receipts: "Receipts | None" = None,
        pages: "PagePrinter | None" = None,
        *,
        post: Callable[[DeskState | Exception], object],
    ) -> None:
        """`kiosk` is this machine's name; strangers hear the first language.

        `receipts` gets a slip for each turn in which something was lent or renewed; `close` stops it.
        `pages` gets the page of each lesson that ends. `post` gets, on the desk's thread, where things stand
        after a scan or after time has passed, or the fault that kept them from being known.
        """
        self._made_with = store, kiosk, languages, receipts, pages
        self._receipts = receipts
        self._post = post
        self._jobs: queue.SimpleQueue[Callable[[DeskWorker], None] | None] = queue.SimpleQueue()
        self._is_started = False

    @property
    def store(self) -> "Path | str | Store":
        """The store of the desks."""
        return self._made_with[0]

    @property
    def prints_slips(self) -> bool:
        """Whether the settings name a printer for slips."""
        return self._receipts is not None

    def print_slip(self, slip: "Slip | WaySlip | ReviewSlip") -> None:
        """Print a slip that no turn has ended with, where slips are printed; returns at once."""
        if self._receipts:
            self._receipts.put(slip)

    def start(self) -> None:
        """Begin to answer; after `close` there is nothing to begin."""
        if self._is_started:
            return
        self._is_started = True
        threading.Thread(target=self._work, name="desk", daemon=True).start()

    # What is posted

    def scan(self, code: str, at: datetime, *, by_key: bool = False) -> None:
        """Answer one scan, or a command that was pressed as a key; `at` (naive UTC) is when it was read."""
        self._tell(lambda worker: worker.scan(code, at, by_key=by_key))

    def touch(self, at: datetime) -> None:
        """Somebody is typing a code: the turn's time begins once more."""
        self._tell(lambda worker: worker.touch(at))

    def tick(self, at: datetime) -> "asyncio.Future[None]":
        """Let time pass; where the store was unavailable, look whether it is back. Done once posted."""
        return self._ask(lambda worker: self._posted(worker.tick(at)))

    def keep_time(self, at: datetime) -> "asyncio.Future[None]":
        """Let a lesson begin or end. Done once what is to be seen then, if anything, is posted."""
        return self._ask(lambda worker: self._posted(worker.keep_time(at)))

    def prove(self, at: datetime) -> "asyncio.Future[None]":
        """Done once a scan that was read now would be answered."""
        return self._ask(lambda worker: worker.prove(at))

    def override(
        self, wanted: "LoanWanted", why: "Override | None", at: datetime, staff_id: int | None
    ) -> "asyncio.Future[None]":
        """Lend what was refused. Raises StoreError when the store cannot be used."""
        return self._ask(lambda worker: self._posted(worker.override(wanted, why, at, staff_id)))

    def scan_unless(
        self, takes: Callable[[], Result | None], code: str, at: datetime
    ) -> "asyncio.Future[Result | None]":
        """Answer one scan, unless this takes it on the desk's thread: what it took, else None."""

        def work(worker: "DeskWorker") -> Result | None:
            taken = worker.scan_unless(takes, code, at)
            if not isinstance(taken, DeskState):
                return taken
            self._post(taken)
            return None

        return self._ask(work)

    # What is returned

    def today(self, at: datetime) -> "asyncio.Future[Today]":
        """What day it is and whether the calendar says closed; open when the calendar cannot be read."""
        return self._ask(lambda worker: worker.today(at))

    def idle_counted(self) -> "asyncio.Future[None]":
        """Done once what is shown while nobody is there is counted, where a count was begun."""
        return self._ask(lambda worker: worker.idle.join())

    def confirm_day(self, at: datetime, staff_id: int | None) -> "asyncio.Future[None]":
        """The staff say that the clock is right."""
        return self._ask(lambda worker: worker.confirm_day(at, staff_id))

    def page_with_titles(self, lesson_id: int, at: datetime) -> "asyncio.Future[LessonPage | None]":
        """The page of a lesson, for staff; None when the store cannot be used."""
        return self._ask(lambda worker: worker.page_with_titles(lesson_id, at))

    def with_store(self, work: Callable[[], Result], *, alone: bool = False) -> "asyncio.Future[Result]":
        """Do something else with the store. Raises what it raises, StoreError when it cannot be used."""
        return self._ask(lambda worker: worker.with_store(work, alone=alone))

    def settled(self) -> "asyncio.Future[None]":
        """Done when everything asked so far is answered."""
        return self._ask(lambda _worker: None)

    async def close(self) -> None:
        """Let the work in hand be done, close the connection, end the thread; give up after two seconds."""
        if self._receipts:
            self._receipts.stop()
        if not self._is_started:
            self._is_started = True
            return
        closing = self._ask(lambda worker: worker.close())
        self._jobs.put(None)
        try:
            await asyncio.wait_for(closing, timeout=2)
        except TimeoutError as error:
            note(error)

    def _tell(self, work: "Callable[[DeskWorker], DeskState]") -> None:
        def job(worker: "DeskWorker") -> None:
            try:
                state = work(worker)
            except Exception as error:  # it belongs to the screen, which goes on after it
                self._post(error)
            else:
                self._post(state)

        self._jobs.put(job)

    def _posted(self, state: DeskState | None) -> None:
        if state is not None:
            self._post(state)

    def _ask(self, work: "Callable[[DeskWorker], Result]") -> "asyncio.Future[Result]":
        future: Future[Result] = Future()
        self._jobs.put(lambda worker: _settle(future, lambda: work(worker)))
        return asyncio.wrap_future(future)

    def _work(self) -> None:
        # Tables and rules take as long to import as the screen: by now the screen is there.
        from kiosk.service.worker import DeskWorker

        worker = DeskWorker(*self._made_with)
        garbage.look_again()  # all that stays is there
        while job := self._jobs.get():
            job(worker)


def _settle(future: "Future[Any]", work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # it belongs to whoever asked
        future.set_exception(error)
