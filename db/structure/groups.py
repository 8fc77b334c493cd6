"""How many copies each of the five groups of classes is short of its share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.callnumber.groups import GROUPS


@dataclass(frozen=True)
class Gap:
    """A group against its share. Gaps are copies that it is short of; below 0 it has more than its share.

    Attributes:
        norm: thousandths of the copies.
        of_all: within today's stock, all copies counted.
        of_classed: within today's stock, those counted whose class is known.
        to_add: where nothing goes and books are only bought; 0 for a group over its share.
    """

    group: str
    norm: int
    copies: int
    of_all: int
    of_classed: int
    to_add: int


def gaps(
    copies: Mapping[str, int], unclassified: int, shares: Mapping[str, int]
) -> tuple[tuple[Gap, ...], str]:
    """The gap of each group, and the group that is the measure where books are only bought.

    That is, of the groups that have their share or more, the one with the largest: the stock grows until
    this one has no more than its share. Nothing is measured in an empty stock, and then there is none.
    """
    classed = sum(copies.values())
    everything = classed + unclassified
    enough = [group for group in GROUPS if copies[group] * 1000 >= shares[group] * classed and copies[group]]
    measure = max(enough, key=lambda group: shares[group], default="")
    grown = _rounded(copies[measure] * 1000, shares[measure]) if measure else 0
    return (
        tuple(
            Gap(
                group,
                share,
                copies[group],
                _rounded(share * everything, 1000) - copies[group],
                _rounded(share * classed, 1000) - copies[group],
                max(0, _rounded(share * grown, 1000) - copies[group]),
            )
            for group, share in ((group, shares[group]) for group in GROUPS)
        ),
        measure,
    )


def _rounded(number: int, by: int) -> int:
    """The quotient, halves upwards."""
    return (2 * number + by) // (2 * by)
