"""Shapes put on or cut out of a square of 24 by 24, and the picture that they make as filled rectangles."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

_SIDE = 24.0
POINTS = 144
"""Rows and columns of points: a picture of 35 mm has four to the millimetre."""

Point = tuple[float, float]
Shape = tuple[bool, tuple[Point, ...]]
"""Whether it is put on (else cut out), and its corners."""


def on(*corners: Point) -> Shape:
    """A shape of these corners, put on."""
    return True, corners


def off(shape: Shape) -> Shape:
    """The same shape, cut out."""
    return False, shape[1]


def oval(x: float, y: float, across: float, down: float | None = None, turned: float = 0.0) -> Shape:
    """An ellipse by its middle and half its sides; `turned` by so many degrees."""
    down, angle = across if down is None else down, turned * pi / 180
    corners = []
    for step in range(48):
        a, b = across * cos(step * pi / 24), down * sin(step * pi / 24)
        corners.append((x + a * cos(angle) - b * sin(angle), y + a * sin(angle) + b * cos(angle)))
    return True, tuple(corners)


def box(x: float, y: float, wide: float, high: float) -> Shape:
    """A rectangle by its top left corner."""
    return on((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))


def bar(x: float, y: float, to_x: float, to_y: float, wide: float) -> Shape:
    """A straight line of this thickness."""
    long = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
    a, b = (to_y - y) / long * wide / 2, (to_x - x) / long * wide / 2
    return on((x + a, y - b), (to_x + a, to_y - b), (to_x - a, to_y + b), (x - a, y + b))


def star(x: float, y: float, radius: float, points: int = 5, inner: float = 0.42) -> Shape:
    """A star, its first point at the top; `inner` is how deep it goes in."""
    turns = [(radius if step % 2 == 0 else radius * inner, step * pi / points) for step in range(2 * points)]
    return True, tuple((x + far * sin(at), y - far * cos(at)) for far, at in turns)


def rectangles(shapes: Sequence[Shape]) -> tuple[tuple[int, int, int, int], ...]:
    """The picture in points: left, top, right, bottom of each; equal runs below each other are one."""
    found: list[tuple[int, int, int, int]] = []
    open_: dict[tuple[int, int], int] = {}
    for row in range(POINTS + 1):
        runs = set(_runs(shapes, (row + 0.5) * _SIDE / POINTS)) if row < POINTS else set()
        for run in [run for run in open_ if run not in runs]:
            found.append((run[0], open_.pop(run), run[1], row))
        for run in runs:
            open_.setdefault(run, row)
    return tuple(sorted(found))


def _runs(shapes: Sequence[Shape], y: float) -> Iterator[tuple[int, int]]:
    """The dark runs of one row of points: first one, and the one behind the last."""
    dark = bytearray(POINTS)
    for is_on, corners in shapes:
        crossed = sorted(
            x + (y - top) * (to_x - x) / (bottom - top)
            for (x, top), (to_x, bottom) in zip(corners, (*corners[1:], corners[0]), strict=True)
            if (top <= y) != (bottom <= y)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=True):
            first, last = (min(POINTS, max(0, round(x * POINTS / _SIDE))) for x in (left, right))
            dark[first:last] = bytes([is_on]) * (last - first)
    start = None
    for at, point in enumerate((*dark, 0)):
        if point and start is None:
            start = at
        elif not point and start is not None:
            yield start, at
            start = None
