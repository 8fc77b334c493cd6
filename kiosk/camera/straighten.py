"""Finding bars in a picture and laying them straight."""

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Profile = NDArray[np.float32]
"""Brightness along one line across the bars, 0 black to 1 white."""

QUIET = 0.15
"""How much of a box's width a crop adds on either side: the quiet zone, and ends that the locator cut off."""

_WIDTH = 640
_LOOK_AT = 640
_CELL = 4
"""Pixels on a side over which directions are averaged."""
_REACH = 5
"""Cells over which a direction must hold."""
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
def _detector() -> cv2.barcode.BarcodeDetector:
    return cv2.barcode.BarcodeDetector()


def boxes_by_opencv(picture: Grey) -> list[NDArray[np.float32]]:
    """Boxes of bars, four corners each (lower left, upper left, upper right, lower right as the bars stand).

    Only the locator is used: OpenCV's own decoding gives other symbologies as valid EANs.
    """
    found, corners = _detector().detectMulti(picture)
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
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    grid = (small.shape[1] // _CELL, small.shape[0] // _CELL)
    xx, yy, xy = (
        cv2.blur(cv2.resize(product, grid, interpolation=cv2.INTER_AREA), (_REACH, _REACH))
        for product in (across * across, down * down, across * down)
    )
    lean = xx - yy
    aligned = np.sqrt(lean * lean + 4 * xy * xy)
    striped = (aligned > 0.6 * (xx + yy)) & (aligned > max(400.0, 0.1 * float(np.percentile(aligned, 99))))
    way = np.arctan2(2 * xy, lean)  # twice the angle, so that a way and its opposite are one
    found: list[tuple[float, NDArray[np.intp], NDArray[np.intp]]] = []
    for middle in np.arange(_WAYS) * (2 * math.pi / _WAYS):
        alike = striped & (np.cos(way - middle) > math.cos(2 * math.pi / _WAYS))
        count, labels, areas, _ = cv2.connectedComponentsWithStats(alike.astype(np.uint8), connectivity=4)
        for number in range(1, count):
            if areas[number, cv2.CC_STAT_AREA] >= _REACH * _REACH:
                y, x = np.nonzero(labels == number)
                found.append((float(aligned[y, x].sum()), x, y))
    found.sort(key=lambda one: -one[0])
    boxes: list[NDArray[np.float32]] = []
    for _, x, y in found[: 4 * _MOST_BOXES]:
        angle = 0.5 * math.atan2(2 * float(xy[y, x].sum()), float(lean[y, x].sum()))
        box = _box_around(np.stack([x + 0.5, y + 0.5], axis=1), angle) * np.float32(_CELL / scale)
        # Ways overlap by half, so the same bars come twice.
        known = any(cv2.pointPolygonTest(other, box.mean(axis=0).tolist(), False) >= 0 for other in boxes)
        if not known and math.dist(box[0], box[3]) > 2 * _REACH * _CELL / scale:
            boxes.append(box)
    return boxes[:_MOST_BOXES]


def _box_around(points: NDArray[np.float64], angle: float) -> NDArray[np.float32]:
    """A box around bars of which each is crossed at this angle; leaning where the row of bars leans."""
    across = np.array([math.cos(angle), math.sin(angle)])
    upright = np.array([-across[1], across[0]])
    variance, axes = np.linalg.eigh(np.cov(points.T))
    row = axes[:, 1] if axes[:, 1] @ across > 0 else -axes[:, 1]
    # In a picture taken from the side the bars stand askew on their row, which a long row shows by its shape.
    if variance[1] < 2 * variance[0] or row @ across < math.cos(math.radians(40)):
        row = across
    basis = np.stack([row, upright], axis=1)
    places = points @ np.linalg.inv(basis).T
    left, right = np.percentile(places[:, 0], (1, 99))
    top, bottom = np.percentile(places[:, 1], (10, 90))
    corners = np.array([(left, bottom), (left, top), (right, top), (right, bottom)])
    box: NDArray[np.float32] = (corners @ basis.T).astype(np.float32)
    return box


def straighten(picture: Grey, box: NDArray[np.float32]) -> Crop:
    """The box with a margin at both ends, upright, enlarged to at most four times (small bars need it)."""
    lower_left, upper_left, upper_right, lower_right = box
    wide = max(1.0, (math.dist(lower_left, lower_right) + math.dist(upper_left, upper_right)) / 2)
    high = (math.dist(lower_left, upper_left) + math.dist(lower_right, upper_right)) / 2
    scale = max(1.0, min(4.0, _WIDTH / wide))
    margin = QUIET * wide * scale
    width = 32 * math.ceil((wide * scale + 2 * margin) / 32)  # so that the Fourier transform is quick
    height = int(max(16.0, min(high * scale, 160.0)))
    target = np.array(
        [[margin, height], [margin, 0], [width - margin, 0], [width - margin, height]], dtype=np.float32
    )
    there = cv2.getPerspectiveTransform(box, target)
    piece = cv2.warpPerspective(
        picture, there, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Crop(piece.astype(np.uint8, copy=False), np.linalg.inv(there).astype(np.float64), scale)


def edges(crop: Crop) -> int:
    """How often light and dark change across the crop: an EAN-8 has 44 edges, a label's rim has one."""
    line = sharpen(crop.picture.mean(axis=0, dtype=np.float32), 0)
    return int(np.count_nonzero(np.diff(line > 0.5)))


def profiles(crop: Crop, bands: int) -> list[Profile]:
    """The mean line of each of that many horizontal bands: noise goes, and bars that lean stay apart."""
    height = crop.picture.shape[0]
    edges = [height * band // bands for band in range(bands + 1)]
    return [crop.picture[top:bottom].mean(axis=0, dtype=np.float32) for top, bottom in pairwise(edges)]


def sharpen(profile: Profile, blur: float) -> Profile:
    """The line as it was before a Gaussian blur of that many pixels (0: leave), stretched to black and white.

    A Wiener filter: along one averaged line there is so little noise that much blur can be undone.
    """
    line = profile
    if blur:
        mirrored = np.concatenate([profile, profile[::-1]])
        frequency = np.fft.rfftfreq(mirrored.size)
        passed = np.exp(-2 * (np.pi * frequency * blur) ** 2)
        spectrum = np.fft.rfft(mirrored) * passed / (passed * passed + 0.002)
        line = np.fft.irfft(spectrum, mirrored.size)[: profile.size].astype(np.float32)
    span = (profile.size // 6) | 1
    row = line[None]
    kernel = np.ones((1, span), np.uint8)
    white = cv2.blur(cv2.dilate(row, kernel), (span, 1))
    black = cv2.blur(cv2.erode(row, kernel), (span, 1))
    stretched: Profile = np.clip((row - black) / np.maximum(white - black, 8), 0, 1)[0]
    return stretched


def as_picture(profile: Profile) -> Grey:
    """A line as a picture a few rows high, which a decoder can read."""
    return np.repeat((profile * 255).astype(np.uint8)[None], 6, axis=0)
