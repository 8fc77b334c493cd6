"""The little of ESC/POS that a slip needs: a picture, some paper, a cut. As text, printers mangle Chinese."""

from dataclasses import dataclass

DOTS = {58: 384, 80: 576}
"""Dots across, by the paper's width in millimetres: 48 and 72 mm are printed, 8 dots each (203 dpi)."""
_BAND = 64
_INITIALISE = b"\x1b@"
_RASTER = b"\x1dv0\0"
_FEED_LINES = b"\x1bd\x04"
_CUT = b"\x1dVB\0"


@dataclass(frozen=True)
class Bitmap:
    """Black dots on paper: `rows` hold eight dots a byte, the leftmost highest, 1 black; all equally long."""

    width: int
    rows: tuple[bytes, ...]


def slip_bytes(picture: Bitmap) -> bytes:
    """The whole slip as the printer takes it: initialise, the picture (GS v 0), feed, cut (GS V 66).

    The picture goes in bands: when a transfer is broken off, the printer waits for a few rows at most, and
    the next slip is whole again.
    """
    across = (picture.width + 7) // 8
    parts = [_INITIALISE]
    for top in range(0, len(picture.rows), _BAND):
        band = picture.rows[top : top + _BAND]
        parts += [_RASTER, across.to_bytes(2, "little"), len(band).to_bytes(2, "little"), *band]
    return b"".join([*parts, _FEED_LINES, _CUT])
