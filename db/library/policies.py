"""The loan policies: how many books for how long, by kind of reader."""

from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Patron, Policy, database

_LIMITS = {
    "loan_days": (1, 366),
    "most_loans": (0, 999),
    "most_renewals": (0, 99),
    "overdue_block_days": (0, 366),
}


def set_policy(category: str, acting: Acting, **changes: int | bool | None) -> None:
    """Change a policy, or make one for a new category of readers (a new one starts as the pupils').

    Raises BadValue for a number that makes no sense.
    """
    for name, value in changes.items():
        if name in _LIMITS and value is not None:
            least, most = _LIMITS[name]
            within(int(value), least, most)
    with database.atomic():
        if not Policy.select().where(Policy.category == category).exists():
            pupils = Policy.get_by_id("pupil")
            pupils.category = category
            pupils.save(force_insert=True)
        if changes:
            Policy.update(**changes).where(Policy.category == category).execute()
        record(acting, "policy", details={"category": category, **changes})


def clear_own_limits(category: str, acting: Acting) -> int:
    """Let the policy alone say how many books these readers may hold; returns how many it concerns."""
    theirs = Patron.update(quota=None).where(Patron.category == category, Patron.quota.is_null(False))
    with database.atomic():
        cleared = theirs.execute()
        record(acting, "policy", details={"category": category, "own_limits_cleared": cleared})
    return int(cleared)


def own_limits(category: str) -> int:
    """How many readers of this kind have a limit of their own, which overrides the policy's."""
    return Patron.select().where(Patron.category == category, Patron.quota.is_null(False)).count()


def remove_policy(category: str, acting: Acting) -> None:
    """Forget a kind of reader. Raises NotFound, and BadValue while there are readers of it."""
    with database.atomic():
        if category in ("pupil", "teacher") or Patron.select().where(Patron.category == category).exists():
            raise BadValue(
                N_("There are still readers of the kind {category}, or it is a kind that is always needed."),
                category=category,
            )
        if not Policy.delete().where(Policy.category == category).execute():
            raise NotFound(N_("There is no kind of reader {category}."), category=category)
        record(acting, "policy", details={"removed": category})


def policies() -> list[Policy]:
    """All policies, by category."""
    return list(Policy.select().order_by(Policy.category))
