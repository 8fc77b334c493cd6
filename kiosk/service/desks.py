"""Whatever a scan at this kiosk may be for: the library's counter, a class corner, a lesson."""

from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import partial

from db.answers.classes.corner import CornerAnswer
from db.answers.classes.lesson import LessonPage
from db.answers.counter.overriding import Override
from db.answers.counter.scans import Answer, Fault, Ignored, LoanWanted
from db.answers.counter.turn import LanguageChanged, LessonClosed, NothingToPrint, TurnEnded, TurnOpened
from db.events.record import Acting
from db.readers.classes import class_of_code
from kiosk.corner.desk import CornerDesk
from kiosk.counter.class_card import lesson_card
from kiosk.counter.clock import ClockLook
from kiosk.counter.conversation import Conversation
from kiosk.counter.desk import Desk
from kiosk.counter.hearing import Heard
from kiosk.faults import note
from kiosk.service.desk_state import DeskState
from kiosk.service.lesson_watch import LessonWatch


class Desks:
    """One kiosk's desks. Use them from one thread, which holds a connection to the store.

    The full screen, `kiosk replay` and the demonstration drive them the same way, with cleaned codes.
    """

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
        self._lesson = LessonWatch(kiosk, on_page)

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

    def serve(self, code: str, at: datetime) -> Answer | CornerAnswer:
        """Answer one scan, whatever happens: a fault of ours becomes an answer and a line in the log.

        The log says where it broke, never a value: values are children's names.
        """
        try:
            return self.scan(code, at)
        except Exception as error:  # the outermost handler: the next child is waiting
            note(error)
            self.touch(at)  # the reader is not to lose the turn by our fault
            return Fault()

    def scan(self, code: str, at: datetime, *, by_key: bool = False) -> Answer | CornerAnswer:
        """Answer one scan. What it changes is committed before this returns, or not at all."""
        page = self._lesson.page
        if self._page_is_up:
            self._lesson.page = None
        answer = self._answer(code, at, by_key)
        if isinstance(answer, Ignored | LanguageChanged):
            self._lesson.page = page
        self._lesson.after(answer, at)
        return answer

    def _answer(self, code: str, at: datetime, by_key: bool) -> Answer | CornerAnswer:
        is_language = code == "%LANG" and self._corner.lending is None
        if self._corner.wants(code) and not is_language:
            if self._desk.conversation.turn:
                self._desk.scan("%DONE", at)  # whoever was here is not to be seen at the corner's work
            if self._corner.lending:
                self._corner.lending.clock = self.clock
            return self._corner.scan(code, at, by_key=by_key)
        if code == "%PRINT":
            return self._desk.answer(code, at, _nothing_to_print, by_key=by_key)
        class_id = class_of_code(code) if code.startswith("%") else None
        if class_id:
            return self._desk.answer(code, at, partial(_class_card, class_id), by_key=by_key)
        card = self._lesson.card(code)
        return self._desk.scan(card, at, by_key=by_key) if isinstance(card, str) else card

    def override(self, wanted: LoanWanted, why: Override | None, acting: Acting) -> Answer:
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

    def is_repeat(self, code: str, at: datetime) -> bool:
        """Whether this is the scanner's repeat of the last code."""
        return self._lending_desk.is_repeat(code, at)

    def remember(self) -> "Desks":
        """These desks as they are now: they are put in the place of these where a scan is decided again."""
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

    def starts_afresh(self, code: str, at: datetime) -> bool:
        """Whether this scan, then, would mean the same at desks that remember nothing."""
        self.tick(at)
        return self.work_is_free and self._desk.starts_afresh(code, at)

    def move(self) -> None:
        """The store is another one from now on, in which loans and lessons may have other numbers.

        To be called between two turns.
        """
        self._desk.let_go()
        self._lesson.roster = None

    def forget(self) -> None:
        """End the turn of whoever is here, as `Desk` does."""
        self._lending_desk.forget()

    def lose_reader(self) -> None:
        """End the turn of whoever is here and goes on scanning, as `Desk` does."""
        self._lending_desk.lose_reader()

    def touch(self, at: datetime) -> None:
        """Somebody is typing a code: the turn's time starts again."""
        self._lending_desk.touch(at)

    def state(self, answer: Answer | CornerAnswer | None, *, unavailable: bool = False) -> DeskState:
        """Where things stand after this answer."""
        by_hand = isinstance(answer, LessonClosed)
        turn = self.conversation.turn
        if isinstance(answer, TurnOpened) and turn and turn.reader.pinyin:
            from db.searching.toned import toned

            toned("书")  # its words are loaded here, while the screen goes on
        return DeskState(
            answer,
            self.conversation,
            unavailable,
            roster=self._lesson.roster,
            page=self._lesson.page if by_hand or self._page_is_up else None,
            corner=self._corner.work.begun if self._corner.work else None,
            stays=self._corner.work is not None and not isinstance(answer, TurnEnded),
        )


def _class_card(
    class_id: int, heard: Heard, before: Conversation, acting: Acting
) -> tuple[Answer, Conversation]:
    after = before.hearing(heard)
    return lesson_card(class_id, after, acting), after


def _nothing_to_print(heard: Heard, before: Conversation, _acting: Acting) -> tuple[Answer, Conversation]:
    """No page is on the screen: the screen itself prints one that is."""
    return NothingToPrint(), before.hearing(heard)
