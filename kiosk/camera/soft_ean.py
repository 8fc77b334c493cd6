"""Reading an EAN-13 by likeness instead of by edges.

Both libraries look for edges; ink that has spread, glare, creases and mild blur move edges, and the
whole number is lost. Here each digit is compared with its ten or twenty possible shapes, and the best
chain of guard, six digits, guard, six digits, guard is found by dynamic programming
(after Gallo and Manduchi, "Reading 1D barcodes with mobile phones using deformable templates", 2011).
Likeness is correlation, so light and shade do not matter.
"""

from functools import cache

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from stdnum import ean

from kiosk.camera.straighten import QUIET, Profile

MODULES = 95
"""Width of an EAN-13 in modules, without its quiet zones."""

MEAN_LIKENESS = 0.88
LEAST_LIKENESS = 0.7
GUARD_LIKENESS = 0.8
"""On photographs true numbers had means from 0.91 and least from 0.86; chance at most 0.89 with 0.6."""

_STEPS = 3
_BLUR = 0.5
_WIDTHS = (0.82, 0.88, 0.94, 1.0, 1.06, 1.12, 1.18)

_RIGHT = (
    "1110010", "1100110", "1101100", "1000010", "1011100",
    "1001110", "1010000", "1000100", "1001000", "1110100",
)  # fmt: skip
_ODD = tuple(code.translate({48: 49, 49: 48}) for code in _RIGHT)
_EVEN = tuple(code[::-1] for code in _RIGHT)
_FIRST_DIGIT = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
    "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO",
)  # fmt: skip
"""Odd (O) and even (E) parity of the left digits for each first digit (GS1 General Specifications 5.2)."""

_Shapes = NDArray[np.float32]


def read_soft_ean(profile: Profile) -> str | None:
    """The EAN-13 along this line (brightness 0 to 1, a `Crop` wide), or None when nothing is like one.

    The number has thirteen digits, a possible parity pattern and a right check digit, and every
    single digit of it is like its shape.
    """
    expected = profile.size / (1 + 2 * QUIET) / MODULES
    dark = 1 - profile
    best: tuple[float, str] | None = None
    for width in _WIDTHS:
        samples = round(profile.size * _STEPS / (expected * width))
        at = (np.arange(samples) + 0.5) * (profile.size / samples) - 0.5
        line = np.interp(at, np.arange(profile.size), dark).astype(np.float32)
        # White bars on a dark tin are the same line upside down, and unlike the guards instead of like them.
        unlike, like = _likeness_of_guards(line)
        upright = (line, line[::-1]) if like >= GUARD_LIKENESS else ()
        inverted = (-line, -line[::-1]) if unlike <= -GUARD_LIKENESS else ()
        for way in upright + inverted:
            found = _best_chain(way)
            if found and (best is None or found > best):
                best = found
    return best[1] if best else None


def _likeness_of_guards(line: Profile) -> tuple[float, float]:
    """The least and the greatest likeness to the three guards of any place; the same from either end."""
    guards = [shapes for shapes, modules in _chain() if len(shapes) == 1]
    here = [_unit(sliding_window_view(line, guard.shape[1])) @ guard[0] for guard in guards]
    slack = np.ones((1, 2 * _STEPS + 1), np.uint8)
    distances = (0, (6 + 42) * _STEPS, (6 + 42 + 5 + 42) * _STEPS)
    room = min(likeness.size - distance for likeness, distance in zip(here, distances, strict=True))
    if room < 1:
        return 0.0, 0.0
    together = []
    for widen in (cv2.erode, cv2.dilate):
        near = [widen(likeness[None], slack)[0] for likeness in here]
        together.append(
            sum(likeness[at : at + room] for likeness, at in zip(near, distances, strict=True)) / len(here)
        )
    return float(together[0].min()), float(together[1].max())


def _best_chain(line: Profile) -> tuple[float, str] | None:
    """Mean likeness and number of the best chain in a line of `_STEPS` samples per module."""
    chain = _chain()
    if line.size < MODULES * _STEPS + 20:
        return None
    like: dict[int, tuple[NDArray[np.float32], NDArray[np.intp]]] = {}
    for shapes, _ in chain:
        if id(shapes) not in like:
            windows = _unit(sliding_window_view(line, shapes.shape[1])) @ shapes.T
            like[id(shapes)] = windows.max(axis=1), windows.argmax(axis=1)
    total = np.zeros(line.size + 1)
    came_from = []
    for shapes, modules in chain:
        here, _ = like[id(shapes)]
        reached = np.full((3, line.size + 1), -1e9)
        for drift in (-1, 0, 1):
            step = modules * _STEPS + drift
            last = min(here.size, line.size + 1 - step)
            reached[drift + 1, step : step + last] = total[:last] + here[:last] * modules
        came_from.append(reached.argmax(axis=0) - 1)
        total = reached.max(axis=0)
    end = int(total.argmax())
    mean = float(total[end]) / sum(modules for _, modules in chain)
    if mean < MEAN_LIKENESS:
        return None
    digits: list[int] = []
    for (shapes, modules), drift in zip(reversed(chain), reversed(came_from), strict=True):
        end -= modules * _STEPS + int(drift[end])
        likeness, which = like[id(shapes)]
        if likeness[end] < LEAST_LIKENESS:
            return None
        if len(shapes) > 1:
            digits.insert(0, int(which[end]))
    parities = "".join("O" if digit < 10 else "E" for digit in digits[:6])
    if parities not in _FIRST_DIGIT:
        return None
    number = f"{_FIRST_DIGIT.index(parities)}" + "".join(str(digit % 10) for digit in digits)
    return (mean, number) if ean.is_valid(number) else None


@cache
def _chain() -> list[tuple[_Shapes, int]]:
    """The fifteen parts of a number: their possible shapes and their width in modules.

    Three modules of quiet zone belong to the outer guards: they pin the chain to its place.
    """
    left, right = _shapes(_ODD + _EVEN, "1", "0"), _shapes(_RIGHT, "0", "1")
    start, centre, end = (
        _shapes((code,), *ends) for code, ends in (("000101", "00"), ("01010", "11"), ("101000", "00"))
    )
    return [(start, 6), *[(left, 7)] * 6, (centre, 5), *[(right, 7)] * 6, (end, 6)]


def _shapes(codes: tuple[str, ...], before: str, after: str) -> _Shapes:
    """Each code as blurred darkness with half a module of its neighbours, centred and of length 1."""
    fine = 4 * _STEPS
    reach = 2 * fine
    kernel = np.exp(-((np.arange(-reach, reach + 1) / fine) ** 2) / (2 * _BLUR**2))
    shapes = []
    for code in codes:
        dark = np.repeat([float(bit) for bit in before + code + after], fine)
        blurred = np.convolve(np.pad(dark, reach, mode="edge"), kernel / kernel.sum(), "valid")
        at = (0.5 + (np.arange((len(code) + 1) * _STEPS) + 0.5) / _STEPS) * fine
        shapes.append(blurred[at.astype(int)])
    return _unit(np.array(shapes, dtype=np.float32))


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    lengths = np.sqrt((centred * centred).sum(axis=-1, keepdims=True))
    scaled: NDArray[np.float32] = centred / np.maximum(lengths, 1e-3)
    return scaled
