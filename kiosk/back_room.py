"""What happens on the desk's own thread: the store's connection, the desk, and their troubles."""

from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import NoReturn, TypeVar

import peewee

from db.answers import Answer, Fault, Ignored, LoanWanted
from db.calendar import read_calendar
from db.clock import local_day, utc_now
from db.codes import clean
from db.corner_answers import CornerAnswer
from db.errors import StoreError
from db.events import Acting, new_uuid, newest_event_at, one_scan, record
from db.identity import identity
from db.lesson_answers import LessonPage
from db.lesson_page import lesson_page
from db.lessons import lesson_time
from db.lookup import FoundPatron, find_barcode
from db.postgresql_store import PostgresqlStore
from db.refusals import Override
from db.store import Store, connected, open_store, store_at
from kiosk import fallback
from kiosk.clock_check import look_at_clock
from kiosk.conversation import Conversation
from kiosk.faults import note
from kiosk.front_desk import FrontDesk
from kiosk.lifeline import Lifeline
from kiosk.page_printer import PagePrinter
from kiosk.picture import Picture, Today
from kiosk.receipts import Receipts
from kiosk.slip import Slip, slip_of
from kiosk.words import speak

LOG = getLogger("kiosk")
Result = TypeVar("Result")

_LOOK_AGAIN = timedelta(minutes=1)
"""The clock was right so long ago that it is looked at again, or it was set meanwhile."""
_TROUBLES = peewee.OperationalError | peewee.InterfaceError | peewee.InternalError | StoreError | OSError
_REST = timedelta(seconds=30)
"""Lessons are looked at again so long after the store was in trouble."""


def _is_trouble(error: Exception) -> bool:
    """Whether the store cannot be used: full, gone, locked, damaged. Other errors are faults of ours."""
    if type(error) is peewee.DatabaseError:  # the base class itself: the file is damaged
        return True
    return isinstance(error, _TROUBLES)


class BackRoom:
    """Owns the desk and the store's connection. Made and used on one thread."""

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
        self._store = store
        self._kiosk = kiosk
        self._receipts = receipts
        self._desk = FrontDesk(kiosk, languages, self._print_slip, self._lesson_is_over)
        self._pages = pages
        self._words = speak(languages[0])
        self._has_missed = False
        """A scan could not be served since the store was last there."""
        self._newest: datetime | None = None
        self._looked_at = datetime.min  # noqa: DTZ901
        self._is_day_confirmed = False
        self._held = ExitStack()
        self._opened: tuple[Store, int | None] | None = None
        self._is_connected = False
        self._rests_until: datetime | None = None
        self._lifeline: Lifeline | None = None
        self._is_told_alone = False
        self._slips: list[Slip] = []

    def scan(self, text: str, at: datetime, *, by_key: bool = False) -> Picture:
        """Answer one scan."""
        self._find_way_back(at, text)
        try:
            return self._picture(self._decide(lambda: self._serve(text, at, by_key=by_key), at))
        except StoreError:
            return self._unserved(text, at)
        except Exception as error:  # the outermost handler: the next child is waiting
            note(error)
            self._desk.touch(at)  # the reader is not to lose the turn by our fault
            return self._picture(Fault())
        finally:
            self._print_slips()

    def tick(self, at: datetime) -> Picture:
        """Let time pass; where the store was unavailable, look whether it is back."""
        ended = self._desk.tick(at)
        self._print_slips()
        self._find_way_back(at)
        try:
            self._connect(at)
        except StoreError:
            return self._picture(ended, unavailable=True)
        return self._picture(ended)

    def keep_time(self, at: datetime) -> Picture | None:
        """Let a lesson begin or end; None where nothing is to be seen anew.

        A store in trouble is left alone for a while: the next scan tells of it.
        """
        if self._rests_until and self._rests_until - _REST < at < self._rests_until:
            return None
        before = self._desk.picture(None)
        self._find_way_back(at)
        try:
            self._do(lambda: self._desk.keep_time(at), at)
            self._rests_until = None
        except StoreError:
            self._rests_until = at + _REST
            return None
        answer = self._desk.tick(at)
        self._print_slips()
        if self._desk.picture(answer) == before and self._is_alone == self._is_told_alone:
            return None
        return self._picture(answer)

    def page_with_titles(self, lesson_id: int, at: datetime) -> LessonPage | None:
        """The page of a lesson, for staff; None when the store cannot be used."""
        try:
            return self.with_store(lambda: lesson_page(lesson_time(lesson_id), at, with_titles=True))
        except StoreError:
            return None

    def touch(self, at: datetime) -> Picture:
        """Somebody is typing a code."""
        self._desk.touch(at)
        return self._picture(None)

    def today(self, at: datetime) -> Today:
        """The day; open when the calendar cannot be read."""
        day = local_day(at)
        try:
            is_open, library = self._do(lambda: (read_calendar(day).is_open(day), identity().name), at)
            self._do(lambda: self._look_at_clock(at), at)
        except StoreError:
            is_open, library = True, ""
        return Today(day, is_open, library, self._desk.clock)

    def confirm_day(self, at: datetime, staff_id: int | None) -> None:
        """The staff say that the clock is right, which holds until the program ends."""
        self._is_day_confirmed = True
        with suppress(StoreError):
            self._do(lambda: record(self._by_staff(at, staff_id), "day_confirmed"), at)
        self._looked_at = datetime.min  # noqa: DTZ901

    def override(self, wanted: LoanWanted, why: Override, at: datetime, staff_id: int | None) -> Picture:
        """Lend what was refused. Raises StoreError."""
        acting = self._by_staff(at, staff_id)
        return self._picture(self._decide(lambda: self._desk.override(wanted, why, acting), at))

    def _by_staff(self, at: datetime, staff_id: int | None) -> Acting:
        return Acting(self._kiosk, at).by_staff(staff_id)

    def _serve(self, text: str, at: datetime, *, by_key: bool) -> Answer | CornerAnswer:
        if abs(at - self._looked_at) >= _LOOK_AGAIN:
            self._look_at_clock(at)
        return self._desk.scan(text, at, by_key=by_key)

    def _look_at_clock(self, at: datetime) -> None:
        """Judge it by what was recorded while it was right: a return taken since then proves nothing."""
        if self._desk.clock.may_lend:
            self._newest = newest_event_at()
        self._desk.clock = look_at_clock(at, self._newest, confirmed=self._is_day_confirmed)
        self._looked_at = at
        if self._desk.conversation.turn and not self._desk.clock.may_lend:
            self._desk.forget()

    def _print_slip(self, ended: Conversation) -> None:
        slip = slip_of(ended) if self._receipts else None
        if slip:
            self._slips.append(slip)

    def _print_slips(self) -> None:
        """Only once a scan is decided: it may be decided anew."""
        slips, self._slips = self._slips, []
        for slip in slips:
            assert self._receipts is not None
            self._receipts.put(slip)

    def _picture(self, answer: Answer | CornerAnswer | None, *, unavailable: bool = False) -> Picture:
        self._is_told_alone = self._is_alone
        return replace(self._desk.picture(answer, unavailable=unavailable), alone=self._is_alone)

    @property
    def _is_alone(self) -> bool:
        return self._lifeline is not None and self._lifeline.is_alone

    def _lesson_is_over(self, page: LessonPage) -> None:
        if self._pages:
            self._pages.lesson_is_over(page, self._words)

    def _unserved(self, text: str, at: datetime) -> Picture:
        """Keep what may be a return. The turn is not touched: it ends when the store is back."""
        if self._desk.is_repeat(text, at):
            return self._picture(Ignored(), unavailable=True)
        self._has_missed = True
        turn = self._desk.conversation.turn
        try:
            noted = fallback.note(self._places(), text, at, but=turn.lent if turn else ())
        except (OSError, StoreError) as error:
            note(error)
            noted = False
        return replace(self._picture(None, unavailable=True), noted=noted)

    def _places(self) -> tuple[Path, ...]:
        return fallback.places(store_at(self._store).beside)

    def with_store(self, work: Callable[[], Result], *, alone: bool = False) -> Result:
        """Do the work on a connection that is alive. Raises StoreError when the store is in trouble.

        The librarian's work is not done while the kiosk is alone, unless it says that it can be.
        """
        self._connect(utc_now())
        if alone:
            return self._do(work, utc_now())
        if self._is_alone:
            raise StoreError("unavailable")
        try:
            return work()
        except Exception as error:
            self._raise(error)

    def _decide(self, work: Callable[[], Result], at: datetime) -> Result:
        """Let the desk decide something. Where that is done anew, it is the same scan to both stores."""
        before, uuid = self._desk.remember(), new_uuid(at)

        def decide() -> Result:
            with one_scan(uuid) if self._lifeline else nullcontext():
                return work()

        def anew() -> None:
            self._desk, self._slips = before, []

        return self._do(decide, at, anew)

    def _do(
        self, work: Callable[[], Result], at: datetime, anew: Callable[[], None] = lambda: None
    ) -> Result:
        """Do the desk's work; where the line to the server breaks over it, anew and alone."""
        self._connect(at)
        line = self._lifeline
        try:
            if line is None:
                return work()
            with line.deadline():
                done = work()
                line.after_work(at)
                return done
        except Exception as error:
            if line is None or line.is_alone or not _is_trouble(error):
                self._raise(error)
            self._let_go(error)
        anew()
        self._go_alone(line, at)
        try:
            return work()
        except Exception as error:
            self._raise(error)

    def _raise(self, error: Exception) -> NoReturn:
        """The error itself when it is a fault of ours; else the store is in trouble, and let go."""
        if not _is_trouble(error):
            raise error
        self._let_go(error)
        raise StoreError("unavailable") from error

    def _let_go(self, error: Exception) -> None:
        note(error)
        self.disconnect()

    def _go_alone(self, line: Lifeline, at: datetime) -> None:
        """The server is lost. Raises StoreError where there is nothing to go on with."""
        carries_turns = line.carries_turns
        if not line.go_alone(at):
            raise StoreError("unavailable")
        self._open(line.store)
        if not carries_turns:  # a loan's number would mean another one there
            self._desk.forget()

    def _find_way_back(self, at: datetime, text: str = "") -> None:
        """Between two turns, work on the server again if it is back."""
        line = self._lifeline
        if line is None or not line.may_come_back() or self._desk.is_repeat(text, at):
            return
        if not self._desk.is_free and not (text and self._is_card(text)):
            return
        if line.come_back():
            self.disconnect()
            self._opened = None
            self._desk.move()

    def _is_card(self, text: str) -> bool:
        """Whether this scan begins another turn, or ends this one."""
        try:
            return self._desk.work_is_free and isinstance(find_barcode(clean(text)), FoundPatron)
        except peewee.PeeweeException:
            return False

    def _connect(self, at: datetime) -> None:
        """Hold a connection to the store that is there now.

        SQLite would go on writing into a file that was deleted, and make a new one where it is missing:
        every loan of the day would then be lost without a word.
        """
        if self._opened:
            store, mark = self._opened
            now = store.mark()
            if self._is_connected and now == mark:
                return
            self.disconnect()
            if now is None:
                raise StoreError("unavailable")
        if self._lifeline is None and isinstance(store := store_at(self._store), PostgresqlStore):
            self._lifeline = Lifeline(store)
        line = self._lifeline
        try:
            self._open(line.store if line else self._store)
        except StoreError:
            if line is None or line.is_alone:
                raise
            self._go_alone(line, at)
        if self._has_missed:  # somebody else may stand there now, whose card was not served
            self._desk.forget()
            self._has_missed = False

    def _open(self, where: str | Path | Store) -> None:
        try:
            store = open_store(where)
            self._held.enter_context(connected())
            if self._lifeline:
                self._lifeline.begin()
            self._opened = store, store.mark()
            self._take_in()
            self._is_connected = True
        except Exception as error:
            self._raise(error)

    def _take_in(self) -> None:
        """Before anything is served: what was brought back while the store was away."""
        try:
            taken = fallback.take_in(self._places(), self._kiosk)
            if taken != fallback.TakenIn():
                LOG.warning("scans that waited were taken in: %s", taken)
        except Exception as error:
            if _is_trouble(error) and not isinstance(error, OSError):
                raise
            note(error)  # a waiting file that cannot be read must not keep the kiosk from serving
        fallback.reserve(self._places())

    def close(self) -> None:
        """Leave nothing running and nothing open."""
        self.disconnect()
        if self._lifeline:
            self._lifeline.close()

    def disconnect(self) -> None:
        """Close the connection; it is opened again when needed."""
        self._is_connected = False
        try:
            self._held.close()
        except peewee.DatabaseError as error:
            note(error)
