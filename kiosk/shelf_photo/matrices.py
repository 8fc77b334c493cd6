"""Data Matrix on spines: small, often soft or grainy, so that the picture is looked at in several ways."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import zxingcpp

from kiosk.shelf_photo.seen import Corners, Grey, Seen, Symbol

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])


def _plain(grey: Grey) -> tuple[Grey, float]:
    return grey, 1.0


def _smoothed(blur: float) -> Callable[[Grey], tuple[Grey, float]]:
    """Against grain."""
    return lambda grey: (_bytes(cv2.GaussianBlur(grey, (0, 0), blur)), 1.0)


def _scaled(scale: float) -> Callable[[Grey], tuple[Grey, float]]:
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return lambda grey: (_bytes(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)), scale)


def _sharpened(blur: float, strength: float, scale: float = 1.0) -> Callable[[Grey], tuple[Grey, float]]:
    """Against a soft lens and a hand that moved."""

    def made(grey: Grey) -> tuple[Grey, float]:
        large = _scaled(scale)(grey)[0] if scale != 1 else grey
        soft = cv2.GaussianBlur(large, (0, 0), blur * scale)
        return _bytes(cv2.addWeighted(large, 1 + strength, soft, -strength, 0)), scale

    return made


_WAYS = (
    _plain,
    _smoothed(0.8),
    _sharpened(1.5, 1.5),
    _smoothed(1.2),
    _scaled(0.7),
    _scaled(1.5),
    _sharpened(1.5, 0.8, 1.5),
)
_FIRST = 3
"""Where this many ways show nothing, the others are left."""


def read_matrices(grey: Grey) -> list[Seen]:
    """All that any way of looking shows; a symbol that several show comes as often.

    One without text was seen and could not be read.
    """
    found: list[Seen] = []
    for number, way in enumerate(_WAYS):
        if number == _FIRST and not any(seen.text for seen in found):
            break
        picture, scale = way(grey)
        found += (Seen(text, Symbol.MATRIX, corners) for text, corners in _decoded(picture, scale))
    return found


def _decoded(picture: Grey, scale: float) -> Iterator[tuple[str, Corners]]:
    for one in zxingcpp.read_barcodes(
        picture, _FORMATS, try_rotate=False, try_downscale=False, try_invert=False, return_errors=True
    ):
        place = one.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        yield (
            one.text if one.valid else "",
            tuple(((p.x + 0.5) / scale - 0.5, (p.y + 0.5) / scale - 0.5) for p in points),
        )


def _bytes(picture: cv2.typing.MatLike) -> Grey:
    return picture.astype(np.uint8, copy=False)
