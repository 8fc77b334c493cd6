"""Whether anything ever happened to a copy: then it is withdrawn, never deleted."""

from collections.abc import Sequence

from db.store.batches import select_in
from db.store.sql import rows

_PAST = (
    *("loan", "event", "corner_book", "print_item", "relabel_item", "stocktake_copy", "stocktake_scan"),
    *("issue_copy", "volume"),
    *("withdrawal_copy", "kept_copy", "blocked_copy"),
)


def is_periodical(title_id: int) -> bool:
    """Whether there is or was a subscription to this title: then it stays."""
    return bool(rows("SELECT 1 FROM subscription WHERE title_id = ? LIMIT 1", title_id))


def has_past(copy_ids: Sequence[int], but: Sequence[str] = ()) -> bool:
    """Whether one of these copies was ever lent, marked, printed a label for, or put into a corner.

    `but`: tables that do not count.
    """
    tables = (table for table in _PAST if table not in but)
    return any(select_in(f"SELECT 1 FROM {table} WHERE copy_id IN", copy_ids) for table in tables)
