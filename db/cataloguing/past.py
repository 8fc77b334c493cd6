"""Whether anything ever happened to a copy: then it is withdrawn, never deleted."""

from collections.abc import Sequence

from db.store.batches import select_in

_PAST = (
    *("loan", "event", "corner_book", "print_item", "relabel_item", "stocktake_copy", "stocktake_scan"),
    *("withdrawal_copy", "kept_copy", "blocked_copy"),
)


def has_past(copy_ids: Sequence[int]) -> bool:
    """Whether one of these copies was ever lent, marked, printed a label for, or put into a corner."""
    return any(select_in(f"SELECT 1 FROM {table} WHERE copy_id IN", copy_ids) for table in _PAST)
