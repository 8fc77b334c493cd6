"""From a frame to the barcodes in it: a cascade that spends time only where it pays.

Whole frame by zxing-cpp first. Only when it is silent, or contradicts itself, boxes of bars are looked for,
laid straight and enlarged: both libraries give up from about 15 degrees of tilt, a straightened
crop does not. Each step is dearer than the one before and is taken only while nothing was read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.libraries import Grey, read_lines_with_zxing, read_with_zxing
from kiosk.camera.lines import agreement, as_picture, bands, edges, stretched, unblurred
from kiosk.camera.plausible import (
    EVERYTHING,
    Corners,
    Read,
    Rules,
    Symbology,
    contradictory,
    plausible,
    settle,
)
from kiosk.camera.soft_ean import MEAN_LIKENESS, Likeness, likenesses
from kiosk.camera.straighten import Crop, boxes_by_direction, boxes_by_opencv, straighten

_BANDS = 12
_BLURS = (0.0, 0.5, 0.8, 1.1, 1.4, 1.7)
"""Into how many bands a crop is cut, and which blurs (in pixels of the frame) are then undone."""

_LEAST_AGREEMENT = 0.65
"""How much neighbouring lines of a crop are alike: 458 crops that were read had from 0.69."""

_FEW_DIGITS = 3
"""How many digits may look like others along the likest line, and the number that was read still be right."""

_SMALL = 520
"""Pixels on the longer side up to which a picture is looked at once more at twice its size."""

_BANDS_FOR_LIKENESS = (1, 3)

_PRODUCTS = frozenset({Symbology.EAN13, Symbology.UPCA})

_FEWEST_EDGES = 20
"""The shortest barcode has 31; with less than this, too many bars have run together."""


def decode(frame: NDArray[np.uint8], rules: Rules = EVERYTHING) -> list[Read]:
    """The barcodes in one frame that keep the rules, none of them twice; pure.

    `frame` is `height x width x 3` (blue, green, red) or `height x width` (grey), 8 bit.
    Without libzbar the steps that need it are left out.
    """
    grey: Grey = frame
    if frame.ndim == 3:
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    if min(grey.shape) < 16:
        return []
    # A product's number is looked for even where only ISBNs act: else its bars, unread,
    # would go through every step of the cascade, and each step is a chance to be wrong.
    sought = replace(rules, symbologies=rules.symbologies | _PRODUCTS, ean_13_prefixes=())
    reads = read_with_zxing(grey, sought)
    if not reads or contradictory(reads):
        reads = _read_crops(grey, sought) or _read_doubled(grey, sought)
    return [read for read in settle(reads) if plausible(read, rules)]


@dataclass(frozen=True)
class _Bars:
    """A crop through which bars seem to run, and a picture of its lines, sharpened in several ways."""

    crop: Crop
    lines: Grey


def _bars(crop: Crop) -> _Bars | None:
    plain = bands(crop, _BANDS)
    if agreement(stretched(plain)) < _LEAST_AGREEMENT:
        return None
    # One blur at a time: what is small enough stays in the processor's cache.
    blurs = tuple(blur * crop.scale for blur in _BLURS)
    picture = np.concatenate([as_picture(stretched(sharp)) for sharp in unblurred(plain, blurs)])
    return _Bars(crop, picture) if edges(picture) >= _FEWEST_EDGES else None


def _read_crops(grey: Grey, rules: Rules) -> list[Read]:
    for locate in (boxes_by_opencv, boxes_by_direction):
        found = [bars for box in locate(grey) if (bars := _bars(straighten(grey, box)))]
        for step in (_by_lines, _by_likeness):
            reads = [read for bars in found for read in _in_one_voice(bars, step, rules)]
            if reads:
                return reads
    return []


def _read_doubled(grey: Grey, rules: Rules) -> list[Read]:
    """What a small picture says at twice its size: bars and squares of less than a pixel or two."""
    if max(grey.shape) > _SMALL:
        return []
    doubled = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    reads = read_with_zxing(doubled.astype(np.uint8, copy=False), rules)
    return [replace(read, corners=tuple((x / 2, y / 2) for x, y in read.corners)) for read in reads]


def _in_one_voice(bars: _Bars, step: Callable[[_Bars, Rules], list[Read]], rules: Rules) -> list[Read]:
    """What a step reads in a crop, placed in the frame; nothing when it says two things of one place."""
    found = step(bars, rules)
    if contradictory(found):
        return []
    return [replace(read, corners=bars.crop.in_frame(read.corners)) for read in found]


def _by_lines(bars: _Bars, rules: Rules) -> list[Read]:
    height = bars.crop.picture.shape[0]
    reads = [
        replace(read, corners=_upright(min(across), max(across), height))
        for read in read_lines_with_zxing(bars.lines, rules)
        if (across := [x for x, _ in read.corners])
    ]
    if not any(read.symbology in _PRODUCTS for read in reads):
        return reads
    # Sharpening can make one digit out of another, and one in ten such numbers has a right check digit.
    likely = _likely(bars.crop)
    return [read for read in reads if read.symbology not in _PRODUCTS or not _refuted(read, likely)]


def _by_likeness(bars: _Bars, rules: Rules) -> list[Read]:
    return _elected(Counter(line.number for line in _likely(bars.crop) if line.number), bars.crop)


def _likely(crop: Crop) -> list[Likeness]:
    return likenesses(np.concatenate([stretched(bands(crop, count)) for count in _BANDS_FOR_LIKENESS]))


def _refuted(read: Read, likely: list[Likeness]) -> bool:
    """Whether the likest line is like a number, and like quite another one than was read."""
    best = max(likely, key=lambda line: line.mean, default=None)
    if best is None or best.mean < MEAN_LIKENESS:
        return False
    return best.differing(read.text.zfill(13)) > _FEW_DIGITS


def _elected(votes: Counter[str], crop: Crop) -> list[Read]:
    """The number that three times as many lines give as give any other."""
    if not votes:
        return []
    (number, most), *others = votes.most_common(2)
    if any(3 * count > most for _, count in others):
        return []
    height, width = crop.picture.shape
    corners = _upright(0, width, height)
    if number[0] == "0":
        return [Read(number[1:], Symbology.UPCA, corners)]
    return [Read(number, Symbology.EAN13, corners)]


def _upright(left: float, right: float, height: float) -> Corners:
    return (left, 0), (right, 0), (right, height), (left, height)
