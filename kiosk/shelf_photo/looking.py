"""From a photograph of shelves to the codes on it, each with its place.

Two threads look at the same time, for ladders and for squares; the libraries below let both processors work.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import zxingcpp

from kiosk.shelf_photo.ladders import read_ladders
from kiosk.shelf_photo.matrices import read_matrices
from kiosk.shelf_photo.seen import Corners, Grey, Seen, Symbol, is_at, settled

_FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode]
)


@dataclass(frozen=True)
class Looked:
    """What a picture shows.

    Attributes:
        turns: by how many quarters, against the clock, it was turned to stand upright.
        size: width and height of what stands upright; all places are in it.
        codes: what was read.
        unread: symbols that could not be read.
    """

    turns: int
    size: tuple[int, int]
    codes: tuple[Seen, ...]
    unread: tuple[Seen, ...]


def look(grey: Grey) -> Looked:
    """The codes of a grey picture, whichever side is up."""
    turns = _quarters(_plain(grey))
    upright = np.ascontiguousarray(np.rot90(grey, turns))
    with ThreadPoolExecutor(2) as threads:
        squares = threads.submit(read_matrices, upright)
        bars = threads.submit(read_ladders, upright)
        across = [seen for seen in _plain(upright) if seen.symbol is Symbol.ACROSS]
        found = [*squares.result(), *bars.result(), *across]
    codes = settled(seen for seen in found if seen.text)
    spots = settled(seen for seen in found if not seen.text)
    unread = [spot for spot in spots if not any(is_at(spot, code) for code in codes)]
    height, width = upright.shape
    return Looked(turns, (width, height), tuple(codes), tuple(unread))


def _plain(grey: Grey) -> list[Seen]:
    """What the decoder reads by itself."""
    return [
        Seen(one.text, _kind(one, corners := _corners(one)), corners)
        for one in zxingcpp.read_barcodes(grey, _FORMATS, try_downscale=False, try_invert=False)
        if one.text
    ]


def _corners(one: zxingcpp.Barcode) -> Corners:
    place = one.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((float(point.x), float(point.y)) for point in points)


def _kind(one: zxingcpp.Barcode, corners: Corners) -> Symbol:
    if one.format == zxingcpp.BarcodeFormat.DataMatrix:
        return Symbol.MATRIX
    (left, top), (right, right_top), *_ = corners
    is_steep = abs(right_top - top) > abs(right - left)
    return Symbol.LADDER if is_steep and one.format != zxingcpp.BarcodeFormat.QRCode else Symbol.ACROSS


def _quarters(found: list[Seen]) -> int:
    """Turns against the clock by which a picture stands upright, by the most of its symbols.

    A square says where its top is. Bars do not: those that run across a picture that has no squares and no
    ladders are ladders of a picture that lies on its side, and ours are read downwards.
    """
    squares = Counter(_direction(seen.corners) for seen in found if seen.symbol is Symbol.MATRIX)
    if squares:
        return squares.most_common(1)[0][0]
    across = [_direction(seen.corners) for seen in found if seen.symbol is Symbol.ACROSS]
    ladders = sum(seen.symbol is Symbol.LADDER for seen in found)
    if len(across) > max(2, 2 * ladders):
        return 3 if Counter(across).most_common(1)[0][0] == 0 else 1
    return 0


def _direction(corners: Corners) -> int:
    """Quarters, with the clock, by which the upper edge of a symbol is turned."""
    (left, top), (right, right_top), *_ = corners
    return round(float(np.degrees(np.arctan2(right_top - top, right - left))) / 90) % 4
