"""Reading an EAN-13 by likeness instead of by edges.

Both libraries look for edges; ink that has spread, glare, creases and mild blur move edges, and the
whole number is lost. Here the three guards are looked for together, in every size that is possible, and each
digit between them is compared with its ten or twenty possible shapes, its place free to drift
(after Gallo and Manduchi, "Reading 1D barcodes with mobile phones using deformable templates", 2011).
Likeness is correlation, so light and shade do not matter.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from stdnum import ean

from kiosk.camera.lines import Lines
from kiosk.camera.soft_ean.shapes import FIRST_DIGIT, LEAST_SPREAD, STEPS, Shapes, shapes_of_parts, unit
from kiosk.camera.straighten import QUIET

MODULES = 95
"""Width of an EAN-13 in modules, without its quiet zones."""

MEAN_LIKENESS = 0.88
LEAST_LIKENESS = 0.7
GUARD_LIKENESS = 0.8
"""On photographs true numbers had means from 0.91 and least from 0.86; chance at most 0.89 with 0.6."""

_WIDTHS = (0.82, 0.88, 0.94, 1.0, 1.06, 1.12, 1.18)
_PLACES = 16
"""How many places are looked at closely, those with the likest guards."""

_CENTRE = (6 + 42) * STEPS
_END = (6 + 42 + 5 + 42) * STEPS
"""Where the second and the third guard begin, in samples from the first, in a picture without distortion."""
_SLACK = 4
"""Samples by which they may stand elsewhere."""
_DRIFT = np.arange(-3, 4)
"""Samples by which a digit may stand elsewhere than in its share between two guards."""

_EDGE = cv2.BORDER_REPLICATE

_Whole = NDArray[np.intp]


@dataclass(frozen=True)
class _Place:
    """Where the three guards of a number may be.

    Attributes:
        row: the line, in one of its sizes.
        guards: where the windows of the three guards begin in it.
        likeness: the sum of the guards' likenesses, each as often as it has modules.
        inverted: whether the bars are white on dark.
    """

    row: int
    guards: tuple[int, int, int]
    likeness: float
    inverted: bool


@dataclass(frozen=True)
class Likeness:
    """What an EAN-13 along one line would be.

    Attributes:
        mean: how much guards and digits are like their shapes, 1 at most.
        least: the same of the digit that is least like its shape.
        shapes: which shape each digit is likest to: 0 to 9, and 10 to 19 for a left digit of even parity.
    """

    mean: float
    least: float
    shapes: tuple[int, ...]

    @property
    def number(self) -> str | None:
        """The number, if every part is like it, its parities are possible and its check digit is right."""
        if self.mean < MEAN_LIKENESS or self.least < LEAST_LIKENESS:
            return None
        parities = "".join("O" if shape < 10 else "E" for shape in self.shapes[:6])
        if parities not in FIRST_DIGIT:
            return None
        number = f"{FIRST_DIGIT.index(parities)}" + "".join(str(shape % 10) for shape in self.shapes)
        return number if ean.is_valid(number) else None

    def differing(self, number: str) -> int:
        """How many digits are likest to another shape than they have in this number of thirteen digits."""
        parities = FIRST_DIGIT[int(number[0])] + "O" * 6
        shapes = [
            int(digit) + (0 if parity == "O" else 10)
            for digit, parity in zip(number[1:], parities, strict=True)
        ]
        return sum(one != other for one, other in zip(shapes, self.shapes, strict=True))


def likenesses(lines: Lines) -> list[Likeness]:
    """The likest reading of each of these stretched lines (as wide as a `Crop`) that has the three guards."""
    sized = _in_all_sizes(1 - lines)
    best: dict[int, Likeness] = {}
    for row, likeness in _readings(sized, _places(sized)):
        line = row % lines.shape[0]
        if line not in best or likeness.mean > best[line].mean:
            best[line] = likeness
    return list(best.values())


def _in_all_sizes(dark: Lines) -> Lines:
    """All lines at each of the widths, `STEPS` samples a module, filled up on the right."""
    count, size = dark.shape
    expected = MODULES * (1 + 2 * QUIET) * STEPS
    longest = round(expected / min(_WIDTHS))
    rows = []
    for width in _WIDTHS:
        samples = round(expected / width)
        way = cv2.INTER_AREA if samples < size else cv2.INTER_LINEAR
        row = cv2.resize(dark, (samples, count), interpolation=way)
        rows.append(cv2.copyMakeBorder(row, 0, 0, 0, longest - samples, cv2.BORDER_REPLICATE))
    return np.concatenate(rows)


def _places(sized: Lines) -> list[_Place]:
    """The likeliest place of each row, the likest first."""
    *guards, _, _ = shapes_of_parts()
    room = sized.shape[1] - _END - guards[2].size
    reach = np.ones((1, 2 * _SLACK + 1), np.uint8)
    like = [_likeness_along(sized, guard) for guard in guards]
    places = []
    for sign in (1, -1):
        # White bars on a dark tin are the same line upside down: unlike the guards instead of like them.
        start, centre, end = (sign * one for one in like)
        together = start[:, :room] + cv2.dilate(centre, reach)[:, _CENTRE : _CENTRE + room]
        together += cv2.dilate(end, reach)[:, _END : _END + room]
        firsts = together.argmax(axis=1)
        for row in np.nonzero(together.max(axis=1) >= len(like) * GUARD_LIKENESS)[0]:
            first = int(firsts[row])
            at = [first]
            for likeness, distance in ((centre, _CENTRE), (end, _END)):
                near = likeness[row, first + distance - _SLACK : first + distance + _SLACK + 1]
                at.append(first + distance - _SLACK + int(near.argmax()))
            total = 6 * start[row, at[0]] + 5 * centre[row, at[1]] + 6 * end[row, at[2]]
            places.append(_Place(int(row), (at[0], at[1], at[2]), float(total), sign < 0))
    return sorted(places, key=lambda place: -place.likeness)[:_PLACES]


def _readings(sized: Lines, places: list[_Place]) -> list[tuple[int, Likeness]]:
    """What each place says, read from the left and from the right, and its row."""
    if not places:
        return []
    *_, left, right = shapes_of_parts()
    start, centre, end = np.array([place.guards for place in places]).T[:, :, None]
    share = np.arange(6) / 6
    firsts = start + 6 * STEPS + share * (centre - start - 6 * STEPS)
    lasts = centre + 5 * STEPS + share * (end - centre - 5 * STEPS)
    begins = np.rint(np.concatenate([firsts, lasts], axis=1)).astype(np.intp)
    samples = begins[:, :, None, None] + _DRIFT[:, None] + np.arange(left.shape[1])
    rows = np.array([place.row for place in places])[:, None, None, None]
    signs = np.array([-1 if place.inverted else 1 for place in places], np.float32)[:, None, None, None]
    windows = unit(sized[rows, np.clip(samples, 0, sized.shape[1] - 1)] * signs)
    readings = []
    for way in (windows, windows[:, ::-1, ::-1, ::-1]):
        halves = [_likest(way[:, :6] @ left.T), _likest(way[:, 6:] @ right.T)]
        likeness = np.concatenate([half[0] for half in halves], axis=1)
        shapes = np.concatenate([half[1] for half in halves], axis=1)
        for place, like, which in zip(places, likeness, shapes, strict=True):
            mean = (place.likeness + 7 * float(like.sum())) / (6 + 42 + 5 + 42 + 6)
            readings.append((place.row, Likeness(mean, float(like.min()), tuple(which.tolist()))))
    return readings


def _likest(likeness: NDArray[np.float32]) -> tuple[NDArray[np.float32], _Whole]:
    """The likeness of each of six digits and which shape it is, on the likest path.

    `likeness` is by place, digit, drift and shape. From digit to digit the drift changes by one sample at
    most, and the first digit drifts by one at most.
    """
    count, digits = likeness.shape[:2]
    best, shape = likeness.max(axis=3), likeness.argmax(axis=3)
    beyond = np.full((count, 1), -np.inf, np.float32)
    total = np.where(np.abs(_DRIFT) <= 1, best[:, 0], -np.inf)
    steps = []
    for digit in range(1, digits):
        wide = np.concatenate([beyond, total, beyond], axis=1)
        before = np.stack([wide[:, :-2], wide[:, 1:-1], wide[:, 2:]])
        steps.append(before.argmax(axis=0) - 1)
        total = before.max(axis=0) + best[:, digit]
    every = np.arange(count)
    drift = total.argmax(axis=1)
    path = [drift]
    for step in reversed(steps):
        drift = drift + step[every, drift]
        path.insert(0, drift)
    chosen = np.stack(path, axis=1)[:, :, None]
    return np.take_along_axis(best, chosen, 2)[:, :, 0], np.take_along_axis(shape, chosen, 2)[:, :, 0]


def _likeness_along(lines: Lines, shape: Shapes) -> Lines:
    """The correlation of the shape with the window that begins at each sample of each line."""
    size = shape.size

    def sums(values: Lines) -> Lines:
        box = cv2.boxFilter(values, -1, (size, 1), anchor=(0, 0), normalize=False, borderType=_EDGE)
        return box.astype(np.float32, copy=False)

    spread = sums(lines * lines) - sums(lines) ** 2 / size
    alike = cv2.filter2D(lines, -1, shape[None], anchor=(0, 0), borderType=_EDGE)
    return (alike / np.sqrt(np.maximum(spread, LEAST_SPREAD))).astype(np.float32, copy=False)
