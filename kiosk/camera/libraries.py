"""The two libraries that read bars, behind one shape each: a grey picture in, reads out.

zxing-cpp comes whole in its wheel. pyzbar needs the system's libzbar; where that is missing
the kiosk reads with zxing-cpp alone and `kiosk doctor` says what to install.
"""

from functools import cache
from importlib import import_module
from types import ModuleType

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

# QR is left to zxing-cpp. Never ask for PDF417 or DataBar: zbar then prints to the terminal from C.
_ZBAR_TYPES = {
    Symbology.CODE128: "CODE128",
    Symbology.CODE39: "CODE39",
    Symbology.CODABAR: "CODABAR",
    Symbology.EAN13: "EAN13",
    Symbology.EAN8: "EAN8",
    Symbology.UPCA: "UPCA",
    Symbology.ITF: "I25",
}
_ZBAR_SYMBOLOGIES = {name: symbology for symbology, name in _ZBAR_TYPES.items()}


def read_with_zxing(picture: Grey, rules: Rules) -> list[Read]:
    """What zxing-cpp reads in the picture, along its rows and columns, and the rules believe.

    Inverted and shrunken trials stay off: they cost a quarter of the time and read almost nothing more.
    """
    return _read_with_zxing(picture, rules, rules.symbologies, zxingcpp.Binarizer.LocalAverage)


def read_lines_with_zxing(picture: Grey, rules: Rules) -> list[Read]:
    """What zxing-cpp reads along two rows or more of the picture (bars only) and the rules believe.

    The rows are stretched lines: their threshold lies in the middle; where that reads nothing, in the
    middle of their own neighbourhood.
    """
    kinds = rules.symbologies - {Symbology.QR}
    for binarizer in (zxingcpp.Binarizer.FixedThreshold, zxingcpp.Binarizer.LocalAverage):
        reads = _read_with_zxing(picture, rules, kinds, binarizer)
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
        text_mode=zxingcpp.TextMode.Plain,  # a GS1 code without the parentheses that are only for the eye
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


def read_with_zbar(picture: Grey, rules: Rules) -> list[Read]:
    """What pyzbar reads in the picture (bars only) and the rules believe; nothing without libzbar."""
    pyzbar = _pyzbar()
    names = [_ZBAR_TYPES[kind] for kind in sorted(rules.symbologies - {Symbology.QR})]
    if pyzbar is None or not names:
        return []
    reads = []
    for barcode in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol[name] for name in names]):
        symbology = _ZBAR_SYMBOLOGIES.get(barcode.type)
        if symbology is Symbology.ITF and barcode.quality <= 1:
            continue  # seen on one line only: most wrong ITF look like this
        left, top, width, height = barcode.rect
        read = _tidy(
            barcode.data.decode("utf-8", "replace"),
            symbology,
            (
                (left, top),
                (left + width, top),
                (left + width, top + height),
                (left, top + height),
            ),
        )
        if read and plausible(read, rules):
            reads.append(read)
    return reads


@cache
def _pyzbar() -> ModuleType | None:
    # Its import looks for the shared library and raises ImportError when there is none.
    try:
        return import_module("pyzbar.pyzbar")
    except ImportError:
        return None


def _tidy(text: str, symbology: Symbology | None, corners: tuple[tuple[float, float], ...]) -> Read | None:
    """One spelling for both libraries: UPC-A is no EAN-13 that begins with 0, Codabar has no stop letters."""
    if symbology is None or not text:
        return None
    if symbology is Symbology.CODABAR and text[0] in "ABCDabcd" and text[-1] in "ABCDabcd":
        text = text[1:-1]
    if symbology in (Symbology.EAN13, Symbology.UPCA) and len(text) == 13 and text[0] == "0":
        text, symbology = text[1:], Symbology.UPCA
    return Read(text, symbology, corners)
