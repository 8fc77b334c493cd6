"""What is seen on photographs of shelves. Pure values, and what there is to know of places."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A picture `height x width`, 0 black to 255 white."""

Corners = tuple[tuple[float, float], ...]
"""Four points `(x, y)` in pixels of the picture, around a symbol, from its top left."""

_NEAR = 0.3
"""Within this part of their length, the same text stands for the same symbol."""


class Symbol(Enum):
    """The kinds of symbol on a shelf: along a spine, on it, and across (a shelf label, a book that lies)."""

    LADDER = "ladder"
    MATRIX = "matrix"
    ACROSS = "across"


@dataclass(frozen=True)
class Seen:
    """One code in a picture.

    Attributes:
        text: what it says; empty where a symbol was seen and could not be read.
        symbol: of what kind it is.
        corners: where it is.
        votes: how often it was read.
    """

    text: str
    symbol: Symbol
    corners: Corners
    votes: int = 1

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    @property
    def sides(self) -> tuple[float, float]:
        """Its width and its height."""
        a, b, c, d = self.corners
        return (math.dist(a, b) + math.dist(c, d)) / 2, (math.dist(b, c) + math.dist(d, a)) / 2


def is_at(one: Seen, other: Seen) -> bool:
    """Whether the middle of either lies on the other."""
    return _holds(one, other.middle) or _holds(other, one.middle)


def _is_same(one: Seen, other: Seen) -> bool:
    """Whether both are parts or repeats of one symbol."""
    near = _NEAR * (max(one.sides) + max(other.sides))
    return (
        one.text == other.text and one.symbol is other.symbol and math.dist(one.middle, other.middle) < near
    )


def _holds(seen: Seen, point: tuple[float, float]) -> bool:
    (left, top), (right, right_top), _, (low_left, low) = seen.corners
    middle = seen.middle
    wide, high = seen.sides
    across = (right - left, right_top - top)
    down = (low_left - left, low - top)
    off = (point[0] - middle[0], point[1] - middle[1])
    along = abs(off[0] * across[0] + off[1] * across[1]) / max(wide, 1e-6)
    under = abs(off[0] * down[0] + off[1] * down[1]) / max(high, 1e-6)
    return along <= wide / 2 and under <= high / 2


def settled(found: Iterable[Seen]) -> list[Seen]:
    """Each symbol once. Of two texts at one place the one with more votes stays; of equals none does."""
    merged: list[Seen] = []
    for seen in found:
        for place, other in enumerate(merged):
            if _is_same(seen, other):
                merged[place] = _together(other, seen)
                break
        else:
            merged.append(seen)
    return [
        one
        for one in merged
        if not any(
            other is not one and other.text != one.text and other.votes >= one.votes and is_at(one, other)
            for other in merged
        )
    ]


def _together(one: Seen, other: Seen) -> Seen:
    """Both as one; of a ladder that was read from strips, the whole width."""
    votes = one.votes + other.votes
    if one.symbol is not Symbol.LADDER:
        return replace(one, votes=votes)
    (left, top), (right, right_top), *_ = one.corners
    long = max(math.hypot(right - left, right_top - top), 1e-6)
    across = np.array([(right - left) / long, (right_top - top) / long])
    under = np.array([-across[1], across[0]])
    points = np.array([*one.corners, *other.corners])
    along, down = points @ across, points @ under
    box = [
        (along.min(), down.min()),
        (along.max(), down.min()),
        (along.max(), down.max()),
        (along.min(), down.max()),
    ]
    corners = tuple((float(x), float(y)) for x, y in (a * across + d * under for a, d in box))
    return replace(one, corners=corners, votes=votes)
