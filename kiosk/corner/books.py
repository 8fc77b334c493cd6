"""Books that are scanned at a class corner: put in, brought back, taken back; and what `%DONE` ends."""

from dataclasses import replace

from db.answers.classes.corner import (
    CloseAsked,
    CornerEnded,
    CornerFilled,
    Placed,
    Purpose,
    TakenBack,
    TakenOut,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import NothingToUndo, Refused, Unknown
from db.circulation.first_scan import seen_in_hand
from db.circulation.found import FoundCopy, FoundPatron, FoundTitle
from db.circulation.lookup import find, find_copy
from db.circulation.undo import undo
from db.corners.closing import bring_back, close_corner, put_again, unaccounted
from db.corners.filling import corner_of, place, take_out
from db.corners.manifest import copy_of, manifest
from db.events.record import Acting
from kiosk.corner.work import CornerWork, Reply


def scan_book(code: str, work: CornerWork, acting: Acting) -> Reply:
    """A book is put into the corner that is filled, or brought back to the one that is closed."""
    is_filling = work.purpose is Purpose.FILL
    change = place if is_filling else bring_back
    copy = _in_hand(copy_of(code, work.classes[0], to_place=is_filling), acting)
    if copy is None:
        return no_copy(code), work
    answer = change(work.classes[0], copy.copy_id, acting)
    work = replace(work, is_close_asked=False)  # what is missing may have changed
    if isinstance(answer, Placed | TakenBack):
        work = replace(work, done=(*work.done, answer.copy_id))
    return answer, work


def no_copy(code: str) -> Refused | Unknown:
    """Why a code stands for no book that could be put into a corner, or come out of one."""
    found = find(code)
    if isinstance(found, FoundPatron):
        return Refused(Reason.CORNER_AT_WORK)
    if isinstance(found, FoundTitle):
        return Refused(Reason.USE_THE_LABEL if found.labelled else Reason.NO_COPIES, found.book)
    return Unknown()


def take_back(work: CornerWork, acting: Acting) -> Reply:
    """The last book of this work is where it was before."""
    if not work.done:
        return NothingToUndo(), work
    last, after = work.done[-1], replace(work, done=work.done[:-1], is_close_asked=False)
    if isinstance(last, tuple):
        return undo(last, acting), after
    again = take_out if work.purpose is Purpose.FILL else put_again
    if not again(work.classes[0], last, acting):
        return Refused(Reason.CANNOT_UNDO), after
    return TakenOut(find_copy(last).book), after


def finish(work: CornerWork, acting: Acting) -> Reply:
    """No more books: the corner is filled or closed; what is missing is shown once before that."""
    corner = corner_of(work.classes[0])
    if corner and work.purpose is Purpose.FILL:
        filled = manifest(corner.class_id)
        return CornerFilled(corner.class_name, corner.books, corner.cap, filled), None
    if corner and work.purpose is Purpose.CLOSE:
        on_loan, missing = unaccounted(corner.class_id)
        if missing and not work.is_close_asked:
            asked = CloseAsked(corner.class_name, len(work.done), len(on_loan), len(missing))
            return asked, replace(work, is_close_asked=True)
        return close_corner(corner.class_id, acting), None
    return CornerEnded(work.purpose), None


def _in_hand(copy: FoundCopy | None, acting: Acting) -> FoundCopy | None:
    """The book that was scanned itself, on which a printed label may have been stuck since."""
    return seen_in_hand(copy.copy_id, acting) if copy and copy.label_unseen_since else copy
