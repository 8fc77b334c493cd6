"""What ends when a reader leaves: nobody keeps a book for one who does not come any more."""

from collections.abc import Sequence

from db.events.record import Acting, record
from db.models import Hold
from db.store.batches import batches, select_in


def end_waits(patron_ids: Sequence[int], acting: Acting) -> list[int]:
    """End all that these readers wait for, each an event; the ids of the waits, for whoever undoes it."""
    ended: list[int] = []
    for some in batches(patron_ids):
        waits = select_in(
            "SELECT id, patron_id, title_id FROM hold WHERE closed_at IS NULL AND patron_id IN", some
        )
        for id_, patron_id, title_id in sorted(waits):
            ended.append(id_)
            record(acting, "hold_cancelled", patron_id=patron_id, details={"title": title_id})
        Hold.update(closed_at=acting.now).where(Hold.patron.in_(some), Hold.closed_at.is_null()).execute()
    return ended
