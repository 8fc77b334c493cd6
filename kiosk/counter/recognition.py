"""What was scanned, as seen by who stands at the kiosk: a row of the table in `kiosk/counter/meaning.py`."""

from dataclasses import dataclass, replace

from db.answers.counter import Refused
from db.answers.refusals import Reason
from db.answers.shown import Book
from db.circulation.first_scan import seen_at_desk
from db.circulation.lookup import FoundCopy, FoundPatron, FoundTitle, find_barcode, find_title
from db.codes import isbn_13
from db.events.record import Acting
from kiosk.counter.conversation import Turn
from kiosk.counter.meaning import Scanned


@dataclass(frozen=True)
class Seen:
    """A scan put in its row, with the card or the copy it stands for.

    Attributes:
        unclear: set when an ISBN does not say which copy it is; this is then the answer.
        several: set when an ISBN is lent to several readers and only a card can decide whose loan ends.
    """

    scanned: Scanned
    patron: FoundPatron | None = None
    copy: FoundCopy | None = None
    unclear: Refused | None = None
    several: Book | None = None


def see(code: str, turn: Turn | None, acting: Acting, corner_of: int | None = None) -> Seen:
    """Look the code up: a barcode first, then an ISBN or the number that a list had in its place.

    The first scan of a printed label is taken in. Where a class's corner is lent from, an ISBN stands for
    the copies that are in it.
    """
    found = find_barcode(code)
    if isinstance(found, FoundPatron):
        return Seen(_card(found, turn), patron=found)
    if found:
        found = seen_at_desk(found, turn.reader.patron_id if turn else None, acting)
        return Seen(_book(found, turn), copy=found)
    title = find_title(isbn_13(code) or code)
    if title and corner_of is not None:
        here = tuple(copy for copy in title.unlabelled if copy.corner_class_id == corner_of)
        title = replace(title, unlabelled=here or title.unlabelled)
    return _by_isbn(title, turn) if title else Seen(Scanned.UNKNOWN)


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


def _by_isbn(title: FoundTitle, turn: Turn | None) -> Seen:
    """Choose the copy that an ISBN stands for: the reader's own, else a free one, else the only lent one."""
    if not title.unlabelled:
        reason = Reason.USE_THE_LABEL if title.labelled_copies else Reason.NO_COPIES
        return Seen(Scanned.UNKNOWN, unclear=Refused(reason, title.book))
    lent = [copy for copy in title.unlabelled if copy.loan]
    if turn is None:
        if len(lent) > 1:
            return Seen(Scanned.BOOK_ON_LOAN, several=title.book)
        return _seen(lent[0] if lent else _best_free(title.unlabelled), turn)
    own = [copy for copy in lent if copy.loan and copy.loan.patron_id == turn.reader.patron_id]
    if own:
        return _seen(min(own, key=lambda copy: _book(copy, turn) is Scanned.LENT_THIS_TURN), turn)
    free = [copy for copy in title.unlabelled if copy.loan is None and copy.status == "available"]
    if free or len(lent) < len(title.unlabelled):
        return _seen(_best_free(title.unlabelled), turn)
    if len(lent) > 1:
        return Seen(Scanned.UNKNOWN, unclear=Refused(Reason.WHICH_COPY, title.book))
    return _seen(lent[0], turn)


def _best_free(copies: tuple[FoundCopy, ...]) -> FoundCopy:
    """A copy that is not on loan, one that may be lent before others."""
    free = [copy for copy in copies if copy.loan is None]
    return min(free, key=lambda copy: (copy.status != "available", bool(copy.corner)))


def _seen(copy: FoundCopy, turn: Turn | None) -> Seen:
    return Seen(_book(copy, turn), copy=copy)
