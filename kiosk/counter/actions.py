"""What the desk does for each row of the table: one function a happening.

All run inside the scan's transaction. Each gets what was asked and returns the answer with the
conversation that holds once the transaction is committed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from db.answers.counter import (
    AlreadyYours,
    Answer,
    BookShown,
    CardWanted,
    CheckedIn,
    CheckedOut,
    Ignored,
    NothingToUndo,
    Refused,
    Renewed,
    Settled,
    TurnEnded,
    TurnOpened,
    Unknown,
)
from db.answers.refusals import Reason
from db.circulation.lending import check_in, check_out, renew
from db.circulation.lookup import FoundCopy, FoundPatron, loan_lines, reader, standing
from db.circulation.policy import card_refusal, copy_refusal
from db.circulation.undo import undo
from db.clock import local_day
from db.events.record import Acting, record, record_shown
from db.lessons.lessons import may_begin_lesson, open_by_card
from db.library.calendar import read_calendar
from db.staff.members import post_of
from kiosk.counter.conversation import OFFER, SHOWN, Conversation, Turn
from kiosk.counter.meaning import Happens
from kiosk.counter.recognition import Seen

Reply = tuple[Answer, Conversation]


@dataclass(frozen=True)
class Asked:
    """One scan in its row: what was seen, the conversation before it, and the one after hearing it.

    `corner_of` is the class whose librarian lends here from its corner, None at the library's counter.
    """

    code: str
    seen: Seen
    before: Conversation
    after: Conversation
    acting: Acting
    corner_of: int | None = None

    @property
    def copy(self) -> FoundCopy:
        """The copy that was scanned; only rows about books ask."""
        assert self.seen.copy is not None
        return self.seen.copy

    @property
    def patron(self) -> FoundPatron:
        """The card that was scanned; only rows about cards ask."""
        assert self.seen.patron is not None
        return self.seen.patron

    @property
    def turn(self) -> Turn:
        """The turn of the reader at the kiosk; only rows with a reader ask."""
        assert self.after.turn is not None
        return self.after.turn


def open_turn(asked: Asked) -> Reply:
    """A card opens a turn, or hands over from another reader. Nothing of an earlier turn is taken along."""
    after = asked.after.without_reader() if asked.before.turn else replace(asked.after, done=())
    if asked.patron.retired:
        return Refused(Reason.CARD_REPLACED), after
    who = standing(asked.patron.patron_id)
    refused = card_refusal(who)
    if refused is None and asked.corner_of not in (None, who.class_id):
        refused = Refused(Reason.OTHER_CLASS)
    if refused:
        return refused, after
    record(asked.acting, "turn_opened", patron_id=who.patron_id)
    lesson = open_by_card(who, asked.acting)
    turn = Turn(
        reader(who),
        read_calendar(local_day(asked.acting.now)),
        who.renews_by_default,
        post=post_of(who),
    )
    after = replace(after, turn=turn, chosen_language=who.language or after.chosen_language)
    opened = TurnOpened(
        turn.reader,
        lesson=lesson.class_name if lesson else "",
        may_begin_lesson=asked.corner_of is None and may_begin_lesson(turn.post, asked.acting.kiosk),
    )
    return opened, after


def end_turn(asked: Asked) -> Reply:
    """The reader is done."""
    return TurnEnded(), asked.after.without_reader()


def show(asked: Asked) -> Reply:
    """Nobody is here: say what book this is; a card borrows it."""
    record_shown(asked.copy.copy_id, asked.acting)
    refused = copy_refusal(asked.copy, asked.corner_of)
    if refused:
        return refused, asked.after
    return BookShown(asked.copy.book), wait_for_card(asked)


def wait_for_card(asked: Asked) -> Conversation:
    """The conversation in which a card within some seconds takes up this code again."""
    return replace(asked.after, shown=asked.code, shown_until=asked.acting.now + SHOWN)


def take_back_from_anybody(asked: Asked) -> Reply:
    """A return needs no card."""
    if asked.seen.several:
        return CardWanted(asked.seen.several), wait_for_card(asked)
    return after_verb(asked, check_in(asked.copy.copy_id, asked.acting))


def lend(asked: Asked) -> Reply:
    """Lend to the reader at the kiosk; a loan on another's record is settled."""
    turn = asked.turn
    lent = check_out(
        turn.reader.patron_id,
        asked.copy.copy_id,
        asked.acting,
        turn.calendar,
        corner_of=asked.corner_of,
        found=asked.copy,
    )
    return after_verb(asked, lent)


def say_already_yours(asked: Asked) -> Reply:
    """Scanned again in the turn that lent it: no change."""
    assert asked.copy.loan is not None
    return AlreadyYours(asked.copy.book, asked.copy.loan.due_on), asked.after


def return_or_renew(asked: Asked) -> Reply:
    """The reader's own book from before: back, or kept longer where the policy or the reader says so."""
    turn, loan = asked.turn, asked.copy.loan
    assert loan is not None
    asked_for = asked.before.renewing_until is not None and asked.acting.now < asked.before.renewing_until
    by_policy = turn.renews_by_default and loan.loan_id not in turn.renewed
    why_not: Reason | None = None
    if asked_for or by_policy:
        renewed = renew(loan.loan_id, asked.acting, turn.calendar)
        if isinstance(renewed, Renewed) or asked_for:
            return after_verb(asked, renewed)
        why_not = renewed.reason
    answer = check_in(asked.copy.copy_id, asked.acting, offered_to=turn.reader.patron_id)
    if not isinstance(answer, CheckedIn):
        return answer, asked.after
    if turn.renews_by_default:
        answer = replace(answer, renewal_offered=False, renewal_refused=why_not)
    return after_verb(asked, answer)


def take_back_last(asked: Asked) -> Reply:
    """Undo the last action of this turn."""
    done = asked.after.done
    if not done:
        return NothingToUndo(), asked.after
    answer = undo(done[-1], asked.acting)
    return answer, _with_loans(replace(asked.after, done=done[:-1]))


def ask_again(asked: Asked) -> Reply:
    """Nobody knows this code, or it does not say which book this is."""
    return asked.seen.unclear or Unknown(), asked.after


def ignore(asked: Asked) -> Reply:
    """A scanner's repeat changes nothing, not even the time that is left."""
    return Ignored(), asked.before


def after_verb(asked: Asked, answer: Answer) -> Reply:
    """Take what a verb did into the conversation: what undo would take back, what the reader holds now."""
    after = asked.after
    events = getattr(answer, "events", ())
    if events:
        after = replace(after, done=(*after.done, events))
    turn = after.turn
    if turn and isinstance(answer, CheckedOut | Settled):
        after = replace(after, turn=replace(turn, lent=turn.lent | {answer.loan_id}))
    elif turn and isinstance(answer, Renewed):
        after = replace(after, turn=replace(turn, renewed=turn.renewed | {answer.loan_id}))
    elif isinstance(answer, CheckedIn) and answer.renewal_offered:
        after = replace(after, offer=answer, offer_until=asked.acting.now + OFFER)
    return answer, _with_loans(after)


def _with_loans(conversation: Conversation) -> Conversation:
    turn = conversation.turn
    if turn is None:
        return conversation
    now_held = replace(turn.reader, loans=loan_lines(turn.reader.patron_id))
    return replace(conversation, turn=replace(turn, reader=now_held))


ACTIONS: dict[Happens, Callable[[Asked], Reply]] = {
    Happens.OPEN_TURN: open_turn,
    Happens.HAND_OVER: open_turn,
    Happens.END_TURN: end_turn,
    Happens.SHOW: show,
    Happens.RETURN: take_back_from_anybody,
    Happens.RETURN_OR_RENEW: return_or_renew,
    Happens.LEND: lend,
    Happens.SETTLE: lend,
    Happens.SAY_ALREADY_YOURS: say_already_yours,
    Happens.TAKE_BACK: take_back_last,
    Happens.ASK_AGAIN: ask_again,
    Happens.IGNORE: ignore,
}
