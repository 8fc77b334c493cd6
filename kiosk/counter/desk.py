"""The conversation at the kiosk: whose turn it is, what a scan means to them, when a turn ends.

It knows no screen. Codes come to it cleaned. The clock is an argument everywhere: times are naive UTC, as
the scans bring them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db.answers.counter.asking import CardNeeded, RenewalAwaited
from db.answers.counter.overriding import Override
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, Ignored, LoanWanted, Refused, Unknown
from db.answers.counter.turn import LanguageChanged, TurnEnded
from db.circulation.lending import check_out
from db.circulation.lookup import find_copy
from db.circulation.one_more import add_copy
from db.circulation.undo import keep
from db.clock import local_day
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.readers.readers import choose_language
from db.store.opening import transaction
from kiosk.counter import clock
from kiosk.counter.actions import ACTIONS, end_turn, lend
from kiosk.counter.asked import Asked, Reply, after_verb
from kiosk.counter.conversation import OFFER, Conversation
from kiosk.counter.hearing import Heard, hear
from kiosk.counter.meaning import MEANING, AtKiosk, Scanned
from kiosk.counter.questions import clear, pending_of
from kiosk.counter.recognition import Seen, see
from kiosk.counter.two_codes import act_on_label, is_other_code, with_book


class Desk:
    """One kiosk's conversation. Use it from one thread, which holds a connection to the store."""

    def __init__(
        self,
        kiosk: str,
        languages: tuple[str, ...] = ("en", "zh_CN"),
        turn_ended: Callable[[Conversation], None] = lambda _before: None,
        *,
        corner_of: int | None = None,
    ) -> None:
        """`kiosk` names this machine in the events; the first of `languages` is spoken to strangers.

        `turn_ended` gets the conversation as it was just before a turn ended, however that came about.
        With `corner_of`, the id of a class, this is no library counter: only the class's corner is lent
        from, and only to the class.
        """
        self._turn_ended = turn_ended
        self._corner_of = corner_of
        self._kiosk = kiosk
        self._languages = languages
        self._conversation = Conversation(languages[0])
        self.clock = clock.SANE
        """Whether due dates can be reckoned; while not, no card opens a turn, so that nothing is lent."""

    @property
    def conversation(self) -> Conversation:
        """Where the conversation stands; the screen paints it."""
        return self._conversation

    def scan(self, code: str, now: datetime, *, by_key: bool = False) -> Answer:
        """Answer one scan. What it changes is committed before this returns, or not at all.

        A command that was pressed as a key is meant each time; a scanner may repeat itself.
        """
        return self.answer(code, now, self._answer, by_key=by_key)

    def answer(
        self,
        code: str,
        now: datetime,
        act: Callable[[Heard, Conversation, Acting], Reply],
        *,
        by_key: bool = False,
    ) -> Answer:
        """Answer one scan as `act` says, which gets it with the conversation before it."""
        self.tick(now)
        before = self._conversation
        heard = hear(code, now, before.last, by_key=by_key)
        if heard.is_repeat and before.last:
            self._conversation = replace(before, last=before.last.again(now))
            return Ignored()
        with transaction():
            answer, after = act(heard, before, Acting(self._kiosk, now))
        self._conversation = after
        if before.turn and (not after.turn or after.turn.reader.patron_id != before.turn.reader.patron_id):
            self._turn_ended(before)
        return answer

    def override(self, wanted: LoanWanted, why: Override | None, acting: Acting) -> Answer:
        """Lend what was refused, or one copy more, as staff say. It is committed, or nothing was done.

        Without `why` no rule is set aside: staff have said which copy it is, and whoever has it returns it.

        Where the reader is still here, they hold it now; where they have gone, nothing else changes.
        """
        if self.clock.reason:
            return Refused(self.clock.reason, details={"day": local_day(acting.now).isoformat()})
        before = self._conversation
        after = before
        calendar = read_calendar(local_day(acting.now))
        with transaction():
            if wanted.one_more:
                added = add_copy(wanted.copy_id, acting)
                answer = check_out(wanted.patron_id, added.copy_id, acting, calendar)
            else:
                answer = check_out(wanted.patron_id, wanted.copy_id, acting, calendar, override=why)
            if before.turn and before.turn.reader.patron_id == wanted.patron_id:
                heard = replace(before, touched_at=acting.now)
                _, after = after_verb(Asked("", Seen(Scanned.UNKNOWN), before, heard, acting), answer)
        self._conversation = after
        return answer

    def is_repeat(self, code: str, now: datetime) -> bool:
        """Whether this is the scanner's repeat of the last code; it stays known for as long as it repeats."""
        last = self._conversation.last
        heard = hear(code, now, last)
        if heard.is_repeat and last:
            self._conversation = replace(self._conversation, last=last.again(now))
        return heard.is_repeat

    def starts_afresh(self, code: str, now: datetime) -> bool:
        """Whether this scan, then, would mean the same at a desk that remembers nothing."""
        self.tick(now)
        before = self._conversation
        return not (before.turn or before.waiting_book(now) or hear(code, now, before.last).is_repeat)

    def tick(self, now: datetime) -> TurnEnded | None:
        """Let time pass: a turn that was quiet for too long ends, and all of it is forgotten.

        Only the scanner's repeats stay known: a book left lying under it would otherwise be returned.
        """
        conversation = self._conversation
        if conversation.touched_at and now < conversation.touched_at:  # the clock was set back
            self.touch(now)
        if not conversation.is_over(now):
            return None
        self.forget()
        return TurnEnded(timed_out=True, language=conversation.language) if conversation.turn else None

    def forget(self) -> None:
        """End the turn without an answer: who stands at the kiosk is not known any more."""
        before = self._conversation
        self._conversation = Conversation(self._languages[0], last=before.last)
        if before.turn:
            self._turn_ended(before)

    def lose_reader(self) -> None:
        """End the turn of a reader who goes on scanning: the books that follow are for no other card."""
        before = self._conversation
        self.forget()
        if before.turn:
            lost = replace(self._conversation, touched_at=before.touched_at, card_refused=True)
            self._conversation = lost

    def let_go(self) -> None:
        """What was done before can be taken back no more."""
        self._conversation = replace(self._conversation, done=(), offer=None, offer_until=None)

    def touch(self, now: datetime) -> None:
        """Somebody is typing a code by hand: the turn's time starts again."""
        if self._conversation.touched_at:
            self._conversation = replace(self._conversation, touched_at=now)

    def _answer(self, heard: Heard, before: Conversation, acting: Acting) -> Reply:
        code, after = heard.code, before.hearing(heard)
        if not heard.is_code:
            return Unknown(), after
        if not heard.command:
            return self._look_up(code, before, after, acting)
        match heard.command:
            case "UNDO":
                return self._act(Asked(code, Seen(Scanned.UNDO), before, after, acting))
            case "DONE":
                return end_turn(Asked(code, Seen(Scanned.OWN_CARD), before, after, acting))
            case "RENEW":
                return self._renew(Asked(code, Seen(Scanned.UNKNOWN), before, after, acting))
            case "LANG":
                return self._change_language(after, acting)
        return Unknown(), after

    def _look_up(self, code: str, before: Conversation, after: Conversation, acting: Acting) -> Reply:
        """A card or a book. A book that was scanned before its card is then as if the reader scanned it."""
        question = before.asked(acting.now)
        seen = see(code, before.turn, acting, self._corner_of, question)
        after = with_book(after, seen)
        asked = Asked(code, seen, before, after, acting, self._corner_of)
        if self.clock.reason and seen.scanned in (Scanned.CARD, Scanned.ANOTHER_CARD):
            details: dict[str, int | str] = {"day": local_day(acting.now).isoformat()}
            return Refused(self.clock.reason, details=details), after.without_reader()
        if is_other_code(asked):
            if seen.by_label:
                answer, after = act_on_label(asked, self._act)
            else:
                answer, after = self._act(replace(asked, seen=replace(seen, scanned=Scanned.OTHER_CODE)))
        else:
            answer, after = self._act(asked)
        if question:
            clear(pending_of(asked), answer, acting)
        waiting = before.waiting_book(acting.now)
        if not waiting or after.turn is None or seen.scanned is not Scanned.CARD:
            return answer, after
        seen = see(waiting, after.turn, acting, self._corner_of)
        if before.shown_comes_back and seen.scanned is Scanned.BOOK_NOT_ON_LOAN:
            answer = Refused(Reason.WHICH_COPY, seen.copy.book if seen.copy else None)
        else:
            answer, after = self._act(Asked(waiting, seen, after, after, acting, self._corner_of))
        clear(question, answer, acting)
        if question and after.question:  # what the reader is asked now answers that as well
            after = replace(after, question=replace(after.question, event=question.event))
        return answer, after

    def _act(self, asked: Asked) -> Reply:
        at_kiosk = AtKiosk.READER if asked.before.turn else AtKiosk.NOBODY
        return ACTIONS[MEANING[at_kiosk, asked.seen.scanned]](asked)

    def _renew(self, asked: Asked) -> Reply:
        """Renew the book just returned, or else the next one that is scanned."""
        if asked.before.turn is None:
            return CardNeeded(), asked.after
        question = asked.before.asked(asked.acting.now)
        if question and question.another:
            copy = find_copy(question.another)
            if copy.loan:
                return Refused(Reason.TAKEN_MEANWHILE, copy.book), asked.after
            answer, after = lend(replace(asked, seen=Seen(Scanned.BOOK_NOT_ON_LOAN, copy=copy)))
            clear(question, answer, asked.acting)
            return answer, after
        offered = asked.before.offered(asked.acting.now)
        if offered is None:
            return RenewalAwaited(), replace(asked.after, renewing_until=asked.acting.now + OFFER)
        answer = keep(offered, asked.acting, asked.before.turn.calendar)
        if not isinstance(answer, Refused):  # the return is taken back, so undo has nothing to do with it
            asked = replace(asked, after=replace(asked.after, done=asked.after.done[:-1]))
        return after_verb(asked, answer)

    def _change_language(self, after: Conversation, acting: Acting) -> Reply:
        """Speak the next language; a reader's choice is remembered for their next turn."""
        following = self._languages.index(after.language) + 1 if after.language in self._languages else 0
        language = self._languages[following % len(self._languages)]
        if after.turn:
            choose_language(after.turn.reader.patron_id, language, acting)
        return LanguageChanged(language), replace(after, chosen_language=language)
