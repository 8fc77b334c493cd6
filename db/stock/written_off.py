"""Copies that a case of withdrawal holds: none of them changes its status by another way."""

from db.errors import BadValue
from db.marking import N_
from db.store.sql import rows


def case_of(copy_id: int) -> tuple[str, bool] | None:
    """The name of the case that holds this copy, and whether the school has approved it; or None."""
    found = rows(
        "SELECT withdrawal_case.name, withdrawal_case.approved_at FROM withdrawal_copy"
        " JOIN withdrawal_case ON withdrawal_case.id = withdrawal_copy.case_id"
        " WHERE withdrawal_copy.copy_id = ?",
        copy_id,
    )
    return (found[0][0], found[0][1] is not None) if found else None


def must_be_in_no_case(copy_id: int, title: str) -> None:
    """Raises BadValue for a copy that is written off, or is in a case that is still open."""
    case = case_of(copy_id)
    if case is None:
        return
    name, is_approved = case
    if is_approved:
        raise BadValue(
            N_("“{title}” was written off in the case {name}, which cannot be undone."),
            title=title,
            name=name,
        )
    raise BadValue(
        N_("“{title}” is in the case {name}: take it out of the case first (kiosk weeding undo)."),
        title=title,
        name=name,
    )
