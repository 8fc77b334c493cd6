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

_WIDTH = 900
_LOOK_AT = 320
_MOST_BOXES = 4


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
    """Boxes, by the direction of the edges, for bars that OpenCV misses (blurred, faint, very near).

    Where bars are, nearly all change of brightness points one way: the structure tensor
    says so, and its main direction is that across the bars.
    """
    height, width = picture.shape
    scale = min(1.0, _LOOK_AT / max(height, width))
    size = (round(width * scale), round(height * scale))
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (3, 3), 0)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    side = (max(small.shape) // 20) | 1
    products = (across * across, down * down, across * down)
    xx, yy, xy = (cv2.blur(product, (side, side)) for product in products)
    lean = xx - yy
    aligned = np.sqrt(lean * lean + 4 * xy * xy)
    threshold = max(900.0, 0.08 * float(np.percentile(aligned, 99)))
    mask = ((aligned > 0.6 * (xx + yy)) & (aligned > threshold)).astype(np.uint8)
    count, labels, areas, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    largest = sorted(range(1, count), key=lambda number: -int(areas[number, cv2.CC_STAT_AREA]))[:_MOST_BOXES]
    boxes = []
    for number in largest:
        if areas[number, cv2.CC_STAT_AREA] < 1.5 * side * side:
            break
        y, x = np.nonzero(labels == number)
        angle = 0.5 * math.atan2(2 * float(xy[y, x].sum()), float(lean[y, x].sum()))
        along = np.array([math.cos(angle), math.sin(angle)])
        upright = np.array([-along[1], along[0]])
        points = np.stack([x, y], axis=1)
        left, right = np.percentile(points @ along, (0.5, 99.5))
        top, bottom = np.percentile(points @ upright, (5, 95))
        if right - left > side:
            corners = ((left, bottom), (left, top), (right, top), (right, bottom))
            boxes.append(np.array([a * along + b * upright for a, b in corners], dtype=np.float32) / scale)
    return boxes


def straighten(picture: Grey, box: NDArray[np.float32]) -> Crop:
    """The box with a margin at both ends, upright, enlarged to at most four times (small bars need it)."""
    lower_left, upper_left, upper_right, lower_right = box
    wide = max(1.0, (math.dist(lower_left, lower_right) + math.dist(upper_left, upper_right)) / 2)
    high = (math.dist(lower_left, upper_left) + math.dist(lower_right, upper_right)) / 2
    scale = max(1.0, min(4.0, _WIDTH / wide))
    margin = QUIET * wide * scale
    width, height = int(wide * scale + 2 * margin), int(max(16.0, min(high * scale, 160.0)))
    target = np.array(
        [[margin, height], [margin, 0], [width - margin, 0], [width - margin, height]], dtype=np.float32
    )
    there = cv2.getPerspectiveTransform(box, target)
    piece = cv2.warpPerspective(
        picture, there, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Crop(piece.astype(np.uint8, copy=False), np.linalg.inv(there).astype(np.float64), scale)


def profiles(crop: Crop, bands: int) -> list[Profile]:
    """The mean line of each of so many horizontal bands: noise goes, and bars that lean stay apart."""
    height = crop.picture.shape[0]
    edges = [height * band // bands for band in range(bands + 1)]
    return [crop.picture[top:bottom].mean(axis=0, dtype=np.float32) for top, bottom in pairwise(edges)]


def sharpen(profile: Profile, blur: float) -> Profile:
    """The line as it was before a Gaussian blur of so many pixels (0: leave), stretched to black and white.

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
