"""Sums of copies as registers have them: titles, copies, prices, and five groups of classes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from db.callnumber.groups import GROUP_OF, GROUPS, letter_of
from db.store.sql import rows

UNCLASSED = "?"


def group_of(call_number: str) -> str:
    """The group of a call number by its first letter; `UNCLASSED` where it has no class."""
    return GROUP_OF.get(letter_of(call_number), UNCLASSED)


@dataclass(frozen=True)
class Counted:
    """One copy as it is summed up; prices in hundredths, None where there is none in the main currency."""

    title_id: int
    group: str
    listed: int | None
    paid: int | None


@dataclass(frozen=True)
class Sum:
    """What many copies are together.

    Attributes:
        listed: the sum of the list prices (码洋) of those that have one, `paid` of what was paid (实洋).
        unlisted: copies without a list price in the main currency; `unpaid`: without a paid price.
        groups: titles and copies of each group, in the order of `GROUPS`, the unclassed last.
    """

    titles: int
    copies: int
    listed: int
    paid: int
    unlisted: int
    unpaid: int
    groups: tuple[tuple[int, int], ...]


def sum_of(copies: Iterable[Counted]) -> Sum:
    """Sum copies up."""
    known = list(copies)
    count = Counter(one.group for one in known)
    titles = Counter(group for group, _title in {(one.group, one.title_id) for one in known})
    return Sum(
        len({one.title_id for one in known}),
        len(known),
        sum(one.listed or 0 for one in known),
        sum(one.paid or 0 for one in known),
        sum(one.listed is None for one in known),
        sum(one.paid is None for one in known),
        tuple((titles[group], count[group]) for group in (*GROUPS, UNCLASSED)),
    )


def main_currency() -> str:
    """The currency of most titles' prices; a price without one counts as in it."""
    found = rows(
        "SELECT currency FROM title WHERE price IS NOT NULL AND currency <> ''"
        " GROUP BY currency ORDER BY COUNT(*) DESC, currency LIMIT 1"
    )
    return str(found[0][0]) if found else ""
