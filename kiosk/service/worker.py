"""What happens on the desk's own thread: whatever is asked of the desk, on a store that can be used."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from db.answers.alone.away import Away
from db.answers.classes.corner import CornerAnswer
from db.answers.classes.lesson import LessonPage
from db.answers.counter.overriding import Override
from db.answers.counter.scans import Answer, Fault, Ignored, LoanWanted
from db.circulation.lookup import find_barcode
from db.clock import local_day, utc_now
from db.errors import StoreError
from db.events.at_the_kiosk import day_confirmed
from db.events.record import Acting
from db.lessons.finding import lesson_time
from db.lessons.page import lesson_page
from db.library.calendar import read_calendar
from db.library.identity import identity
from db.store.opening import Store, store_at
from kiosk.connection.unserved import Unserved
from kiosk.connection.working_store import WorkingStore
from kiosk.faults import note
from kiosk.paper.printing.page_printer import PagePrinter
from kiosk.receipts.printer import Receipts
from kiosk.service.clock_watch import ClockWatch
from kiosk.service.desk_state import DeskState, Today
from kiosk.service.desks import Desks
from kiosk.service.idle_count import IdleCount
from kiosk.service.out_tray import OutTray
from kiosk.service.pins_here import PinsHere
from kiosk.service.way_back import find_way_back, lose_turn
from kiosk.words import speak

Result = TypeVar("Result")

_PROOF = "%PROOF"
"""A code of the kiosk's own, which nothing bears."""
_REST = timedelta(seconds=30)
"""Lessons are looked at again so long after the store was in trouble."""


class DeskWorker:
    """Owns the desks and the store's connection. Made and used on one thread."""

    def __init__(
        self,
        store: str | Path | Store,
        kiosk: str,
        languages: tuple[str, ...],
        receipts: Receipts | None = None,
        pages: PagePrinter | None = None,
    ) -> None:
        """`store` is opened when first needed.

        `receipts`: where slips are printed; `pages`: where the page of a lesson is.
        """
        self._kiosk = kiosk
        self._tray = OutTray(receipts, pages, speak(languages[0]))
        self._desks = Desks(kiosk, languages, self._tray.turn_is_over, self._tray.lesson_is_over)
        self._store = WorkingStore(store, kiosk, self._take_in, lambda at: lose_turn(self._desks, kiosk, at))
        self._unserved = Unserved(store, kiosk)
        self._pins = PinsHere(store_at(store), kiosk)
        self.idle = IdleCount(store_at(store))
        self._clock = ClockWatch()
        self._rests_until: datetime | None = None
        self._is_told_alone: Away | None = None

    def scan(self, code: str, at: datetime, *, by_key: bool = False) -> DeskState:
        """Answer one scan. After a fault of ours it is kept: it may be a return."""
        try:
            if self._store.may_come_back():
                find_way_back(self._store, self._desks, at, code)
            return self._state(
                self._store.run(lambda: self._serve(code, at, by_key=by_key), at, remember=self._remember)
            )
        except StoreError:
            return self._without_store(code, at)
        except Exception as error:  # the outermost handler: the next child is waiting
            note(error)
            self._desks.touch(at)  # the reader is not to lose the turn by our fault
            return self._state(Fault(self._unserved.keep_after_fault(code, at, self._lent)))
        finally:
            self._tray.send()

    def prove(self, at: datetime) -> None:
        """Look a code up as each scan does: done once a scan would be answered, be it only by noting it."""
        try:
            self._store.run(lambda: find_barcode(_PROOF), at)
        except StoreError:
            return
        except Exception as error:  # a scan would be kept
            note(error)

    def scan_unless(self, takes: Callable[[], Result | None], code: str, at: datetime) -> Result | DeskState:
        """Answer one scan unless this takes it; what it took, or where things stand."""
        try:
            taken = self.with_store(takes, alone=True)
        except StoreError:
            taken = None
        return self.scan(code, at) if taken is None else taken

    def tick(self, at: datetime) -> DeskState:
        """Let time pass; where the store was unavailable, look whether it is back."""
        ended = self._desks.tick(at)
        self._tray.send()
        if self._store.may_come_back():
            find_way_back(self._store, self._desks, at)
        try:
            self._store.connect(at)
        except StoreError:
            return self._state(ended, unavailable=True)
        return self._state(ended)

    def keep_time(self, at: datetime) -> DeskState | None:
        """Let a lesson begin or end; None where there is nothing new to show.

        A store in trouble is left alone for a while: the next scan will show it.
        """
        if self._rests_until and self._rests_until - _REST < at < self._rests_until:
            return None
        before = self._desks.state(None)
        if self._store.may_come_back():
            find_way_back(self._store, self._desks, at)
        try:
            self._store.run(lambda: self._desks.keep_time(at), at)
            if self._unserved.has_kept and self._desks.is_free:
                self._store.run(self._unserved.take_in_after_fault, at)
            self._rests_until = None
        except StoreError:
            self._rests_until = at + _REST
            return None
        answer = self._desks.tick(at)
        self._tray.send()
        if self._desks.state(answer) == before and self._store.away == self._is_told_alone:
            return None
        return self._state(answer)

    def touch(self, at: datetime) -> DeskState:
        """Somebody is typing a code."""
        self._desks.touch(at)
        return self._state(None)

    def today(self, at: datetime) -> Today:
        """The day; open when the calendar cannot be read."""
        day, can_count = local_day(at), True
        try:
            is_open, library = self._store.run(lambda: (read_calendar(day).is_open(day), identity().name), at)
            self._store.run(lambda: self._look_at_clock(at), at)
            self._store.run(self._pins.remember, at)
        except StoreError:
            is_open, library, can_count = True, "", False
        idle = self.idle.shown(day, at, may_count=can_count and not self._store.is_alone)
        return Today(day, is_open, library, self._desks.clock, idle)

    # What staff do

    def confirm_day(self, at: datetime, staff_id: int | None) -> None:
        """The staff say that the clock is right, which holds until the program ends."""
        self._clock.confirm()
        with suppress(StoreError):
            self._store.run(lambda: day_confirmed(self._by_staff(at, staff_id)), at)

    def override(
        self, wanted: LoanWanted, why: Override | None, at: datetime, staff_id: int | None
    ) -> DeskState:
        """Lend what was refused. Raises StoreError."""
        acting = self._by_staff(at, staff_id)
        return self._state(
            self._store.run(
                lambda: self._desks.override(wanted, why, acting),
                at,
                remember=self._remember,
                alone=not wanted.one_more,  # a copy that is made is numbered by the store itself
            )
        )

    def page_with_titles(self, lesson_id: int, at: datetime) -> LessonPage | None:
        """The page of a lesson, for staff; None when the store cannot be used."""
        try:
            return self.with_store(lambda: lesson_page(lesson_time(lesson_id), at, with_titles=True))
        except StoreError:
            return None

    def with_store(self, work: Callable[[], Result], *, alone: bool = False) -> Result:
        """Do the work on a connection that is alive. Raises StoreError when the store is in trouble.

        The librarian's work is not done while the kiosk is alone, unless it says that it can be.
        """
        return self._store.run(work, utc_now(), alone=alone)

    @property
    def can_go_alone(self) -> bool:
        """Whether a turn that is open now could go on without the server."""
        return self._store.carries_turns

    def close(self) -> None:
        """Leave nothing running and nothing open."""
        self._store.close()

    def _by_staff(self, at: datetime, staff_id: int | None) -> Acting:
        return Acting(self._kiosk, at).by_staff(staff_id)

    def _remember(self) -> Callable[[], None]:
        """How to begin again, as if nothing had been decided, where the line breaks over a scan."""
        before = self._desks.remember()

        def start_again() -> None:
            self._desks = before
            self._tray.clear()

        return start_again

    def _serve(self, code: str, at: datetime, *, by_key: bool) -> Answer | CornerAnswer:
        if self._clock.is_due(at):
            self._look_at_clock(at)
        return self._desks.scan(code, at, by_key=by_key)

    def _look_at_clock(self, at: datetime) -> None:
        self._desks.clock = self._clock.look(at, self._desks.clock)
        if self._desks.conversation.turn and not self._desks.clock.may_lend:
            self._desks.forget()

    def _without_store(self, code: str, at: datetime) -> DeskState:
        """Keep what may be a return. The turn is not touched: it ends when the store is back."""
        if self._desks.is_repeat(code, at):
            return self._state(Ignored(), unavailable=True)
        noted = self._unserved.keep(code, at, self._lent)
        return replace(self._state(None, unavailable=True), noted=noted)

    @property
    def _lent(self) -> frozenset[int]:
        """The loans of the turn that is open; a book is not returned in the turn that lent it."""
        turn = self._desks.conversation.turn
        return turn.lent if turn else frozenset()

    def _take_in(self) -> None:
        self._pins.remember()
        if not self._store.is_alone:
            self._pins.tell()
        if self._unserved.take_in():  # somebody else may stand there now, whose card was not served
            self._desks.forget()

    def _state(self, answer: Answer | CornerAnswer | None, *, unavailable: bool = False) -> DeskState:
        self._is_told_alone = self._store.away
        return replace(self._desks.state(answer, unavailable=unavailable), away=self._is_told_alone)
