"""What was scanned, as seen by who stands at the kiosk: a row of the table in `kiosk/counter/meaning.py`."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import LoanWanted, Refused
from db.answers.shown import Book
from db.circulation.first_scan import may_be, seen_at_desk
from db.circulation.found import FoundCopy, FoundPatron, FoundTitle, Standing
from db.circulation.lookup import find, find_in_turn
from db.circulation.policy import copy_refusal
from db.events.record import Acting
from kiosk.counter.conversation import Question, Turn
from kiosk.counter.hearing import REPEAT
from kiosk.counter.meaning import Scanned


@dataclass(frozen=True)
class Seen:
    """A scan put in its row, with the card or the copy it stands for.

    Attributes:
        titles: the titles that the code stands for, by their ids; `by_label`: it is the label of one copy.
        unclear: set when an ISBN does not say which copy it is; this is then the answer.
        several: set when an ISBN is lent to several readers and only a card can decide whose loan ends.
        held: how many of this title the reader has, `held_by_label` where those have labels.
        another: a copy of this title that could be lent to the reader besides what they have.
        who: the reader whose turn it is, as the store knows them in this very transaction.
    """

    scanned: Scanned
    patron: FoundPatron | None = None
    copy: FoundCopy | None = None
    titles: frozenset[int] = frozenset()
    by_label: bool = False
    unclear: Refused | None = None
    several: Book | None = None
    held: int = 0
    held_by_label: bool = False
    another: FoundCopy | None = None
    who: Standing | None = None


def see(
    code: str,
    turn: Turn | None,
    acting: Acting,
    corner_of: int | None = None,
    question: Question | None = None,
) -> Seen:
    """Look the code up: a barcode first, then an ISBN or the number that a list had in its place.

    The first scan of a printed label is taken in, unless it does not say which book that is. Where a class's
    corner is lent from, an ISBN stands for the copies that are in it. A book of which the question was asked
    is scanned once more.
    """
    found, who = find_in_turn(code, turn.reader.patron_id) if turn else (find(code), None)
    if isinstance(found, FoundPatron):
        return Seen(_card(found, turn), patron=found)
    if isinstance(found, FoundCopy):
        titles = frozenset({found.title_id})
        seen = Seen(_book(found, turn), copy=found, who=who)
        if found.label_unseen_since:  # which may write a loan of theirs on another copy
            seen = _new_label(found, turn, acting, is_again=_is_again(question, titles, acting.now))
        return replace(seen, titles=titles, by_label=True)
    if found is None:
        return Seen(Scanned.UNKNOWN)
    title = found
    if corner_of is not None:
        here = tuple(copy for copy in title.unlabelled if copy.corner_class_id == corner_of)
        title = replace(title, unlabelled=here or title.unlabelled)
    is_again = _is_again(question, title.title_ids, acting.now)
    if not title.unlabelled:
        reason = Reason.USE_THE_LABEL if title.labelled else Reason.NO_COPIES
        seen = Seen(Scanned.UNKNOWN, unclear=Refused(reason, title.book))
    elif turn is None:
        seen = _isbn_alone(title, is_again=is_again)
    else:
        seen = _isbn_of_reader(title, turn, corner_of, is_again=is_again)
    return replace(seen, titles=title.title_ids, who=who)


def _card(found: FoundPatron, turn: Turn | None) -> Scanned:
    if turn is None:
        return Scanned.CARD
    return Scanned.OWN_CARD if found.patron_id == turn.reader.patron_id else Scanned.ANOTHER_CARD


def _book(copy: FoundCopy, turn: Turn | None) -> Scanned:
    if copy.loan is None:
        return Scanned.BOOK_NOT_ON_LOAN
    if turn is None:
        return Scanned.BOOK_ON_LOAN
    if copy.loan.patron_id != turn.reader.patron_id:
        return Scanned.ON_ANOTHERS_RECORD
    return Scanned.LENT_THIS_TURN if copy.loan.loan_id in turn.lent else Scanned.OWN_FROM_BEFORE


def _is_again(question: Question | None, titles: frozenset[int], now: datetime) -> bool:
    """Whether the book that was asked about is scanned once more, and not only its other code as well."""
    return question is not None and not question.titles.isdisjoint(titles) and now >= question.at + REPEAT


def _new_label(copy: FoundCopy, turn: Turn | None, acting: Acting, *, is_again: bool) -> Seen:
    """A printed label is scanned for the first time. Where a loan by ISBN could be of this book, and not only
    of this one, it is asked about as an ISBN is.
    """
    known = may_be(copy)
    if turn is None:
        if known.lent and known.here and not is_again:
            return Seen(Scanned.ISBN_HERE_AND_OUT, copy=copy)
        if len(known.lent) > 1:
            scanned = Scanned.ISBN_ONCE_MORE if is_again else Scanned.BOOK_ON_LOAN
            return Seen(scanned, copy=copy, several=copy.book)
        return _seen(seen_at_desk(copy, None, acting), None)
    own = [one for one in known.lent if _is_of(one, turn)]
    before = [one for one in own if _book(one, turn) is Scanned.OWN_FROM_BEFORE]
    if len(before) > 1 and known.here and not is_again:
        another = copy if copy.loan is None else known.here[0]
        return Seen(Scanned.LIKE_OWN, copy=min(before, key=_due), held=len(own), another=another)
    if copy.loan and not own and not known.here and len(known.lent) > 1:
        one_more = LoanWanted(turn.reader.patron_id, copy.copy_id, one_more=True)
        return Seen(Scanned.UNKNOWN, unclear=Refused(Reason.WHICH_COPY, copy.book, wanted=one_more))
    return _seen(seen_at_desk(copy, turn.reader.patron_id, acting), turn)


def _isbn_alone(title: FoundTitle, *, is_again: bool) -> Seen:
    """Nobody is here: the only loan ends where no copy stands on the shelf, else who stands here is asked."""
    lent = [copy for copy in title.unlabelled if copy.loan]
    if not lent:
        return _seen(_best_free(title.unlabelled), None)
    if _some_here(title) and not is_again:
        return Seen(Scanned.ISBN_HERE_AND_OUT, copy=lent[0])
    scanned = Scanned.ISBN_ONCE_MORE if is_again else Scanned.BOOK_ON_LOAN
    if len(lent) > 1 or any(copy.loan for copy in title.labelled):
        return Seen(scanned, copy=lent[0], several=title.book)
    return Seen(scanned, copy=lent[0])


def _isbn_of_reader(title: FoundTitle, turn: Turn, corner_of: int | None, *, is_again: bool) -> Seen:
    """Choose the copy that an ISBN stands for: the reader's own, else a free one, else the only lent one.

    Where the reader has one and another could be in their hand, they are asked.
    """
    own = tuple(copy for copy in title.unlabelled if _is_of(copy, turn))
    labelled = tuple(copy for copy in title.labelled if _is_of(copy, turn))
    before = [copy for copy in own if _book(copy, turn) is Scanned.OWN_FROM_BEFORE]
    lendable = (copy for copy in title.unlabelled if copy.loan is None and not copy_refusal(copy, corner_of))
    another = next(lendable, None)
    if before and (is_again or not another or len(own) + len(labelled) == 1):
        return _seen(min(before, key=_due), turn)
    if own and not before and not (is_again and another):
        return replace(_seen(own[0], turn), another=another)
    if (before or labelled) and not is_again:
        return Seen(
            Scanned.LIKE_OWN,
            copy=min(before or labelled, key=_due),
            held=len(own) + len(labelled),
            held_by_label=not before,
            another=another,
        )
    if any(copy.loan is None for copy in title.unlabelled):
        return _seen(another or _best_free(title.unlabelled), turn)
    if any(copy.loan is None and copy.status != "withdrawn" for copy in title.labelled):
        return Seen(Scanned.UNKNOWN, unclear=Refused(Reason.USE_THE_LABEL, title.book))
    out = len(title.unlabelled) + sum(copy.loan is not None for copy in title.labelled)
    if out > 1 and corner_of is not None:
        return Seen(Scanned.UNKNOWN, unclear=Refused(Reason.WHICH_COPY, title.book))
    if out > 1:
        one_more = LoanWanted(turn.reader.patron_id, title.unlabelled[0].copy_id, one_more=True)
        all_out = Refused(Reason.ALL_OUT, title.book, {"copies": out}, wanted=one_more)
        return Seen(Scanned.UNKNOWN, unclear=all_out)
    return _seen(title.unlabelled[0], turn)


def _is_of(copy: FoundCopy, turn: Turn) -> bool:
    return copy.loan is not None and copy.loan.patron_id == turn.reader.patron_id


def _due(copy: FoundCopy) -> tuple[date, int]:
    """The day, and of two that are due on one day the one that was taken first."""
    assert copy.loan is not None
    return copy.loan.due_on, copy.loan.loan_id


def _some_here(title: FoundTitle) -> bool:
    """Whether the book could be a copy from the shelf, labelled or not; a lost one may have turned up."""
    copies = (*title.unlabelled, *title.labelled)
    return any(copy.loan is None and copy.status != "withdrawn" for copy in copies)


def _best_free(copies: tuple[FoundCopy, ...]) -> FoundCopy:
    """A copy that is not on loan, one that may be lent before others."""
    free = [copy for copy in copies if copy.loan is None]
    return min(free, key=lambda copy: (copy.status != "available", bool(copy.corner)))


def _seen(copy: FoundCopy, turn: Turn | None) -> Seen:
    return Seen(_book(copy, turn), copy=copy)
