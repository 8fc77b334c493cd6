"""From a frame to the barcodes in it: a cascade that spends time only where it pays.

Whole frame by zxing-cpp first. Only when it is silent, or contradicts itself, boxes of bars are looked for,
laid straight and enlarged: both libraries give up from about 15 degrees of tilt, a straightened
crop does not. Each step is dearer than the one before and is taken only while nothing was read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.libraries import Grey, read_with_zbar, read_with_zxing
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
from kiosk.camera.soft_ean import read_soft_ean
from kiosk.camera.straighten import (
    Crop,
    as_picture,
    boxes_by_direction,
    boxes_by_opencv,
    edges,
    profiles,
    sharpen,
    straighten,
)

_BLURS_BY_BANDS = {3: (0.0, 0.7, 1.0, 1.5, 4.0), 12: (0.7, 1.0), 6: (0.7, 1.0)}
"""Into how many bands a crop is cut, and which blur (in pixels of the frame) is then undone."""

_PRODUCTS = frozenset({Symbology.EAN13, Symbology.UPCA})

_FEWEST_EDGES = 20
"""The shortest barcode has 31; with less than this, too many bars have run together."""

_ROWS_FOR_ZBAR = 48
"""zbar's time grows with the rows, and in a straightened crop they all say the same."""


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
        reads = _read_crops(grey, sought)
    return [read for read in settle(reads) if plausible(read, rules)]


def _read_crops(grey: Grey, rules: Rules) -> list[Read]:
    for locate in (boxes_by_opencv, boxes_by_direction):
        crops = [crop for box in locate(grey) if edges(crop := straighten(grey, box)) >= _FEWEST_EDGES]
        for step in (_plain, _sharpened, _lines, _by_likeness):
            reads = [read for crop in crops for read in _in_one_voice(crop, step, rules)]
            if reads:
                return reads
    return []


def _in_one_voice(crop: Crop, step: Callable[[Crop, Rules], list[Read]], rules: Rules) -> list[Read]:
    """What a step reads in a crop, placed in the frame; nothing when it says two things of one place."""
    found = step(crop, rules)
    if contradictory(found):
        return []
    return [Read(read.text, read.symbology, crop.in_frame(read.corners)) for read in found]


def _plain(crop: Crop, rules: Rules) -> list[Read]:
    return read_with_zxing(crop.picture, rules, turned=False, bars_only=True)


def _sharpened(crop: Crop, rules: Rules) -> list[Read]:
    soft = cv2.GaussianBlur(crop.picture, (0, 0), 1.5 * crop.scale)
    sharp = cv2.addWeighted(crop.picture, 2.5, soft, -1.5, 0).astype(np.uint8, copy=False)
    every = max(1, sharp.shape[0] // _ROWS_FOR_ZBAR)
    reads = read_with_zxing(sharp, rules, turned=False, bars_only=True) or read_with_zbar(
        np.ascontiguousarray(sharp[::every]), rules
    )
    if any(read.symbology in _PRODUCTS for read in reads):
        # Sharpening can make one digit out of another, and one in ten such numbers has a right check digit.
        likely = {read.text for read in _by_likeness(crop, rules)}
        reads = [
            read for read in reads if read.symbology not in _PRODUCTS or read.text in likely or not likely
        ]
    return reads


def _lines(crop: Crop, rules: Rules) -> list[Read]:
    votes: Counter[tuple[str, Symbology]] = Counter()
    for bands, blurs in _BLURS_BY_BANDS.items():
        for line in profiles(crop, bands):
            for blur in blurs:
                picture = as_picture(sharpen(line, blur * crop.scale))
                found = read_with_zxing(picture, rules, turned=False, bars_only=True)
                votes.update({(read.text, read.symbology) for read in found})
        if votes:
            break
    return _elected(votes, crop, least=2)


def _by_likeness(crop: Crop, rules: Rules) -> list[Read]:
    votes: Counter[tuple[str, Symbology]] = Counter()
    for line in profiles(crop, 1) + profiles(crop, 3):
        number = read_soft_ean(sharpen(line, 0))
        if number:
            upc = number[0] == "0"
            votes[(number[1:], Symbology.UPCA) if upc else (number, Symbology.EAN13)] += 1
    return _elected(votes, crop, least=1)


def _elected(votes: Counter[tuple[str, Symbology]], crop: Crop, least: int) -> list[Read]:
    """The reading that at least this many lines give, and three times as many as give any other."""
    if not votes:
        return []
    (winner, most), *others = votes.most_common(2)
    if most < least or any(3 * count > most for _, count in others):
        return []
    height, width = crop.picture.shape
    corners: Corners = ((0, 0), (width, 0), (width, height), (0, height))
    return [Read(*winner, corners)]
