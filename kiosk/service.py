"""The desk behind one thread: scans go in, pictures of where the conversation stands come out.

One thread, because a connection belongs to a thread and because scans are answered in order of arrival.
It is a daemon: a store that hangs must not keep the kiosk from ending.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import peewee

from db.answers import Answer, Fault
from db.calendar import read_calendar
from db.clock import local_day
from db.errors import StoreError
from db.staff import PinTried, pin_is_set, try_pin
from db.store import connected, open_store
from kiosk.conversation import Conversation
from kiosk.desk import Desk
from kiosk.faults import note

Result = TypeVar("Result")

_STORE_IN_TROUBLE = (peewee.OperationalError, peewee.InterfaceError, StoreError, OSError)
"""The disk is full, the file is gone or locked. Other database errors are faults of ours."""


@dataclass(frozen=True)
class Picture:
    """Where things stand after a scan or after time has passed.

    Attributes:
        answer: what the desk said, or None when nothing happened that would be said.
        conversation: whose turn it is, and all that the desk remembers.
        unavailable: the store cannot be used at the moment; nothing was done.
    """

    answer: Answer | None
    conversation: Conversation
    unavailable: bool = False


@dataclass(frozen=True)
class Today:
    """The school's day, and whether the library is open on it."""

    day: date
    is_open: bool = True


class Service:
    """Owns the desk and the store's connection. Everything is answered in the order in which it was asked."""

    def __init__(self, store: Path | str, desk: Desk) -> None:
        """`store` is a path or a URL, made ready already; it is opened, in the thread, when first needed."""
        self._store = str(store)
        self._desk = desk
        self._held = ExitStack()
        self._file: tuple[Path, int] | None = None
        self._is_connected = False
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="desk", daemon=True).start()

    async def scan(self, text: str, at: datetime) -> Picture:
        """Answer one scan; `at` (naive UTC) is when it was read."""
        return await self._ask(lambda: self._scan(text, at))

    async def tick(self, at: datetime) -> Picture:
        """Let time pass; where the store was unavailable, look whether it is back."""
        return await self._ask(lambda: self._tick(at))

    async def touch(self, at: datetime) -> Picture:
        """Somebody is typing a code: the turn's time begins anew."""
        return await self._ask(lambda: self._touch(at))

    async def today(self, at: datetime) -> Today:
        """What day it is and whether the calendar says closed; open when the calendar cannot be read."""
        return await self._ask(lambda: self._today(local_day(at)))

    async def pin_is_set(self) -> bool:
        """Whether the library has a staff PIN. Raises StoreError when that cannot be known."""
        return await self._ask(lambda: self._with_store(pin_is_set))

    async def try_pin(self, pin: str, at: datetime) -> PinTried:
        """Check a staff PIN. Raises StoreError when the store cannot be used."""
        return await self._ask(lambda: self._with_store(lambda: try_pin(pin, at)))

    async def close(self) -> None:
        """Let the work in hand be done, close the connection, end the thread; give up after two seconds."""
        closing = self._ask(self._disconnect)
        self._jobs.put(None)
        try:
            await asyncio.wait_for(closing, timeout=2)
        except TimeoutError as error:
            note(error)

    def _scan(self, text: str, at: datetime) -> Picture:
        try:
            return self._picture(self._with_store(lambda: self._desk.scan(text, at)))
        except StoreError:
            return self._picture(None, unavailable=True)
        except Exception as error:  # the outermost handler: the next child is waiting
            note(error)
            return self._picture(Fault())

    def _tick(self, at: datetime) -> Picture:
        ended = self._desk.tick(at)
        try:
            self._connect()
        except StoreError:
            return self._picture(ended, unavailable=True)
        return self._picture(ended)

    def _touch(self, at: datetime) -> Picture:
        self._desk.touch(at)
        return self._picture(None)

    def _today(self, day: date) -> Today:
        try:
            return Today(day, self._with_store(lambda: read_calendar(day).is_open(day)))
        except StoreError:
            return Today(day)

    def _picture(self, answer: Answer | None, *, unavailable: bool = False) -> Picture:
        return Picture(answer, self._desk.conversation, unavailable)

    def _with_store(self, work: Callable[[], Result]) -> Result:
        """Do the work on a connection that is alive. Raises StoreError when the store is in trouble."""
        self._connect()
        try:
            return work()
        except _STORE_IN_TROUBLE as error:
            note(error)
            self._disconnect()
            raise StoreError("unavailable") from error

    def _connect(self) -> None:
        """Hold a connection to the file that is there now.

        SQLite would go on writing into a file that was deleted, and make a new one where it is missing:
        every loan of the day would then be lost without a word.
        """
        if self._file:
            path, number = self._file
            try:
                if self._is_connected and path.stat().st_ino == number:
                    return
            except OSError:
                pass
            self._disconnect()
            if not path.exists():
                raise StoreError("unavailable")
        try:
            path = open_store(self._store)
            self._held.enter_context(connected())
            self._file = path, path.stat().st_ino
            self._is_connected = True
        except _STORE_IN_TROUBLE as error:
            note(error)
            self._disconnect()
            raise StoreError("unavailable") from error

    def _disconnect(self) -> None:
        self._is_connected = False
        try:
            self._held.close()
        except peewee.DatabaseError as error:
            note(error)

    def _ask(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        future: Future[Result] = Future()
        self._jobs.put(lambda: _settle(future, work))
        return asyncio.wrap_future(future)

    def _work(self) -> None:
        while job := self._jobs.get():
            job()


def _settle(future: "Future[Any]", work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # it belongs to whoever asked
        future.set_exception(error)
