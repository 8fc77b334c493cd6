"""The one thread that holds the store: whatever machines ask is done there, in order of arrival."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from db.answers.counter.refusals import SENTENCES
from db.clock import local_day, utc_now
from db.codes import clean
from db.errors import StoreError
from db.marking import N_
from db.store.opening import Store, store_at
from kiosk.connection.machine_memory import note_seen
from kiosk.connection.unserved import Unserved
from kiosk.connection.working_store import WorkingStore
from kiosk.counter.clock import SANE
from kiosk.faults import note
from kiosk.service.clock_watch import ClockWatch
from kiosk.sip2 import books, lending, readers
from kiosk.sip2.message import Reply, Request
from kiosk.sip2.peers import Terminal
from kiosk.sip2.refusing import AWAY, NO_MONEY, READ_ONLY, refused, status

_ANSWERS: dict[str, Callable[[Request, Terminal, datetime], Reply]] = {
    "99": readers.library_status,
    "23": readers.patron_status,
    "01": readers.patron_status,
    "25": readers.patron_status,
    "63": readers.patron_information,
    "35": readers.end_session,
    "11": lending.check_out,
    "09": lending.take_back,
    "29": lending.renew_one,
    "65": lending.renew_all,
    "15": lending.wait_for,
    "17": books.item_information,
    "19": books.item_status_update,
}
CHANGES = frozenset(("11", "09", "29", "65", "15", "19"))
"""What writes; the rest only looks."""
_LENDS = frozenset(("11", "29", "65"))
_NOT_ALONE = frozenset(("15", "19"))
"""What is not done while the server is away: a waiting list is one for all, and a shelf is the desk's."""
_WRONG = N_("Something went wrong here. Please ask the librarian.")


class Worker:
    """Answers machines that have logged in. All but `ask` and `look` is done on its own thread."""

    def __init__(self, store: str | Path | Store, kiosk: str) -> None:
        """`store` is opened when it is first needed. `kiosk` is this machine's name."""
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sip2")
        self._unserved = Unserved(store, kiosk)
        self._working = WorkingStore(store, kiosk, self._begin, lambda _at: None, program="sip2")
        self._clock = ClockWatch()
        self._look = SANE

    async def ask(self, request: Request, terminal: Terminal, at: datetime) -> Reply:
        """The answer; what it says was done is committed. `at` is when the request came, naive UTC."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self.answer, request, terminal, at
        )

    async def look(self) -> None:
        """Whether the store is back: what was brought meanwhile is then returned."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._look_for_store)

    def close(self) -> None:
        """Finish what is in hand; leave nothing open."""
        self._thread.submit(self._working.close)
        self._thread.shutdown()

    def answer(self, request: Request, terminal: Terminal, at: datetime) -> Reply:
        """The answer, whatever happens.

        While a server is away it comes from this machine's own copy. Without one, and where a file is away, a
        return is noted and all else refused.
        """
        here = terminal.peer.institution
        if request.code == "37":
            return refused(request, at, terminal.words(), NO_MONEY, here)
        if terminal.peer.read_only and request.code in CHANGES:
            return refused(request, at, terminal.words(), READ_ONLY, here)
        try:
            self._find_way_back()
            return self._working.run(
                lambda: self._answer(request, terminal, at),
                at,
                remember=lambda: _remembering(terminal),
                alone=request.code not in _NOT_ALONE,
            )
        except StoreError:
            return self._without_store(request, terminal, at)
        except Exception as error:  # the outermost handler: the next child is waiting
            note(error)
            if request.code == "09":
                code = clean(terminal.code(request["AB"]))
                kept = self._unserved.keep_after_fault(code, at, ())
                return lending.noted_return(request, terminal, at, is_noted=kept)
            return refused(request, at, terminal.words(), _WRONG, here)

    def _answer(self, request: Request, terminal: Terminal, at: datetime) -> Reply:
        if self._clock.is_due(at):
            self._look = self._clock.look(at, self._look)
        if self._look.reason and request.code in _LENDS:
            words = terminal.words()
            why = words(SENTENCES[self._look.reason].child, day=local_day(at).isoformat())
            return refused(request, at, words, why, terminal.peer.institution)
        return _ANSWERS[request.code](request, terminal, at)

    def _without_store(self, request: Request, terminal: Terminal, at: datetime) -> Reply:
        words, here = terminal.words(), terminal.peer.institution
        if request.code == "09":
            kept = self._unserved.keep(clean(terminal.code(request["AB"])), at, ())
            return lending.noted_return(request, terminal, at, is_noted=kept)
        if request.code == "99":
            return status(at, words(AWAY), here, may=("09", "35", "93", "97", "99"))
        return refused(request, at, words, AWAY, here)

    def _look_for_store(self) -> None:
        try:
            self._find_way_back()
            self._working.connect(utc_now())
            if self._unserved.has_kept:
                self._working.run(self._unserved.take_in_after_fault, utc_now())
        except StoreError:
            return
        except Exception as error:
            note(error)

    def _find_way_back(self) -> None:
        """Between two messages, work on the server again if it is back: none builds on a loan's number."""
        if self._working.may_come_back():
            self._working.come_back()

    def _begin(self) -> None:
        if not self._working.is_alone:
            note_seen(store_at(self._store))
        self._unserved.take_in()


def _remembering(terminal: Terminal) -> Callable[[], None]:
    """How the machine's session was before a message, where the line breaks over it."""
    patron_id = terminal.patron_id

    def start_again() -> None:
        terminal.patron_id = patron_id

    return start_again
