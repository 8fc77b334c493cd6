"""The lines of a crop, across its bars: averaged, made sharp again, stretched to black and white.

Along one averaged line there is so little noise that much blur can be undone; a decoder that is handed
many lines, each sharpened in its own way, reads where it gives up on the crop itself.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.straighten import Crop, Grey

Lines = NDArray[np.float32]
"""Brightness along lines across the bars, one line a row."""

_NOISE = 0.002
"""Power of the noise beside that of the bars, which the Wiener filter does not amplify."""

_LEAST_CONTRAST = 8
"""Grey levels between black and white below which a stretch shows nothing but noise."""

_BLOCK = 8
"""Pixels that share one black and one white; every crop's width is a multiple of it."""


def bands(crop: Crop, count: int) -> Lines:
    """The mean line of each of `count` horizontal bands: noise goes, and bars that lean stay apart."""
    width = crop.picture.shape[1]
    rows = cv2.resize(crop.picture, (width, count), interpolation=cv2.INTER_AREA)
    return rows.astype(np.float32)


def unblurred(lines: Lines, blurs: tuple[float, ...]) -> Iterator[Lines]:
    """The lines as they were before a Gaussian blur of each of `blurs` (pixels; 0 leaves them) in turn.

    A Wiener filter, on lines that are mirrored at their ends.
    """
    width = lines.shape[1]
    spectrum = cv2.dft(np.concatenate([lines, lines[:, ::-1]], axis=1), flags=cv2.DFT_ROWS)
    # OpenCV packs a row as the mean, then a real and an imaginary part for each frequency.
    frequency = (np.arange(2 * width) + 1) // 2 / (2 * width)
    for blur in blurs:
        if blur:
            passed = np.exp(-2 * (np.pi * frequency * blur) ** 2)
            filtered = spectrum * (passed / (passed * passed + _NOISE)).astype(np.float32)
            sharp = cv2.dft(filtered, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_ROWS)
            yield sharp[:, :width].astype(np.float32)
        else:
            yield lines


def stretched(lines: Lines) -> Lines:
    """The lines between 0, the black of their neighbourhood, and 1, its white; a `Crop` wide."""
    count, width = lines.shape
    blocks = [lines[:, first::_BLOCK] for first in range(_BLOCK)]
    span = (width // 6 // _BLOCK) | 1
    kernel = np.ones((1, span), np.uint8)
    white = cv2.blur(cv2.dilate(np.maximum.reduce(blocks), kernel), (span, 1))
    black = cv2.blur(cv2.erode(np.minimum.reduce(blocks), kernel), (span, 1))
    white, black = (
        cv2.resize(level, (width, count)).astype(np.float32, copy=False) for level in (white, black)
    )
    between: Lines = np.clip((lines - black) / np.maximum(white - black, _LEAST_CONTRAST), 0, 1)
    return between


def agreement(lines: Lines) -> float:
    """How much each line is like the next, by the median correlation: bars run through, print does not."""
    centred = lines - lines.mean(axis=1, keepdims=True)
    lengths = np.sqrt((centred * centred).sum(axis=1)) + 1e-3
    return float(np.median((centred[1:] * centred[:-1]).sum(axis=1) / (lengths[1:] * lengths[:-1])))


def as_picture(lines: Lines) -> Grey:
    """Stretched lines as a picture of one row each."""
    return (lines * 255).astype(np.uint8)


def edges(picture: Grey) -> int:
    """How often light and dark change along a row, at most: an EAN-8 has 44 edges, a label's rim has one."""
    return int(np.count_nonzero(np.diff(picture > 127, axis=1), axis=1).max(initial=0))
