"""What the parts of an EAN-13 look like, a little blurred: its three guards and its digits."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

STEPS = 3
"""Samples a module."""
_BLUR = 0.5
"""Modules: the standard deviation by which ink and light run into each other."""
LEAST_SPREAD = 0.01
"""Sum of squares about the mean below which a window is plain paper or plain ink, and like nothing."""

_RIGHT = (
    "1110010", "1100110", "1101100", "1000010", "1011100",
    "1001110", "1010000", "1000100", "1001000", "1110100",
)  # fmt: skip
_ODD = tuple(code.translate({48: 49, 49: 48}) for code in _RIGHT)
_EVEN = tuple(code[::-1] for code in _RIGHT)
FIRST_DIGIT = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
    "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO",
)  # fmt: skip
"""Odd (O) and even (E) parity of the left digits for each first digit (GS1 General Specifications 5.2)."""

Shapes = NDArray[np.float32]


@cache
def shapes_of_parts() -> tuple[Shapes, Shapes, Shapes, Shapes, Shapes]:
    """The three guards, each one shape, and the shapes of a left and of a right digit.

    Three modules of quiet zone belong to the outer guards: they pin a number to its place.
    """
    start, centre, end = (
        _shapes((code,), *ends)[0] for code, ends in (("000101", "00"), ("01010", "11"), ("101000", "00"))
    )
    return start, centre, end, _shapes(_ODD + _EVEN, "1", "0"), _shapes(_RIGHT, "0", "1")


def _shapes(codes: tuple[str, ...], before: str, after: str) -> Shapes:
    """Each code as blurred darkness with half a module of its neighbours, centred and of length 1."""
    fine = 4 * STEPS
    reach = 2 * fine
    kernel = np.exp(-((np.arange(-reach, reach + 1) / fine) ** 2) / (2 * _BLUR**2))
    shapes = []
    for code in codes:
        dark = np.repeat([float(bit) for bit in before + code + after], fine)
        blurred = np.convolve(np.pad(dark, reach, mode="edge"), kernel / kernel.sum(), "valid")
        at = (0.5 + (np.arange((len(code) + 1) * STEPS) + 0.5) / STEPS) * fine
        shapes.append(blurred[at.astype(int)])
    return unit(np.array(shapes, dtype=np.float32))


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row centred and of length 1; plain paper and plain ink stay like nothing."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    lengths = np.sqrt((centred * centred).sum(axis=-1, keepdims=True))
    scaled: NDArray[np.float32] = centred / np.maximum(lengths, math.sqrt(LEAST_SPREAD))
    return scaled
