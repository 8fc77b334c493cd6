"""The desk behind one thread: scans go in, pictures of where the conversation stands come out.

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

from db.answers.counter import LoanWanted
from db.answers.refusals import Override
from kiosk.faults import note
from kiosk.service.picture import Picture, Today

if TYPE_CHECKING:
    from db.answers.lesson import LessonPage
    from db.store.opening import Store
    from kiosk.paper.page_printer import PagePrinter
    from kiosk.receipts.printer import Receipts
    from kiosk.service.worker import BackRoom

Result = TypeVar("Result")


class Service:
    """Everything is answered in the order in which it was asked, also what was asked before `start`."""

    def __init__(
        self,
        store: "Path | str | Store",
        kiosk: str,
        languages: tuple[str, ...],
        receipts: "Receipts | None" = None,
        pages: "PagePrinter | None" = None,
    ) -> None:
        """`kiosk` is this machine's name; strangers hear the first language.

        `receipts` gets a slip for each turn in which something was lent or renewed; `close` stops it.
        `pages` gets the page of each lesson that ends.
        """
        self._made_with = store, kiosk, languages, receipts, pages
        self._receipts = receipts
        self._jobs: queue.SimpleQueue[Callable[[BackRoom], None] | None] = queue.SimpleQueue()
        self._is_started = False

    def start(self) -> None:
        """Begin to answer; after `close` there is nothing to begin."""
        if self._is_started:
            return
        self._is_started = True
        threading.Thread(target=self._work, name="desk", daemon=True).start()

    async def scan(self, text: str, at: datetime, *, by_key: bool = False) -> Picture:
        """Answer one scan, or a command that was pressed as a key; `at` (naive UTC) is when it was read."""
        return await self._ask(lambda room: room.scan(text, at, by_key=by_key))

    async def tick(self, at: datetime) -> Picture:
        """Let time pass; where the store was unavailable, look whether it is back."""
        return await self._ask(lambda room: room.tick(at))

    async def keep_time(self, at: datetime) -> Picture | None:
        """Let a lesson begin or end; None where there is nothing new to show."""
        return await self._ask(lambda room: room.keep_time(at))

    async def touch(self, at: datetime) -> Picture:
        """Somebody is typing a code: the turn's time starts again."""
        return await self._ask(lambda room: room.touch(at))

    async def today(self, at: datetime) -> Today:
        """What day it is and whether the calendar says closed; open when the calendar cannot be read."""
        return await self._ask(lambda room: room.today(at))

    async def confirm_day(self, at: datetime, staff_id: int | None) -> None:
        """The staff say that the clock is right."""
        await self._ask(lambda room: room.confirm_day(at, staff_id))

    async def override(
        self, wanted: LoanWanted, why: Override, at: datetime, staff_id: int | None
    ) -> Picture:
        """Lend what was refused. Raises StoreError when the store cannot be used."""
        return await self._ask(lambda room: room.override(wanted, why, at, staff_id))

    async def page_with_titles(self, lesson_id: int, at: datetime) -> "LessonPage | None":
        """The page of a lesson, for staff; None when the store cannot be used."""
        return await self._ask(lambda room: room.page_with_titles(lesson_id, at))

    async def with_store(self, work: Callable[[], Result], *, alone: bool = False) -> Result:
        """Do something else with the store. Raises what it raises, StoreError when it cannot be used."""
        return await self._ask(lambda room: room.with_store(work, alone=alone))

    async def close(self) -> None:
        """Let the work in hand be done, close the connection, end the thread; give up after two seconds."""
        if self._receipts:
            self._receipts.stop()
        if not self._is_started:
            self._is_started = True
            return
        closing = self._ask(lambda room: room.close())
        self._jobs.put(None)
        try:
            await asyncio.wait_for(closing, timeout=2)
        except TimeoutError as error:
            note(error)

    def _ask(self, work: "Callable[[BackRoom], Result]") -> "asyncio.Future[Result]":
        future: Future[Result] = Future()
        self._jobs.put(lambda room: _settle(future, lambda: work(room)))
        return asyncio.wrap_future(future)

    def _work(self) -> None:
        # Tables and rules take as long to import as the screen: by now the screen is there.
        from kiosk.service.worker import BackRoom

        room = BackRoom(*self._made_with)
        while job := self._jobs.get():
            job(room)


def _settle(future: "Future[Any]", work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # it belongs to whoever asked
        future.set_exception(error)
