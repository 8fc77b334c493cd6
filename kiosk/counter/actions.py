"""What the desk does for each row of the table: one function a happening.

All run inside the scan's transaction. Each gets what was asked and returns the answer with the
conversation that holds once the transaction is committed.
"""

from collections.abc import Callable
from dataclasses import replace

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    BookShown,
    CheckedIn,
    CheckedOut,
    Ignored,
    NothingToUndo,
    Refused,
    Renewed,
    Settled,
    Unknown,
)
from db.answers.counter.turn import TurnEnded, TurnOpened
from db.circulation.lending import check_in, check_out, renew
from db.circulation.policy import card_refusal, copy_refusal
from db.circulation.standing import reader, standing
from db.circulation.undo import undo
from db.clock import local_day
from db.codes import is_of_book
from db.events.at_the_kiosk import has_two, more_than_listed, turn_opened
from db.events.record import record_shown
from db.lessons.lessons import may_begin_lesson, open_by_card
from db.library import first_steps
from db.library.calendar import read_calendar
from db.staff.members import post_of
from db.store.opening import is_replica
from kiosk.counter.asked import Asked, Reply, after_verb, wait_for_card, with_loans
from kiosk.counter.conversation import Turn
from kiosk.counter.meaning import Happens
from kiosk.counter.questions import ask_which_of_these, ask_which_way, question_of, take_back_from_anybody


def open_turn(asked: Asked) -> Reply:
    """A card opens a turn, or hands over from another reader. Nothing of an earlier turn is taken along."""
    after = asked.after.without_reader() if asked.before.turn else replace(asked.after, done=())
    if asked.patron.retired:
        return Refused(Reason.CARD_REPLACED), replace(after, card_refused=True)
    who = standing(asked.patron.patron_id)
    refused = card_refusal(who)
    if refused is None and asked.corner_of not in (None, who.class_id):
        refused = Refused(Reason.OTHER_CLASS)
    if refused:
        return refused, replace(after, card_refused=True)
    turn_opened(who.patron_id, asked.acting)
    lesson = open_by_card(who, asked.acting)
    turn = Turn(
        reader(who, local_day(asked.acting.now)),
        read_calendar(local_day(asked.acting.now)),
        who.renews_by_default,
        post=post_of(who),
        is_first=not who.has_borrowed and not is_replica() and first_steps.is_on(),
    )
    after = replace(
        after, turn=turn, card_refused=False, chosen_language=who.language or after.chosen_language
    )
    opened = TurnOpened(
        turn.reader,
        lesson=lesson.class_name if lesson else "",
        may_begin_lesson=asked.corner_of is None and may_begin_lesson(turn.post, asked.acting.kiosk),
        is_first=turn.is_first,
    )
    return opened, after


def end_turn(asked: Asked) -> Reply:
    """The reader is done."""
    turn = asked.before.turn
    has_begun = turn is not None and turn.is_first and bool(turn.lent)
    ended = TurnEnded(language=asked.after.language, is_first=has_begun)
    return ended, asked.after.without_reader()


def show(asked: Asked) -> Reply:
    """Nobody is here: say what book this is; a card borrows it."""
    record_shown(asked.copy.copy_id, asked.acting)
    refused = copy_refusal(asked.copy, asked.corner_of)
    if refused:
        return refused, asked.after
    return BookShown(asked.copy.book, waits=not asked.after.card_refused), wait_for_card(asked)


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
        who=asked.seen.who,
    )
    if isinstance(lent, CheckedOut | Settled) and asked.seen.by_label and _has_another(asked):
        has_two(asked.turn.reader.patron_id, asked.copy.copy_id, asked.acting)
        lent = replace(lent, has_another=True)
    if isinstance(lent, CheckedOut | Settled) and turn.is_first and not turn.lent:
        lent = replace(lent, is_first=True)
    return after_verb(asked, lent)


def _has_another(asked: Asked) -> bool:
    """Whether a pupil has a copy of this title already; a teacher may well take several."""
    title = asked.copy.book.title, asked.copy.book.author
    held = [(line.book.title, line.book.author) for line in asked.turn.reader.loans]
    return title in held and not asked.turn.is_staff


def say_already_yours(asked: Asked) -> Reply:
    """Scanned again in the turn that lent it: no change. An ISBN scanned once more lends another copy."""
    assert asked.copy.loan is not None
    another = asked.seen.another is not None
    after = replace(asked.after, question=question_of(asked)) if another else asked.after
    return AlreadyYours(asked.copy.book, asked.copy.loan.due_on, another), after


def return_or_renew(asked: Asked) -> Reply:
    """The reader's own book from before: back, or kept longer where the policy or the reader says so."""
    turn, loan = asked.turn, asked.copy.loan
    assert loan is not None
    asked_for = asked.is_renewing
    by_policy = turn.renews_by_default and loan.loan_id not in turn.renewed
    why_not: Reason | None = None
    if asked_for or by_policy:
        renewed = renew(loan.loan_id, asked.acting, turn.calendar)
        if isinstance(renewed, Renewed) or asked_for:
            return after_verb(asked, renewed)
        why_not = renewed.reason
    answer = check_in(
        *(asked.copy.copy_id, asked.acting),
        offered_to=turn.reader.patron_id,
        found=asked.copy,
        who=asked.seen.who,
    )
    if not isinstance(answer, CheckedIn):
        return answer, asked.after
    if turn.renews_by_default:
        answer = replace(answer, renewal_offered=False, renewal_refused=why_not)
    return after_verb(asked, answer)


def return_one_or_ask(asked: Asked) -> Reply:
    """The reader has several of these; what they asked to renew is one of them in any case."""
    return return_or_renew(asked) if asked.is_renewing else ask_which_of_these(asked)


def take_back_last(asked: Asked) -> Reply:
    """Undo the last action of this turn."""
    done = asked.after.done
    if not done:
        return NothingToUndo(), asked.after
    answer = undo(done[-1], asked.acting)
    return answer, with_loans(replace(asked.after, done=done[:-1]))


def ask_again(asked: Asked) -> Reply:
    """Nobody knows this code, or it does not say which book this is."""
    unclear = asked.seen.unclear
    if unclear and unclear.wanted:  # one copy more than the list says: the librarian is to know
        wanted = unclear.wanted
        more_than_listed(wanted.patron_id, wanted.copy_id, asked.acting)
    return unclear or Unknown(asked.code if is_of_book(asked.code) else ""), asked.after


def ignore(asked: Asked) -> Reply:
    """A scanner's repeat changes nothing, not even the time that is left; it may repeat itself again."""
    last = asked.before.last
    return Ignored(), replace(asked.before, last=last.again(asked.acting.now) if last else None)


ACTIONS: dict[Happens, Callable[[Asked], Reply]] = {
    Happens.OPEN_TURN: open_turn,
    Happens.HAND_OVER: open_turn,
    Happens.END_TURN: end_turn,
    Happens.SHOW: show,
    Happens.ASK_WHICH_WAY: ask_which_way,
    Happens.ASK_WHICH_OF_THESE: return_one_or_ask,
    Happens.RETURN: take_back_from_anybody,
    Happens.RETURN_OR_RENEW: return_or_renew,
    Happens.LEND: lend,
    Happens.SETTLE: lend,
    Happens.SAY_ALREADY_YOURS: say_already_yours,
    Happens.TAKE_BACK: take_back_last,
    Happens.ASK_AGAIN: ask_again,
    Happens.IGNORE: ignore,
}
