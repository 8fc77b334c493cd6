"""What is on the screen now. Pure: the clock is an argument, each change a new value."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from db.answers.alone.away import Away
from db.marking import Sentence
from kiosk.counter.conversation import TURN, Conversation
from kiosk.scene.lasting import (
    AIM,
    DROPPED,
    FLASH,
    LONGEST_WAIT,
    RETRY,
    STAYS,
    SlipOffer,
    next_idle_page,
    next_second,
    stays_until,
    without_offer,
)
from kiosk.screens.view import Lost
from kiosk.service.desk_state import DeskState, Today
from kiosk.words import Words, speak

if TYPE_CHECKING:  # the first picture, which is to be there at once, answers nobody
    from db.answers.classes.corner import CornerAnswer, CornerBegun, CornerFilled
    from db.answers.classes.lesson import LessonPage, Roster
    from db.answers.counter.scans import Answer

_words = lru_cache(maxsize=4)(speak)


@dataclass(frozen=True)
class Showing:
    """The screen's whole state.

    `titled`: the page with the titles, which staff asked for.
    `is_broken`: painting failed, so the reader is left out until the next scan.
    `locks_at`: staff mode is open, and locks itself then.
    `stirred_at`: when anything was last going on.
    `offers_slips`: a review slip is offered after a return; `slip`: the offer that stands, and `slip_said`
    what became of it.
    """

    conversation: Conversation
    answer: "Answer | CornerAnswer | None" = None
    answer_until: datetime | None = None
    unavailable: bool = False
    away: Away | None = None
    noted: bool | None = None
    is_closed: bool = False
    is_broken: bool = False
    typed: str = ""
    locks_at: datetime | None = None
    lost: tuple[Lost, ...] = ()
    left_out: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    dropped_until: datetime | None = None
    has_camera: bool = False
    picture: tuple[str, ...] = ()
    aim_until: datetime | None = None
    flash_until: datetime | None = None
    today: Today | None = None
    hints: tuple[tuple[str, str], ...] = ()
    is_demo: bool = False
    roster: "Roster | None" = None
    page: "LessonPage | None" = None
    titled: "LessonPage | None" = None
    corner: "CornerBegun | None" = None
    printing: Sentence | None = None
    can_print: bool = False
    stirred_at: datetime | None = None
    offers_slips: bool = False
    slip: SlipOffer | None = None
    slip_said: Sentence | None = None

    @property
    def told_page(self) -> "LessonPage | None":
        """The page of a lesson as it is shown."""
        return self.titled or self.page

    @property
    def printable(self) -> "LessonPage | CornerFilled | None":
        """What could be printed: the page of a lesson, or what a corner was filled with just now."""
        if self.told_page or self.answer is None:
            return self.told_page
        from db.answers.classes.corner import CornerFilled

        return self.answer if isinstance(self.answer, CornerFilled) else None

    @property
    def words(self) -> Words:
        """What is spoken now: a farewell in the reader's language, a page for the class in the kiosk's."""
        if self.answer is not None and self.told_page is None:
            from db.answers.counter.turn import TurnEnded

            if isinstance(self.answer, TurnEnded) and self.answer.language:
                return _words(self.answer.language)
        return _words(self.conversation.language)

    def after(self, state: DeskState, now: datetime) -> "Showing":
        """Once the desk has answered. A repeat, or time that passed, leaves the last answer standing."""
        from db.answers.counter.scans import Ignored

        answer, conversation = state.answer, state.conversation
        following = replace(
            self,
            conversation=conversation,
            unavailable=state.unavailable,
            away=state.away,
            roster=state.roster,
            page=state.page,
            corner=state.corner,
            titled=self.titled if state.page else None,
        )
        if state.unavailable and state.noted is None:  # time passed: what was said of a scan stands
            return replace(following, answer=None)
        if state.unavailable:
            return replace(following, answer=None, noted=state.noted, answer_until=now + STAYS)
        following = replace(following, noted=None)
        if answer is None or isinstance(answer, Ignored):
            return following
        until = None if state.stays else stays_until(answer, conversation, now)
        return replace(
            following,
            answer=answer,
            answer_until=until,
            is_broken=False,
            slip=self._slip_offer(answer, now),
            slip_said=None,
        )

    def _slip_offer(self, answer: "Answer | CornerAnswer", now: datetime) -> SlipOffer | None:
        from db.answers.counter.scans import CheckedIn

        offered = self.offers_slips and isinstance(answer, CheckedIn)
        return SlipOffer(answer.loan_id, now + STAYS) if offered else None  # type: ignore[union-attr]

    def slip_offered(self, now: datetime) -> SlipOffer | None:
        """The review slip that may be asked for now."""
        return self.slip if self.slip and self.answer and now < self.slip.until else None

    def after_fault(self, now: datetime) -> "Showing":
        """Nothing of what may have broken the screen is shown again."""
        from db.answers.counter.scans import Fault

        return replace(self.without_aim(), answer=Fault(), answer_until=now + STAYS, is_broken=True, typed="")

    def after_source(
        self, name: str, status: str, now: datetime, trouble: Sentence | None = None
    ) -> "Showing":
        """A scanner was lost, is live, or dropped codes (which says nothing of whether it is connected)."""
        if status == "dropped":
            return replace(self, dropped_until=now + DROPPED)
        others = tuple(other for other in self.lost if other.name != name)
        return replace(self, lost=(*others, Lost(name, trouble)) if status == "lost" else others)

    def aiming(self, now: datetime) -> "Showing":
        """The camera's picture opens, or closes when it is open; a camera that is lost has none."""
        return (
            replace(self, aim_until=now + AIM) if self.can_aim and not self.aim_until else self.without_aim()
        )

    def without_aim(self) -> "Showing":
        """The camera's picture closes."""
        return replace(self, picture=(), aim_until=None, flash_until=None)

    def after_camera_read(self, now: datetime) -> "Showing":
        """The camera has read a code: who aims sees it, and may go on aiming."""
        return replace(self, aim_until=now + AIM, flash_until=now + FLASH) if self.aim_until else self

    def after_picture(self, picture: tuple[str, ...]) -> "Showing":
        """The camera's newest picture; one that comes too late is dropped."""
        return replace(self, picture=picture) if self.aim_until else self

    def at(self, now: datetime) -> "Showing":
        """With everything dropped whose time is over."""
        conversation, answer, noted = self.conversation, self.answer, self.noted
        if self.answer_until and now >= self.answer_until:
            answer = noted = None
        elif answer and not conversation.offered(now):
            answer = without_offer(answer)
        dropped = self.dropped_until if self.dropped_until and now < self.dropped_until else None
        until = self.answer_until if answer or noted is not None else None
        showing = self.without_aim() if self.aim_until and now >= self.aim_until else self
        flash = showing.flash_until if showing.flash_until and now < showing.flash_until else None
        stirred_at = self.stirred_at
        if self.is_busy or stirred_at is None or stirred_at > now:
            stirred_at = now
        return replace(
            showing,
            stirred_at=stirred_at,
            answer=answer,
            noted=noted,
            answer_until=until,
            dropped_until=dropped,
            flash_until=flash,
        )

    @property
    def is_busy(self) -> bool:
        """Whether anything stands on the screen that is somebody's, or something to be seen to."""
        return bool(
            self.answer
            or self.conversation.turn
            or self.typed
            or self.unavailable
            or self.is_closed
            or self.locks_at
            or self.aim_until
            or self.roster
            or self.told_page
            or self.corner
        )

    @property
    def can_aim(self) -> bool:
        """Whether there is a camera, and it is not lost."""
        return self.has_camera and all(lost.name != "camera" for lost in self.lost)

    def wants_tick(self, now: datetime) -> bool:
        """Whether the desk must learn that time has passed."""
        touched_at = self.conversation.touched_at
        clock_was_set_back = touched_at is not None and now < touched_at
        return self.unavailable or self.conversation.is_over(now) or clock_was_set_back

    def next_change(self, now: datetime) -> timedelta | None:
        """How long until something looks different by itself; None while nothing will."""
        moments = [self.answer_until, self.dropped_until, self.aim_until, self.flash_until]
        if offer := self.slip_offered(now):
            moments.append(offer.until)
        if self.answer and self.answer != without_offer(self.answer):
            moments.append(self.conversation.offer_until)
        if self.conversation.touched_at:
            moments += [self.conversation.touched_at + TURN, now + LONGEST_WAIT]
        if ends_at := self.conversation.ends_at:
            moments.append(next_second(ends_at, now))
        if self.unavailable:
            moments.append(now + RETRY)
        if self.today and self.today.idle and self.stirred_at and not self.is_busy:
            moments.append(next_idle_page(self.stirred_at, now))
        first = min((moment for moment in moments if moment), default=None)
        return None if first is None else max(first - now, timedelta(0))
