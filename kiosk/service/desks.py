"""Whatever a scan at this kiosk may be for: the library's counter, a class corner, a lesson."""

from collections.abc import Callable
from copy import copy
from datetime import datetime

from db.answers.corner import CornerAnswer
from db.answers.counter import Answer, Ignored, LanguageChanged, LessonClosed, LoanWanted, TurnEnded
from db.answers.lesson import LessonPage
from db.answers.refusals import Override
from db.codes import clean
from db.events.record import Acting
from kiosk.corner.desk import CornerDesk
from kiosk.counter.clock import ClockLook
from kiosk.counter.conversation import Conversation
from kiosk.counter.desk import Desk
from kiosk.service.lesson_watch import LessonRoom
from kiosk.service.picture import Picture


class FrontDesk:
    """One kiosk's desks. Use it from one thread, which holds a connection to the store."""

    def __init__(
        self,
        kiosk: str,
        languages: tuple[str, ...],
        turn_ended: Callable[[Conversation], None] = lambda _before: None,
        on_page: Callable[[LessonPage], None] = lambda _page: None,
    ) -> None:
        """`on_page` is for the page of a lesson that is over; the rest as for `Desk`."""
        self._desk = Desk(kiosk, languages, turn_ended)
        self._corner = CornerDesk(kiosk, languages, turn_ended)
        self._lesson = LessonRoom(kiosk, on_page)

    @property
    def conversation(self) -> Conversation:
        """With whoever is at the kiosk: also with a reader to whom the class librarian lends."""
        return self._lending_desk.conversation

    @property
    def clock(self) -> ClockLook:
        """Whether due dates can be reckoned; while not, nothing is lent and no lesson begins or ends."""
        return self._desk.clock

    @clock.setter
    def clock(self, clock: ClockLook) -> None:
        self._desk.clock = clock

    @property
    def _lending_desk(self) -> Desk:
        return self._corner.lending or self._desk

    @property
    def _page_is_up(self) -> bool:
        turn = self.conversation.turn
        return self._lesson.page is not None and (turn is None or turn.is_staff)

    def scan(self, text: str, at: datetime, *, by_key: bool = False) -> Answer | CornerAnswer:
        """Answer one scan. What it changes is committed before this returns, or not at all."""
        page = self._lesson.page
        if self._page_is_up:
            self._lesson.page = None
        answer = self._answer(text, at, by_key)
        if isinstance(answer, Ignored | LanguageChanged):
            self._lesson.page = page
        self._lesson.after(answer, at)
        return answer

    def _answer(self, text: str, at: datetime, by_key: bool) -> Answer | CornerAnswer:
        is_language = clean(text) == "%LANG" and self._corner.lending is None
        if self._corner.wants(text) and not is_language:
            if self._desk.conversation.turn:
                self._desk.scan("%DONE", at)  # whoever was here is not to be seen at the corner's work
            if self._corner.lending:
                self._corner.lending.clock = self.clock
            return self._corner.scan(text, at, by_key=by_key)
        card = self._lesson.card(text)
        return self._desk.scan(card, at, by_key=by_key) if isinstance(card, str) else card

    def override(self, wanted: LoanWanted, why: Override, acting: Acting) -> Answer:
        """Lend what was refused, as staff say."""
        answer = self._desk.override(wanted, why, acting)
        self._lesson.after(answer, acting.now)
        return answer

    def tick(self, at: datetime) -> Answer | CornerAnswer | None:
        """Let time pass: a turn that was quiet for too long ends, and so does work at a corner."""
        return self._corner.tick(at) or self._desk.tick(at)

    def keep_time(self, at: datetime) -> None:
        """Let lessons begin and end, and see what other kiosks did for the class."""
        if self.clock.may_lend:
            self._lesson.keep(at)

    def is_repeat(self, text: str, at: datetime) -> bool:
        """Whether this is the scanner's repeat of the last code."""
        return self._lending_desk.is_repeat(text, at)

    def remember(self) -> "FrontDesk":
        """A copy of this desk as it is now: it replaces this one where a scan has to be decided again."""
        before = copy(self)
        before._desk, before._corner, before._lesson = (
            copy(self._desk),
            self._corner.remember(),
            copy(self._lesson),
        )
        return before

    @property
    def is_free(self) -> bool:
        """Whether nobody's turn is open and nobody works at a corner."""
        return self.conversation.turn is None and self.work_is_free

    @property
    def work_is_free(self) -> bool:
        """Whether nobody works at a corner."""
        return self._corner.work is None

    def move(self) -> None:
        """The store is another one from now on, in which loans and lessons may have other numbers.

        To be called between two turns.
        """
        self._desk.let_go()
        self._lesson.roster = None

    def forget(self) -> None:
        """End the turn of whoever is here, as `Desk` does."""
        self._lending_desk.forget()

    def touch(self, at: datetime) -> None:
        """Somebody is typing a code: the turn's time starts again."""
        self._lending_desk.touch(at)

    def picture(self, answer: Answer | CornerAnswer | None, *, unavailable: bool = False) -> Picture:
        """Where things stand after this answer."""
        by_hand = isinstance(answer, LessonClosed)
        return Picture(
            answer,
            self.conversation,
            unavailable,
            roster=self._lesson.roster,
            page=self._lesson.page if by_hand or self._page_is_up else None,
            corner=self._corner.work.begun if self._corner.work else None,
            stays=self._corner.work is not None and not isinstance(answer, TurnEnded),
        )
