"""A label counts from its first scan: until then nobody knows whether it sticks on a book.

Books are lent by their ISBN until they have labels, and labels are printed some time before they are
stuck. So a copy whose printed label was never scanned is still lent by its ISBN, and such a loan is of
"a copy of this title". The label's first scan says which one: where the loan was written on another copy
without a scanned label, it is moved. No loan is opened or closed by that.

Where the book could be one from the shelf as well, the scan alone does not say that it was brought back:
`may_be` knows which it could be, for whoever scans to be asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.circulation.found import FoundCopy, OpenLoan
from db.circulation.lookup import find_copy, unlabelled_copies
from db.events.record import Acting, record
from db.models import Barcode, Event, Loan


@dataclass(frozen=True)
class MayBe:
    """What the book under a label is, as far as the store knows before the label's first scan.

    `lent`: copies whose loan it may be; `here`: copies that are not on loan; a lost one may have turned up.
    """

    lent: tuple[FoundCopy, ...]
    here: tuple[FoundCopy, ...]

    @property
    def is_unclear(self) -> bool:
        """Whether it could be on loan, and the label does not say to whom, or whether it is at all."""
        return bool(self.lent) and len(self.lent) + len(self.here) > 1


def may_be(copy: FoundCopy) -> MayBe:
    """What the book is that bears this label, where it was never scanned; else it is this copy."""
    since = copy.label_unseen_since
    if since is None:
        return MayBe((), ())
    alike = (copy, *_lent_alike(copy))
    return MayBe(
        tuple(one for one in alike if one.loan and one.loan.lent_at >= since),
        tuple(one for one in alike if one.loan is None and one.status != "withdrawn"),
    )


def seen_at_desk(copy: FoundCopy, patron_id: int | None, acting: Acting) -> FoundCopy:
    """The copy as it is once this label was scanned by the reader at the kiosk, or by nobody (None).

    A loan from before the label was printed cannot be of the book that bears it, for that book was away.
    """
    since = copy.label_unseen_since
    if since is None:
        return copy
    others = _lent_alike(copy)
    lent = [other.loan for other in others if other.loan and other.loan.lent_at >= since]
    if patron_id is not None:
        lent = [loan for loan in lent if loan.patron_id == patron_id]
    elif copy.loan is None and len(lent) > 1:
        return copy  # only a card can say whose it is; then this label is scanned once more
    _count(copy.copy_id)
    if copy.loan is None:
        return _move(lent[0], copy.copy_id, copy, acting) if lent else copy
    if copy.loan.lent_at >= since and patron_id in (None, copy.loan.patron_id):
        return copy
    if patron_id is not None and lent:
        return _change_over(lent[0], copy.loan, copy, acting)
    return _move_off(copy, others, acting)


def seen_in_hand(copy_id: int, acting: Acting) -> FoundCopy:
    """The copy once the librarian has its book in hand: a loan by ISBN is then of another book."""
    copy = find_copy(copy_id)
    others = _lent_alike(copy)
    return _move_off(copy, others, acting) if _count(copy_id) else copy


def write_on(events: tuple[int, ...], copy_id: int, acting: Acting) -> bool:
    """Write the one loan that these events made on this free copy instead: its label was scanned right after.

    Returns False where they did anything but lend.
    """
    lent = [event for event in Event.select().where(Event.id.in_(events)) if event.verb == "lent"]
    if len(lent) != len(events):
        return False
    for event in lent:
        Loan.update(copy=copy_id).where(Loan.id == event.loan_id).execute()
        record(acting, "loan_moved", copy_id=copy_id, loan_id=event.loan_id, patron_id=event.patron_id)
    return True


def _lent_alike(copy: FoundCopy) -> Sequence[FoundCopy]:
    """The other copies at the same place that its ISBN stands for as well; the unprinted ones first.

    None, when an older label of this copy counts: then it was not lent by its ISBN.
    """
    by_isbn = unlabelled_copies(copy.title_id)
    if copy.copy_id not in {other.copy_id for other in by_isbn}:
        return []
    return [other for other in by_isbn if other.copy_id != copy.copy_id and other.corner == copy.corner]


def _count(copy_id: int) -> bool:
    """Let the labels of this copy count; whether there was one that did not."""
    unseen = Barcode.update(unseen=False).where(Barcode.copy == copy_id, Barcode.unseen)
    return bool(unseen.execute())


def _move_off(copy: FoundCopy, others: Sequence[FoundCopy], acting: Acting) -> FoundCopy:
    free = [other for other in others if other.loan is None]
    return _move(copy.loan, free[0].copy_id, copy, acting) if copy.loan and free else copy


def _change_over(own: OpenLoan, anothers: OpenLoan, scanned: FoundCopy, acting: Acting) -> FoundCopy:
    """Write the reader's own loan on the copy that was scanned, and the one written there in its place."""
    written = Loan.get_by_id(own.loan_id).copy_id
    Loan.update(returned_at=acting.now).where(Loan.id == own.loan_id).execute()  # a copy has one open loan
    _move(anothers, written, scanned, acting)
    found = _move(own, scanned.copy_id, scanned, acting)
    Loan.update(returned_at=None).where(Loan.id == own.loan_id).execute()
    return find_copy(found.copy_id)


def _move(loan: OpenLoan, to_copy: int, scanned: FoundCopy, acting: Acting) -> FoundCopy:
    """Write the loan on another copy of its title; returns the copy that was scanned, as it is then."""
    Loan.update(copy=to_copy).where(Loan.id == loan.loan_id).execute()
    record(acting, "loan_moved", copy_id=to_copy, loan_id=loan.loan_id, patron_id=loan.patron_id)
    return find_copy(scanned.copy_id)
