"""Codes as dark and light modules. What is encoded here is proved by real decoders in the tests."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from barcode.charsets import code128

from labels.errors import N_, CodeError


class Symbology(StrEnum):
    """The kinds of barcode that we print."""

    CODE_128 = "code128"
    CODE_39 = "code39"
    CODABAR = "codabar"
    EAN_13 = "ean13"
    QR = "qr"
    LADDER = "ladder"
    """Code 128 whose bars lie across a spine, to be read downwards."""
    DATA_MATRIX = "datamatrix"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code in modules of one width.

    Attributes:
        rows: `1` is dark. One row for bars (drawn as high as wanted), as many as columns for a square.
        quiet: modules that must stay empty at either end (squares: on all sides).
    """

    rows: tuple[str, ...]
    quiet: tuple[int, int]

    @property
    def modules(self) -> int:
        """Width with the quiet zones."""
        return len(self.rows[0]) + sum(self.quiet)

    @property
    def is_matrix(self) -> bool:
        """Whether it is a square of modules, not bars."""
        return len(self.rows) > 1


_START_B, _START_C, _TO_B, _TO_C, _STOP = 104, 105, 100, 99, "1100011101011"
_DIGIT_PAIRS = {f"{n:02}": n for n in range(100)}
_CODABAR = re.compile(r"(?:[A-D][0-9$:/.+-]+[A-D]|[0-9$:/.+-]+)")
_CODE_39 = re.compile(r"[0-9A-Z. $/+%-]+")


@lru_cache(maxsize=64)
def encode(code: str, symbology: Symbology) -> Symbol:
    """The modules of this code. Raises CodeError when the symbology has no bars for it.

    Quiet zones as in ISO/IEC 15417 (Code 128), 16388 (Code 39), 15420 (EAN); squares 18004, 16022.
    A layout asks more than once for the same code, hence the cache.
    """
    if not code:
        raise CodeError(N_("An empty code cannot be printed."))
    match symbology:
        case Symbology.CODE_128 | Symbology.LADDER:
            return Symbol((_code_128(code),), (10, 10))
        case Symbology.CODE_39:
            return Symbol((_code_39(code),), (10, 10))
        case Symbology.CODABAR:
            return Symbol((_codabar(code),), (10, 10))
        case Symbology.EAN_13:
            return Symbol((_ean_13(code),), (11, 7))
        case Symbology.QR:
            return Symbol(_qr(code), (4, 4))
        case Symbology.DATA_MATRIX:
            return Symbol(_data_matrix(code), (1, 1))


def _code_128(code: str) -> str:
    """The fewest symbols in code sets B and C.

    python-barcode 0.16.1 loses a leading `99` and takes 11 modules more than needed for `LIB` and 11 digits,
    so the sets are chosen here, and its table gives the bars.
    """
    if not (code.isascii() and code.isprintable()):
        raise _cannot(code, "Code 128", N_("English letters, digits and signs"))
    values = _code_sets(code)
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    bars: str = "".join([code128.CODES[value] for value in values]) + code128.CODES[check] + _STOP
    return bars


def _code_sets(code: str) -> list[int]:
    """Symbol values without check and stop, by choosing at each place the set that needs fewer to the end."""
    length = len(code)
    if length % 2 == 0 and code.isdigit():
        return [_START_C, *[_DIGIT_PAIRS[code[i : i + 2]] for i in range(0, length, 2)]]
    in_b, in_c = [0] * (length + 2), [0] * (length + 2)
    pairs = [code[i : i + 2] in _DIGIT_PAIRS for i in range(length)] + [False]
    for i in range(length - 1, -1, -1):
        stay_c = 1 + in_c[i + 2] if pairs[i] else length * 3
        stay_b = 1 + in_b[i + 1]
        in_b[i], in_c[i] = min(stay_b, stay_c + 1), min(stay_c, stay_b + 1)
    set_c = in_c[0] < in_b[0]
    values = [_START_C if set_c else _START_B]
    i = 0
    while i < length:
        use_c = pairs[i] and (
            1 + in_c[i + 2] <= 2 + in_b[i + 1] if set_c else 2 + in_c[i + 2] < 1 + in_b[i + 1]
        )
        if use_c != set_c:
            values.append(_TO_C if use_c else _TO_B)
            set_c = use_c
        values.append(_DIGIT_PAIRS[code[i : i + 2]] if use_c else ord(code[i]) - 32)
        i += 2 if use_c else 1
    return values


def _code_39(code: str) -> str:
    if not _CODE_39.fullmatch(code):
        raise _cannot(code, "Code 39", N_("capital letters, digits and - . $ / + % and space"))
    from barcode.codex import Code39

    return _built(Code39(code, add_checksum=False))


def _codabar(code: str) -> str:
    """Start and stop letters are added when the code has none; scanners strip them."""
    if not _CODABAR.fullmatch(code):
        raise _cannot(code, "Codabar", N_("digits and - $ : / . +"))
    from barcode.codabar import CODABAR

    return _built(CODABAR(code if code[0] in "ABCD" else f"A{code}A", narrow=1, wide=3))


def _ean_13(code: str) -> str:
    """All 13 digits are given, and the last must be right: python-barcode would silently print another."""
    from barcode.ean import EuropeanArticleNumber13

    if not re.fullmatch(r"[0-9]{13}", code) or EuropeanArticleNumber13(code[:12]).ean != code:
        raise _cannot(code, "EAN-13", N_("13 digits, the last of them the right check digit"))
    return _built(EuropeanArticleNumber13(code))


@lru_cache(maxsize=256)
def _qr(code: str) -> tuple[str, ...]:
    """Error correction level M; the smallest version that holds the code."""
    import segno

    try:
        matrix = segno.make_qr(code, error="m", boost_error=False).matrix
    except segno.DataOverflowError:
        raise _cannot(code, "QR", N_("at most about 2000 characters")) from None
    return tuple("".join("1" if module else "0" for module in row) for row in matrix)


@lru_cache(maxsize=256)
def _data_matrix(code: str) -> tuple[str, ...]:
    """ECC 200, the smallest square: 10 x 10 holds 6 digits or 3 letters, 12 x 12 holds 10 or 5."""
    import zxingcpp

    if not code.isascii() or not code.isprintable() or len(code) > 60:
        raise _cannot(code, "Data Matrix", N_("letters without accents, digits and signs"))
    made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    dark: list[list[int]] = memoryview(image).tolist()  # type: ignore[assignment]  # it has two dimensions
    return tuple("".join("0" if module else "1" for module in row) for row in dark)


def _built(barcode: object) -> str:
    rows: list[str] = barcode.build()  # type: ignore[attr-defined]
    return rows[0]


def _cannot(code: str, symbology: str, allowed: str) -> CodeError:
    return CodeError(
        N_("The code {code} cannot be printed as {symbology}, which takes {allowed}."),
        code=code[:64],
        symbology=symbology,
        allowed=allowed,
    )
