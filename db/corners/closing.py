"""A class corner's books come back, go to another class, or are missing; no record is lost by that."""

from datetime import datetime

from db.answers.classes.corner import CornerClosed, ManifestLine, NotOurs, Swapped, TakenBack
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.circulation.lending import check_in
from db.circulation.lookup import find_copy
from db.corners.filling import corner_of, entry_of, leave, put
from db.corners.manifest import manifest
from db.errors import NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, Corner, CornerBook, database


def bring_back(class_id: int, copy_id: int, acting: Acting) -> TakenBack | NotOurs | Refused:
    """A book came back from the class: it leaves the corner; a loan that it was out on ends.

    A book that is not this corner's is said to be so, and its loan ends all the same.
    """
    with database.atomic():
        corner = corner_of(class_id)
        if corner is None:
            return Refused(Reason.NO_CORNER)
        was_on_loan = find_copy(copy_id).loan is not None
        if was_on_loan:
            check_in(copy_id, acting)
        entry = entry_of(class_id, copy_id)
        if entry is None:
            copy = find_copy(copy_id)
            record(acting, "corner_not_ours", copy_id=copy_id, details={"corner": corner.corner_id})
            return NotOurs(copy.book, copy.corner, was_on_loan)
        leave(entry, "back", acting.now)
        record(acting, "corner_back", copy_id=copy_id, details={"corner": corner.corner_id})
        return TakenBack(find_copy(copy_id).book, copy_id, corner.books - 1, was_on_loan)


def put_again(class_id: int, copy_id: int, acting: Acting) -> bool:
    """Undo `bring_back`: the copy is in the corner again. A loan that ended with it stays ended."""
    with database.atomic():
        corner, copy = corner_of(class_id), find_copy(copy_id)
        if corner is None or copy.loan or copy.corner:
            return False
        last = (
            CornerBook.select()
            .where(CornerBook.corner == corner.corner_id, CornerBook.copy == copy_id)
            .order_by(CornerBook.id.desc())
            .first()
        )
        if last is None or last.outcome != "back":
            return False
        CornerBook.update(taken_at=None, outcome=None).where(CornerBook.id == last.id).execute()
        Copy.update(location=corner.location_id).where(Copy.id == copy_id).execute()
        record(acting, "corner_filled", copy_id=copy_id, details={"corner": corner.corner_id})
        return True


def unaccounted(class_id: int) -> tuple[tuple[ManifestLine, ...], tuple[ManifestLine, ...]]:
    """What has not come back: on loan to pupils, and seen by nobody."""
    lines = manifest(class_id)
    return tuple(line for line in lines if line.on_loan), tuple(line for line in lines if not line.on_loan)


def close_corner(class_id: int, acting: Acting) -> CornerClosed:
    """Close the corner with what has come back until now.

    Books on loan stay with their pupils and go to their shelf when they are returned. What nobody has
    seen is marked as lost and flagged; a return or a look on the shelf finds it again. Raises NotFound.
    """
    with database.atomic():
        corner = corner_of(class_id)
        if corner is None:
            raise NotFound(N_("This class has no book corner now."))
        on_loan, missing = unaccounted(class_id)
        told: dict[str, object] = {"corner": corner.corner_id}
        for line in on_loan:
            _leave_closed(class_id, line.copy_id, "on_loan", acting)
            record(acting, "corner_still_lent", copy_id=line.copy_id, details=told)
        for line in missing:
            _leave_closed(class_id, line.copy_id, "missing", acting)
            was = find_copy(line.copy_id).status
            if was == "available":
                Copy.update(status="lost").where(Copy.id == line.copy_id).execute()
            record(acting, "corner_missing", copy_id=line.copy_id, flagged=True, details={**told, "was": was})
        Corner.update(closed_at=acting.now).where(Corner.id == corner.corner_id).execute()
        back = CornerBook.select().where(CornerBook.corner == corner.corner_id, CornerBook.outcome == "back")
        record(acting, "corner_closed", details={"corner": corner.corner_id})
        return CornerClosed(corner.class_name, back.count(), on_loan, missing)


def swap(first_id: int, second_id: int, acting: Acting) -> Swapped | Refused:
    """Swap the books of two classes. Those on loan stay with the corner they were lent from.

    Refused when it is one class twice, and when one has no corner or no room for the other's books.
    """
    with database.atomic():
        if first_id == second_id:
            return Refused(Reason.SAME_CLASS)
        first, second = corner_of(first_id), corner_of(second_id)
        if first is None or second is None:
            return Refused(Reason.NO_CORNER)
        to_second, to_first = unaccounted(first_id)[1], unaccounted(second_id)[1]
        stayed = first.books + second.books - len(to_first) - len(to_second)
        for corner, come, go in ((first, to_first, to_second), (second, to_second, to_first)):
            books = corner.books - len(go) + len(come)
            if books > corner.cap:
                there: dict[str, int | str] = {"corner": corner.class_name, "books": books, "cap": corner.cap}
                return Refused(Reason.NO_ROOM_TO_SWAP, details=there)
        homes = {line.copy_id: _swap_out(line.copy_id, acting.now) for line in (*to_first, *to_second)}
        for corner, come in ((first, to_first), (second, to_second)):
            for line in come:
                put(corner, line.copy_id, homes[line.copy_id], acting.now)
                record(acting, "corner_swapped", copy_id=line.copy_id, details={"corner": corner.corner_id})
        return Swapped(first.class_name, second.class_name, len(to_first), len(to_second), stayed)


def _leave_closed(class_id: int, copy_id: int, outcome: str, acting: Acting) -> None:
    entry = entry_of(class_id, copy_id)
    assert entry is not None
    leave(entry, outcome, acting.now)


def _swap_out(copy_id: int, now: datetime) -> int | None:
    entry = CornerBook.get(CornerBook.copy == copy_id, CornerBook.taken_at.is_null())
    leave(entry, "swapped", now)
    return entry.home.id if entry.home else None
