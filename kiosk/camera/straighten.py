"""Finding bars in a picture and laying them straight."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_Field = NDArray[np.float32]
_Cells = tuple[NDArray[np.intp], ...]

QUIET = 0.15
"""How much of a box's width a crop adds on either side: the quiet zone, and ends that the locator cut off."""

_WIDTH = 640
_LEAST_ROWS, _MOST_ROWS = 16, 96
_FINE = 720
"""Pixels on the longer side up to which OpenCV's finest scale finds only bars that cannot be read."""
_LOOK_AT = 960
_CELL = 4
"""Pixels on a side over which directions are averaged."""
_REACH = 5
"""Cells over which a direction must hold."""
_FEWEST_CELLS = 40
_WAYS = 6
_MOST_BOXES = 3


@dataclass(frozen=True)
class Crop:
    """A piece of a frame in which the bars stand upright.

    Attributes:
        picture: the piece, enlarged.
        to_frame: the 3 x 3 matrix that takes a point of the piece to the frame.
        scale: pixels of the piece per pixel of the frame.
    """

    picture: Grey
    to_frame: NDArray[np.float64]
    scale: float

    def in_frame(self, corners: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        """Points of the piece as points of the frame."""
        points = cv2.perspectiveTransform(np.asarray([corners], dtype=np.float64), self.to_frame)[0]
        return tuple((float(x), float(y)) for x, y in points)


@cache
def _detector(scales: tuple[float, ...]) -> cv2.barcode.BarcodeDetector:
    detector = cv2.barcode.BarcodeDetector()
    detector.setDetectorScales(scales)
    return detector


def boxes_by_opencv(picture: Grey) -> list[NDArray[np.float32]]:
    """Boxes of bars, four corners each (lower left, upper left, upper right, lower right as the bars stand).

    Only the locator is used: OpenCV's own decoding gives other symbologies as valid EANs.
    """
    scales = (0.03, 0.06, 0.08) if max(picture.shape) <= _FINE else (0.01, 0.03, 0.06, 0.08)
    found, corners = _detector(scales).detectMulti(picture)
    return [box.astype(np.float32) for box in corners[:_MOST_BOXES]] if found and corners is not None else []


def boxes_by_direction(picture: Grey) -> list[NDArray[np.float32]]:
    """Boxes, by the direction of the edges, for bars that OpenCV misses (blurred, faint, leaning, very near).

    Where bars are, nearly all change of brightness points one way, across them: the structure tensor
    says so. Cells that agree about that way and touch make a box; the edge of a label
    points another way, or is too thin.
    """
    height, width = picture.shape
    scale = min(1.0, _LOOK_AT / max(height, width))
    size = (max(_CELL, round(width * scale)), max(_CELL, round(height * scale)))
    small: Grey = picture
    if scale < 1:
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    lean, turn, whole = _directions(small)
    aligned = np.sqrt(lean * lean + turn * turn)
    strong = float(np.partition(aligned, -aligned.size // 100, axis=None)[-aligned.size // 100])
    striped = (aligned > 0.6 * whole) & (aligned > max(400.0, 0.1 * strong))
    boxes: list[NDArray[np.float32]] = []
    for y, x in _patches(striped, aligned, lean, turn):
        cells = np.stack([x + 0.5, y + 0.5], axis=1)
        centre = cells.mean(axis=0) * (_CELL / scale)
        # Ways overlap by half, so the same bars come twice.
        if any(cv2.pointPolygonTest(box, centre.tolist(), False) >= 0 for box in boxes):
            continue
        angle = 0.5 * math.atan2(float(turn[y, x].sum()), float(lean[y, x].sum()))
        box = _box_around(cells, angle) * np.float32(_CELL / scale)
        if math.dist(box[0], box[3]) > 2 * _REACH * _CELL / scale:
            boxes.append(box)
            if len(boxes) == _MOST_BOXES:
                break
    return boxes


def _directions(picture: Grey) -> tuple[_Field, _Field, _Field]:
    """The structure tensor of each cell, averaged with its neighbours, as a vector and a length.

    The vector points along twice the angle of the edges' way, so that a way and its opposite are one; it is
    as long as the third value where all edges go one way, and short where they do not.
    """
    across, down = cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    grid = (picture.shape[1] // _CELL, picture.shape[0] // _CELL)

    def around(product: _Field) -> _Field:
        cells = cv2.resize(product, grid, interpolation=cv2.INTER_AREA)
        return cv2.blur(cells, (_REACH, _REACH)).astype(np.float32, copy=False)

    xx, yy, xy = (around(product) for product in (across * across, down * down, across * down))
    return xx - yy, 2 * xy, xx + yy


def _patches(striped: NDArray[np.bool_], aligned: _Field, lean: _Field, turn: _Field) -> Iterator[_Cells]:
    """Cells that touch and agree about their way, rows and columns of each patch; the strongest first."""
    found: list[tuple[float, NDArray[np.intp]]] = []
    for middle in np.arange(_WAYS) * (2 * math.pi / _WAYS):
        along = math.cos(middle) * lean + math.sin(middle) * turn
        alike = striped & (along > math.cos(2 * math.pi / _WAYS) * aligned)
        cells = np.flatnonzero(alike)
        _, labels = cv2.connectedComponents(alike.view(np.uint8), connectivity=4)
        patch_of = labels.ravel()[cells]
        areas = np.bincount(patch_of)
        strengths = np.bincount(patch_of, weights=aligned.ravel()[cells])
        for patch in np.flatnonzero(areas >= _FEWEST_CELLS).tolist():
            found.append((float(strengths[patch]), cells[patch_of == patch]))
    found.sort(key=lambda one: -one[0])
    for _, cells in found[: 4 * _MOST_BOXES]:
        yield np.unravel_index(cells, striped.shape)


def _box_around(points: NDArray[np.float64], angle: float) -> NDArray[np.float32]:
    """A box around bars of which each is crossed at this angle; leaning where the row of bars leans."""
    across = np.array([math.cos(angle), math.sin(angle)])
    upright = np.array([-across[1], across[0]])
    x, y = (points - points.mean(axis=0)).T
    xx, yy, xy = float(x @ x), float(y @ y), float(x @ y)
    long, middle = math.hypot(xx - yy, 2 * xy) / 2, (xx + yy) / 2
    lie = 0.5 * math.atan2(2 * xy, xx - yy)
    row = np.array([math.cos(lie), math.sin(lie)])
    row = row if row @ across > 0 else -row
    # In a picture taken from the side the bars stand askew on their row, which a long row shows by its shape.
    if middle + long < 2 * (middle - long) or row @ across < math.cos(math.radians(40)):
        row = across
    left, right = _middle(points @ across / (row @ across), 0.01)
    off_row = np.array([-row[1], row[0]])
    top, bottom = _middle(points @ off_row / (upright @ off_row), 0.1)
    corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
    return np.array([along * row + up * upright for along, up in corners], dtype=np.float32)


def _middle(values: NDArray[np.float64], share: float) -> tuple[float, float]:
    """The least and the greatest when this share is left out at either end."""
    ordered = np.sort(values)
    out = round(share * (ordered.size - 1))
    return float(ordered[out]), float(ordered[-1 - out])


def straighten(picture: Grey, box: NDArray[np.float32]) -> Crop:
    """The box with a margin at both ends, upright, enlarged to at most four times (small bars need it)."""
    lower_left, upper_left, upper_right, lower_right = box
    wide = max(1.0, (math.dist(lower_left, lower_right) + math.dist(upper_left, upper_right)) / 2)
    high = (math.dist(lower_left, upper_left) + math.dist(lower_right, upper_right)) / 2
    scale = max(1.0, min(4.0, _WIDTH / wide))
    margin = QUIET * wide * scale
    width = 32 * math.ceil((wide * scale + 2 * margin) / 32)  # so that the Fourier transform is quick
    height = int(max(_LEAST_ROWS, min(high, _MOST_ROWS)))  # along the bars nothing is to be seen by enlarging
    target = np.array(
        [[margin, height], [margin, 0], [width - margin, 0], [width - margin, height]], dtype=np.float32
    )
    there = cv2.getPerspectiveTransform(box, target)
    piece = cv2.warpPerspective(
        picture, there, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Crop(piece.astype(np.uint8, copy=False), np.linalg.inv(there).astype(np.float64), scale)
