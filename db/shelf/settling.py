"""What is done about books at the shelf: found, moved here, returned; events that can be taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.answers.counter.scans import CheckedIn, Undone
from db.answers.shelves.shelf import Verdict
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lending import check_in
from db.circulation.lookup import find
from db.circulation.undo import undo
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, details_of, record
from db.marking import N_
from db.models import Copy, Event, Location, database
from db.shelf.faces import put_face_back
from db.stock.shelves import no_such_shelf
from db.stock.written_off import case_of
from db.store.sql import rows

ACTS = ("found", "here", "returned")
"""What is said of a book that stands where the record does not have it."""

ACT_OF = {
    Verdict.LOST: "found",
    Verdict.WITHDRAWN: "found",
    Verdict.IN_REPAIR: "found",
    Verdict.ON_LOAN: "returned",
    Verdict.STRANGER: "here",
}
"""What settles a book of each verdict; the others are put right by hand."""

FOUND, MOVED = "shelf_found", "shelf_moved"
"""Verbs of the events; a return is a return."""


@dataclass(frozen=True)
class SettledAtShelf:
    """What was done to a copy: its title, and the events by which it is taken back; none for no change."""

    title: str
    events: tuple[int, ...] = ()


def settle_here(act: str, code: str, acting: Acting, *, shelf: str = "") -> SettledAtShelf:
    """Settle a book by one of `ACTS`; `shelf` is where it stands, for `here`.

    Raises NotFound, and BadValue where that cannot be.
    """
    match act:
        case "found":
            return mark_found(code, acting)
        case "returned":
            return return_here(code, acting)
        case "here":
            return move_here(code, shelf, acting)
    raise BadValue(N_("{value} is not one of: {known}."), value=act, known=", ".join(ACTS))


def mark_found(code: str, acting: Acting) -> SettledAtShelf:
    """A copy that the record has as lost, withdrawn or in repair stands here: it is to be borrowed again.

    Raises NotFound for a code of no copy.
    """
    with database.atomic():
        copy = _copy_of(code, lambda one: one.status not in ("available", "reference"))
        return SettledAtShelf(copy.book.title, found_here(copy, acting))


def found_here(copy: FoundCopy, acting: Acting) -> tuple[int, ...]:
    """In a transaction: make a copy available whatever it was; the event, if that changed anything."""
    if copy.status in ("available", "reference", "frozen") or case_of(copy.copy_id):
        return ()  # a review ends by its own decision, and what is written off stays so
    Copy.update(status="available").where(Copy.id == copy.copy_id).execute()
    return (record(acting, FOUND, copy_id=copy.copy_id, details={"was": copy.status}),)


def move_here(code: str, shelf: str, acting: Acting) -> SettledAtShelf:
    """From now on the copy stands on this shelf. Raises NotFound, and BadValue for a corner's book."""
    with database.atomic():
        target = Location.get_or_none(Location.name == shelf.strip())
        if target is None:
            raise no_such_shelf(shelf)
        copy = _copy_of(code, lambda one: one.book.shelf != target.name)
        if copy.corner or target.kind == "corner":
            raise BadValue(
                N_("The books of a class corner are moved with kiosk corner: {corner}."),
                corner=copy.corner or target.name,
            )
        before = Copy.get_by_id(copy.copy_id).location_id
        if before == target.id:
            return SettledAtShelf(copy.book.title)
        Copy.update(location=target).where(Copy.id == copy.copy_id).execute()
        told: dict[str, object] = {"was": before, "to": target.id}
        event = record(acting, MOVED, copy_id=copy.copy_id, details=told)
        return SettledAtShelf(copy.book.title, (event,))


def return_here(code: str, acting: Acting) -> SettledAtShelf:
    """A copy on loan stands on the shelf: its loan is over. Who had it is not said. Raises NotFound."""
    with database.atomic():
        copy = _copy_of(code, lambda one: one.loan is not None)
        answer = check_in(copy.copy_id, acting)
        return SettledAtShelf(copy.book.title, answer.events if isinstance(answer, CheckedIn) else ())


def take_back(events: Sequence[int], acting: Acting) -> bool:
    """Undo what these events did, the last first, or nothing. False where something has changed since.

    Raises NotFound for an event that there is not.
    """
    try:
        with database.atomic():
            for event_id in reversed(events):
                event = Event.get_or_none(Event.id == event_id)
                if event is None:
                    raise NotFound(N_("There is no event {number}."), number=event_id)
                _take_back(event, acting)
    except _ChangedSince:
        return False
    return True


class _ChangedSince(Exception):
    """The copy is no longer as the event left it."""


def _take_back(event: Event, acting: Acting) -> None:
    if event.verb == "returned":
        if not isinstance(undo((event.id,), acting), Undone):
            raise _ChangedSince
        return
    if rows("SELECT 1 FROM event WHERE undoes_id = ?", event.id):
        raise _ChangedSince
    told = details_of(event)
    if event.verb != "shelved" and not told:
        raise _ChangedSince
    if event.verb == "shelves":
        if "removed_face" not in told or not put_face_back(told):
            raise _ChangedSince
        record(acting, "undone", undoes=event.id)
        return
    copy = Copy.update()
    match event.verb:
        case "shelf_found":
            copy = Copy.update(status=told["was"]).where(Copy.status == "available")
        case "shelf_missing":
            copy = Copy.update(status=told["was"]).where(Copy.status == "lost")
        case "shelf_moved":
            copy = Copy.update(location=told["was"]).where(Copy.location == told["to"])
        case "shelved":
            pass
        case _:
            raise _ChangedSince
    if event.verb != "shelved" and copy.where(Copy.id == event.copy_id).execute() != 1:
        raise _ChangedSince
    record(acting, "undone", copy_id=event.copy_id, undoes=event.id)


def _copy_of(code: str, fits: Callable[[FoundCopy], bool]) -> FoundCopy:
    """The copy that a label names; of an ISBN the first one without a label that fits. Raises NotFound."""
    found = find(clean(code))
    if isinstance(found, FoundCopy):
        return found
    copies = found.unlabelled if isinstance(found, FoundTitle) else ()
    if not copies:
        raise NotFound(N_("No book matches {text}."), text=code)
    fitting = [copy for copy in copies if fits(copy)]
    return fitting[0] if fitting else copies[0]
