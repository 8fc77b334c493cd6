"""What happens at a kiosk and changes nothing in the stock or on a loan, written into the record."""

from datetime import datetime, timedelta
from enum import Enum

from db.events.record import Acting, record


class Left(Enum):
    """What staff did with the machine itself."""

    LEFT = "kiosk_left"
    CLOSED = "kiosk_closed"
    OPENED = "kiosk_opened"
    STICK = "stick_named"


def turn_opened(patron_id: int, acting: Acting) -> int:
    """A reader's card was taken; the event's id, as with all of these."""
    return record(acting, "turn_opened", patron_id=patron_id)


def turn_lost(patron_id: int, acting: Acting) -> int:
    """A turn broke off, because the store was lost: what was scanned next may not be lent."""
    return record(acting.by_itself(), "turn_lost", patron_id=patron_id, flagged=True)


def return_unclear(copy_id: int, acting: Acting) -> int:
    """An ISBN does not say whether a book is brought or taken: for the librarian, unless it is cleared."""
    return record(acting, "return_unclear", copy_id=copy_id, flagged=True)


def return_cleared(unclear: int, acting: Acting) -> int:
    """Somebody answered what `return_unclear` had left open."""
    return record(acting, "return_clear", undoes=unclear)


def more_than_listed(patron_id: int, copy_id: int, acting: Acting) -> int:
    """A reader wants a copy of a title of which the list knows no further one."""
    return record(acting, "which_copy", patron_id=patron_id, copy_id=copy_id, flagged=True)


def has_two(patron_id: int, copy_id: int, acting: Acting) -> int:
    """A pupil borrowed another copy of a title that they have; mostly by mistake."""
    return record(acting, "has_two", patron_id=patron_id, copy_id=copy_id, flagged=True)


def day_confirmed(acting: Acting) -> int:
    """Staff say that the clock is right."""
    return record(acting, "day_confirmed")


def clock_differs(ahead: timedelta, acting: Acting) -> int:
    """This machine's clock differed from the server's while it was alone; times were put right."""
    seconds = int(ahead.total_seconds())
    return record(acting.by_itself(), "clock_differs", flagged=True, details={"seconds": seconds})


def machine_left(how: Left, acting: Acting) -> int:
    """Staff closed the kiosk, opened it again or left its full screen."""
    return record(acting, how.value)


def restored(until: datetime | None, acting: Acting) -> int:
    """A backup took the store's place; its last event was then (naive UTC)."""
    return record(acting, "restored", details={"until": str(until or "")})


def backup_taken(name: str, acting: Acting) -> int:
    """A backup was downloaded: all that the library knows left with it. `name` is the file's."""
    return record(acting, "backup_taken", details={"file": name})
