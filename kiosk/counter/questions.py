"""What is asked where an ISBN does not say which copy it is: no loan is ended, and none made, by a guess."""

from dataclasses import replace

from db.answers.counter.asking import CardWanted, OneOfThese, TakenOrBrought
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, Ignored, Refused
from db.circulation.lending import check_in
from db.events.at_the_kiosk import return_cleared, return_unclear
from db.events.record import Acting
from kiosk.counter.asked import Asked, Reply, after_verb, wait_for_card
from kiosk.counter.conversation import SHOWN, Question

_UNCLEAR = (Reason.WHICH_COPY, Reason.ALL_OUT, Reason.USE_THE_LABEL)


def ask_which_way(asked: Asked) -> Reply:
    """Nobody is here, and it may be what a reader has or a copy from the shelf. The librarian reads of it,
    unless somebody answers.
    """
    after = replace(wait_for_card(asked), question=question_of(asked, _unclear(asked)))
    return TakenOrBrought(asked.copy.book, waits=not after.card_refused), after


def take_back_from_anybody(asked: Asked) -> Reply:
    """A return needs no card, unless only a card can tell whose it is."""
    book = asked.seen.several
    if book is None:
        return after_verb(asked, check_in(asked.copy.copy_id, asked.acting, found=asked.copy))
    after = replace(wait_for_card(asked), question=question_of(asked, _unclear(asked)), shown_comes_back=True)
    return Refused(Reason.WHICH_COPY, book) if after.card_refused else CardWanted(book), after


def _unclear(asked: Asked) -> int:
    """The event that the librarian reads while the question is open: one for each book in hand."""
    pending = pending_of(asked)
    if pending and pending.event is not None:
        return pending.event
    return return_unclear(asked.copy.copy_id, asked.acting)


def ask_which_of_these(asked: Asked) -> Reply:
    """The reader has several of this title, and it may be one of them or another: only they know."""
    seen = asked.seen
    another = seen.another.copy_id if seen.another and not seen.held_by_label else None
    after = replace(asked.after, question=question_of(asked, another=another))
    return OneOfThese(asked.copy.book, seen.held, seen.held_by_label), after


def pending_of(asked: Asked) -> Question | None:
    """The question of this very title that this scan may answer."""
    pending = asked.before.asked(asked.acting.now)
    return pending if pending and not pending.titles.isdisjoint(asked.seen.titles) else None


def clear(question: Question | None, answer: Answer, acting: Acting) -> None:
    """The question was answered by what was done now: the librarian need not look at it."""
    if question is None or question.event is None:
        return
    if isinstance(answer, TakenOrBrought | CardWanted | OneOfThese | Ignored):
        return
    if isinstance(answer, Refused) and answer.reason in _UNCLEAR:
        return
    return_cleared(question.event, acting)


def question_of(asked: Asked, event: int | None = None, another: int | None = None) -> Question:
    """The question about the title that was scanned now."""
    return Question(asked.seen.titles, asked.acting.now, asked.acting.now + SHOWN, event, another)
