"""Code 128 as a ladder down a spine: read from lines along it, however soft or grainy the picture is.

Books that lean together are laid upright together. The picture is then cut into narrow upright strips, each
of which lies on one book or on two; along the mean line of a strip there is little noise, so that blur can be
undone, and a decoder that is handed many such lines reads where it gives up on the picture itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.camera.lines import Lines, as_picture, stretched, unblurred
from kiosk.shelf_photo.seen import Corners, Grey, Seen, Symbol, settled

_CELL = 8
_REACH = 5
_STEEPEST, _STEP = 18, 2.0
"""Degrees to which books lean, and by how much those may differ that are laid upright together."""

_STRIPS = (28, 12, 7)
"""Widths of strips in pixels: one with little noise, a thin book's, and a booklet's between others."""

_FAINT = 300
"""Mean square of the change of brightness below which there are no bars, but grain."""

_MOST_OF = 0.55
"""How much of a ladder must be there to be one that could not be read."""

_ENLARGED = 2
_BLURS = tuple(blur * _ENLARGED for blur in (0.0, 0.7, 1.0, 1.3, 1.6, 1.9))
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])


@dataclass(frozen=True)
class _Upright:
    """A part of the picture in which books of one lean stand upright, and the way back."""

    picture: Grey
    to_frame: NDArray[np.float64]

    def in_frame(self, corners: Corners) -> Corners:
        """Points of the part as points of the picture."""
        points = cv2.transform(np.array([corners], dtype=np.float64), self.to_frame)[0]
        return tuple((float(x), float(y)) for x, y in points)


@dataclass(frozen=True)
class _Stripes:
    """Cells of the picture across which bars run, and by how many degrees these lean to the right."""

    striped: NDArray[np.bool_]
    lean: NDArray[np.float32]


def read_ladders(grey: Grey) -> list[Seen]:
    """The ladders of a picture; each comes as often as strips agree about it.

    One without text was seen and could not be read.
    """
    stripes = _stripes(grey)
    found: list[Seen] = []
    for part in _upright_parts(grey, stripes):
        found += _read_part(part)
    return found + _left_over(stripes, settled(found))


def _stripes(grey: Grey) -> _Stripes:
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    grid = (max(1, grey.shape[1] // _CELL), max(1, grey.shape[0] // _CELL))

    def around(product: NDArray[np.float32]) -> NDArray[np.float32]:
        cells = cv2.resize(product, grid, interpolation=cv2.INTER_AREA)
        return cv2.blur(cells, (3, _REACH)).astype(np.float32, copy=False)

    xx, yy, xy = (around(product) for product in (across * across, down * down, across * down))
    upright, turn = yy - xx, -2 * xy
    aligned = np.hypot(upright, turn)
    striped = (aligned > 0.5 * (xx + yy)) & (aligned > _FAINT)
    return _Stripes(striped, np.degrees(0.5 * np.arctan2(turn, upright)).astype(np.float32, copy=False))


def _upright_parts(grey: Grey, stripes: _Stripes) -> Iterator[_Upright]:
    for step in np.arange(-_STEEPEST, _STEEPEST + 0.1, _STEP).tolist():
        here = stripes.striped & (np.abs(stripes.lean - step) <= 0.5 * _STEP)
        for left, top, wide, high, area in _patches(here):
            if area >= 8 and high >= 5:
                yield _turned(grey, (left, top, wide, high), step)


def _patches(cells: NDArray[np.bool_]) -> list[list[int]]:
    """Cells that touch: left, top, width, height and number of each patch."""
    solid = cv2.morphologyEx(cells.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 3), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    patches: list[list[int]] = boxes[1:count].tolist()
    return patches


def _left_over(stripes: _Stripes, read: list[Seen]) -> list[Seen]:
    """Patches as high as most of a ladder that was read, where none was."""
    if not read:
        return []
    rest: cv2.typing.MatLike = stripes.striped.astype(np.uint8)
    for seen in read:
        box = np.round(np.array(seen.corners) / _CELL).astype(np.int32)
        cv2.fillConvexPoly(rest, box, [0])
        cv2.polylines(rest, [box], True, [0], 5)
    least = max(2, round(_MOST_OF * float(np.median([seen.sides[1] for seen in read])) / _CELL))
    # The edges of labels run across too, and touch the bars; they are not as high.
    high_enough = cv2.morphologyEx(rest, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8)) > 0
    return [
        Seen(
            "",
            Symbol.LADDER,
            tuple(
                (float(x * _CELL), float(y * _CELL))
                for x, y in ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
            ),
        )
        for left, top, wide, high, area in _patches(high_enough)
        if area >= max(2 * least, 0.4 * wide * high)
    ]


def _turned(grey: Grey, cells: tuple[int, int, int, int], lean: float) -> _Upright:
    left, top, wide, high = (side * _CELL for side in cells)
    middle = (left + wide / 2, top + high / 2)
    # Bars that run out of the patch, and what lies beyond their ends.
    high = round(1.7 * high + 6 * _CELL)
    wide = round(wide + 4 * _CELL)
    wide, high = -(-wide // _CELL) * _CELL, -(-high // _CELL) * _CELL
    turn = cv2.getRotationMatrix2D(middle, lean, 1.0)
    turn[:, 2] += np.array([wide / 2 - middle[0], high / 2 - middle[1]])
    piece = cv2.warpAffine(grey, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = cv2.invertAffineTransform(turn).astype(np.float64)
    return _Upright(piece.astype(np.uint8, copy=False), back)


def _read_part(part: _Upright) -> list[Seen]:
    """What two strips side by side agree about: one that lies on two books may read as a third."""
    found: list[Seen] = []
    covered = np.zeros(part.picture.shape[1], np.bool_)
    for wide in _STRIPS:
        lines, lefts = _strips(part.picture, wide, covered)
        if not lefts or (wide == _STRIPS[-1] and not found):
            continue
        last: dict[str, tuple[float, float]] = {}
        before = -wide
        for left, rows in zip(lefts, _sharpened(lines), strict=True):
            read = _decoded(rows)
            for text in read.keys() & last.keys() if left - before < wide else ():
                top, bottom = read[text]
                # What both strips cover: either may reach over the edge of the book.
                right = before + wide
                box = ((left, top), (right, top), (right, bottom), (left, bottom))
                found.append(Seen(text, Symbol.LADDER, part.in_frame(box)))
                covered[left:right] = True
            last, before = read, left
    return found


def _strips(picture: Grey, wide: int, covered: NDArray[np.bool_]) -> tuple[Lines, list[int]]:
    """The mean line down each strip, and where each begins, but where all is covered."""
    lefts = [
        left
        for left in range(0, picture.shape[1] - wide + 1, wide // 3)
        if not covered[left : left + wide].all()
    ]
    sums = cv2.boxFilter(
        picture, cv2.CV_32F, (wide, 1), anchor=(0, 0), normalize=True, borderType=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(sums[:, lefts].T).astype(np.float32, copy=False), lefts


def _sharpened(lines: Lines) -> Iterator[Grey]:
    """Each line enlarged and sharpened in several ways, as a picture with a row for each way."""
    large = cv2.resize(lines, (lines.shape[1] * _ENLARGED, lines.shape[0]), interpolation=cv2.INTER_CUBIC)
    ways = [as_picture(stretched(some)) for some in unblurred(large.astype(np.float32, copy=False), _BLURS)]
    yield from np.stack(ways, axis=1)


def _decoded(rows: Grey) -> dict[str, tuple[float, float]]:
    """Each text along a line, and its two ends."""
    read = zxingcpp.read_barcodes(
        rows,
        _FORMATS,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
    )
    ends = {}
    for one in read:
        top, bottom = sorted((one.position.top_left.x, one.position.top_right.x))
        ends[one.text] = (top / _ENLARGED, bottom / _ENLARGED)
    return ends
