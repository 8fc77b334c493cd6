"""Which symbols of a picture stand on one board, from left to right; boards of several pictures as one.

Pure: places and texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kiosk.shelf_photo.seen import Seen, Symbol

_LADDER, _MATRIX = 26.0, 6.6
"""About how long the symbols are, in mm: a scale for the rest."""

_FAR, _LEVEL = 60.0, 30.0
"""Millimetres: within the first, neighbours show how the camera was held; symbols of one board lie no further
above or below one another than the second."""


@dataclass(frozen=True)
class Spot:
    """A symbol and the picture on which it is; `picture` counts from 0."""

    picture: int
    seen: Seen


Row = list[Spot]


def boards_of(seen: Sequence[Seen], unread: Sequence[Seen] = (), picture: int = 0) -> list[Row]:
    """The symbols of one picture, board by board from the top, each from left to right.

    What could not be read is taken where it stands level with what was read beside it.
    """
    if not seen:
        return []
    mm = _pixels_of_a_millimetre(seen)
    slope = _slope(seen, mm)

    def level(one: Seen) -> float:
        return one.middle[1] - slope * one.middle[0]

    # Chained from neighbour to neighbour, so that a board may bend with the camera's perspective.
    rows: list[list[Seen]] = []
    for one in sorted(seen, key=lambda one: one.middle[0]):
        near = [
            (off, place)
            for place, row in enumerate(rows)
            if (off := abs(level(row[-1]) - level(one))) < _LEVEL * mm
        ]
        if near:
            rows[min(near)[1]].append(one)
        else:
            rows.append([one])
    for spot in unread:
        for row in rows:
            beside = min(row, key=lambda one: abs(one.middle[0] - spot.middle[0]))
            if abs(level(beside) - level(spot)) < max(beside.sides) / 2:
                row.append(spot)
                row.sort(key=lambda one: one.middle[0])
                break
    rows.sort(key=lambda row: sum(map(level, row)) / len(row))
    return [[Spot(picture, one) for one in row] for row in rows]


def joined(pictures: Sequence[Sequence[Row]]) -> list[Row]:
    """The boards of all pictures; those that share codes as one, each book once.

    What one picture shows between two books that both show goes between them; where each shows something
    else there, what the earlier picture shows comes first.
    """
    boards: list[Row] = []
    for rows in pictures:
        for row in rows:
            fresh = list(row)
            # One row may bring boards together that nothing joined before.
            sharing = [place for place, board in enumerate(boards) if _texts(board) & _texts(fresh)]
            for place in sharing:
                fresh = _merged(boards[place], fresh)
            if sharing:
                boards[sharing[0]] = fresh
                boards = [board for place, board in enumerate(boards) if place not in sharing[1:]]
            else:
                boards.append(fresh)
    return boards


def _texts(row: Row) -> set[str]:
    return {spot.seen.text for spot in row if spot.seen.text}


def _merged(one: Row, other: Row) -> Row:
    """Two looks at one board as one: along what both show in the same order, the longest such run."""
    pairs = _common([spot.seen.text for spot in one], [spot.seen.text for spot in other])
    merged: Row = []
    here = there = 0
    for left, right in [*pairs, (len(one), len(other))]:
        # Before what both show first, and behind what they show last, one picture reaches further.
        mine, theirs = one[here:left], other[there:right]
        # What one could not read in a gap is what the other did.
        if _texts(theirs):
            mine = [spot for spot in mine if spot.seen.text]
        if _texts(mine):
            theirs = [spot for spot in theirs if spot.seen.text]
        merged += (*mine, *theirs)
        if left < len(one):
            merged.append(one[left])
        here, there = left + 1, right + 1
    return _once(merged)


def _once(row: Row) -> Row:
    """A book that stands at another place in the second look stays where it was seen first."""
    kept: Row = []
    looks: dict[str, int] = {}
    for spot in row:
        text = spot.seen.text
        if text and looks.setdefault(text, spot.picture) != spot.picture:
            continue
        kept.append(spot)
    return kept


def _common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the longest run of texts that both have in the same order."""
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            same = one[i] and one[i] == other[j]
            longest[i][j] = longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if one[i] and one[i] == other[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _pixels_of_a_millimetre(seen: Sequence[Seen]) -> float:
    sizes = sorted(
        one.sides[1] / (_LADDER if one.symbol is Symbol.LADDER else _MATRIX)
        for one in seen
        if one.symbol is not Symbol.ACROSS
    ) or [8.0]
    return max(1.0, sizes[len(sizes) // 2])


def _slope(seen: Sequence[Seen], mm: float) -> float:
    """How far the boards fall to the right, by the median of neighbours."""
    slopes = sorted(
        (b[1] - a[1]) / (b[0] - a[0])
        for a, b in combinations(sorted(one.middle for one in seen), 2)
        if 5 * mm < b[0] - a[0] < _FAR * mm and abs(b[1] - a[1]) < _LEVEL * mm
    )
    return slopes[len(slopes) // 2] if slopes else 0.0
