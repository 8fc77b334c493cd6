"""From a frame to the barcodes in it: a cascade that spends time only where it pays.

Whole frame by zxing-cpp first. Only when it is silent, or contradicts itself, boxes of bars are looked for
and laid straight: zxing-cpp gives up from about 15 degrees of tilt, a straightened crop does not. The lines
of a crop, sharpened in several ways, are read at once; a product's number is then read by likeness. Each
step is taken only while nothing was read.
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
    acts_alone,
    contradictory,
    plausible,
    settle,
)
from kiosk.camera.soft_ean.reading import MEAN_LIKENESS, Likeness, likenesses
from kiosk.camera.straighten import Crop, boxes_by_direction, boxes_by_opencv, straighten

_BANDS = 12
_BLURS = (0.0, 0.5, 0.8, 1.1, 1.4, 1.7)
"""Into how many bands a crop is cut, and which blurs (in pixels of the frame) are then undone."""

_LEAST_AGREEMENT = 0.65
"""How much neighbouring lines of a crop are alike: 458 crops that were read had from 0.69."""

_FEW_DIGITS = 3
"""How many digits may look like others along the likest line, and the number that was read still be right."""

_TINY, _SMALL, _ENLARGED = 320, 520, 1.5
"""Pixels on the longer side up to which a picture, or one with bars in it, is looked at once more, larger."""

_BANDS_FOR_LIKENESS = (1, 3)
_MOST_EDGES_OF_PRODUCT = 120
"""An EAN-13 has 60, and its surroundings at both ends have some; print has more."""

_PRODUCTS = frozenset({Symbology.EAN13, Symbology.UPCA})

_FEWEST_EDGES = 20
"""A Code 128 of one sign has 26; with less than this, too many bars have run together."""

cv2.setNumThreads(1)  # pictures are small, and the machine has a screen to paint


def decode(
    frame: NDArray[np.uint8], rules: Rules = EVERYTHING, known: Callable[[str], bool] | None = None
) -> list[Read]:
    """The barcodes in one frame that keep the rules, none of them twice; pure but for `known`.

    `frame` is `height x width x 3` (blue, green, red) or `height x width` (grey), 8 bit.
    `known` says whether the store knows a text. Where it is given, a read that may not act alone is left out
    unless its text is known, and what is known is taken at any length, whatever an EAN-13 begins with.
    """
    grey: Grey = frame
    if frame.ndim == 3:
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    if min(grey.shape) < 16:
        return []
    # A product's number is looked for even where only ISBNs act: else its bars, unread,
    # would go through every step of the cascade, and each step is a chance to be wrong.
    sought = replace(
        rules,
        symbologies=rules.symbologies | _PRODUCTS,
        ean_13_prefixes=(),
        shortest=rules.shortest if known is None else {Symbology.ITF: 6},
    )
    reads = read_with_zxing(grey, sought)
    if not reads or contradictory(reads):
        reads = _read_crops(grey, sought) or _read_inverted(grey, sought)
    if known is None:
        return [read for read in settle(reads) if plausible(read, rules)]
    return [
        read
        for read in settle(reads)
        if acts_alone(read, rules) or (plausible(read, sought) and known(read.text))
    ]


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
    is_worth_more = max(grey.shape) <= _TINY
    for locate in (boxes_by_opencv, boxes_by_direction):
        found = [bars for box in locate(grey) if (bars := _bars(straighten(grey, box)))]
        for step in (_by_lines, _by_likeness):
            reads = [read for bars in found for read in _in_one_voice(bars, step, rules)]
            if reads:
                return reads
        is_worth_more = is_worth_more or bool(found and max(grey.shape) <= _SMALL)
    return _read_enlarged(grey, rules) if is_worth_more else []


def _read_enlarged(grey: Grey, rules: Rules) -> list[Read]:
    """What a small picture says when it is enlarged: bars of less than a pixel, squares of a pixel or two."""
    large = cv2.resize(grey, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    reads = read_with_zxing(large.astype(np.uint8, copy=False), rules)
    return [
        replace(read, corners=tuple((x / _ENLARGED, y / _ENLARGED) for x, y in read.corners))
        for read in reads
    ]


def _read_inverted(grey: Grey, rules: Rules) -> list[Read]:
    """A QR code in white on black, as a telephone shows it at night; white bars are read from their lines."""
    return read_with_zxing(255 - grey, replace(rules, symbologies=rules.symbologies & {Symbology.QR}))


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
    lines = np.concatenate([stretched(bands(crop, count)) for count in _BANDS_FOR_LIKENESS])
    return likenesses(lines) if edges(as_picture(lines)) <= _MOST_EDGES_OF_PRODUCT else []


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
