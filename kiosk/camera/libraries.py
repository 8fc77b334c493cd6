"""The library that reads bars and squares: a grey picture in, reads out.

zbar, which proves our labels, read nothing on lines from which zxing-cpp had read nothing, and one whole
picture costs it four times as long.
"""

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.camera.plausible import Read, Rules, Symbology, plausible

Grey = NDArray[np.uint8]
"""A picture `height x width`, 0 black to 255 white."""

# Code39Std: plain Code39 gives one in ten six-digit labels back as Code 32 (`945807` as `A306356231`).
_ZXING_FORMATS = {
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE39: zxingcpp.BarcodeFormat.Code39Std,
    Symbology.CODABAR: zxingcpp.BarcodeFormat.Codabar,
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.EAN8: zxingcpp.BarcodeFormat.EAN8,
    Symbology.UPCA: zxingcpp.BarcodeFormat.UPCA,
    Symbology.ITF: zxingcpp.BarcodeFormat.ITF,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
}
_ZXING_SYMBOLOGIES = {form: symbology for symbology, form in _ZXING_FORMATS.items()}
_ZXING_SYMBOLOGIES[zxingcpp.BarcodeFormat.Code39] = Symbology.CODE39


def read_with_zxing(picture: Grey, rules: Rules) -> list[Read]:
    """What zxing-cpp reads in the picture, bars along its rows and QR codes, and the rules believe.

    Turned, inverted and shrunken trials stay off: together they cost half of the time, and what they would
    read is read from the lines of a crop.
    """
    return _read_with_zxing(picture, rules, rules.symbologies, zxingcpp.Binarizer.LocalAverage)


def read_lines_with_zxing(picture: Grey, rules: Rules) -> list[Read]:
    """What zxing-cpp reads along two rows or more of the picture (bars only) and the rules believe.

    The rows are stretched lines: their threshold lies in the middle; where that reads nothing, in the
    middle of their own neighbourhood. Last they are read as white bars on black.
    """
    kinds = rules.symbologies - {Symbology.QR}
    fixed, local = zxingcpp.Binarizer.FixedThreshold, zxingcpp.Binarizer.LocalAverage
    for rows, binarizer in ((picture, fixed), (picture, local), (255 - picture, fixed)):
        reads = _read_with_zxing(rows, rules, kinds, binarizer)
        if reads:
            return reads
    return []


def _read_with_zxing(
    picture: Grey,
    rules: Rules,
    kinds: frozenset[Symbology],
    binarizer: zxingcpp.Binarizer,
) -> list[Read]:
    if not kinds:
        return []
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats([_ZXING_FORMATS[kind] for kind in sorted(kinds)]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=binarizer,
    )
    reads = []
    for barcode in found:
        place = barcode.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        read = _tidy(
            barcode.text,
            _ZXING_SYMBOLOGIES.get(barcode.format),
            tuple((float(point.x), float(point.y)) for point in corners),
        )
        if read and plausible(read, rules):
            reads.append(read)
    return reads


def _tidy(text: str, symbology: Symbology | None, corners: tuple[tuple[float, float], ...]) -> Read | None:
    """One spelling: UPC-A is no EAN-13 that begins with 0, Codabar has no stop letters."""
    if symbology is None or not text:
        return None
    if symbology is Symbology.CODABAR and text[0] in "ABCDabcd" and text[-1] in "ABCDabcd":
        text = text[1:-1]
    if symbology in (Symbology.EAN13, Symbology.UPCA) and len(text) == 13 and text[0] == "0":
        text, symbology = text[1:], Symbology.UPCA
    return Read(text, symbology, corners)
