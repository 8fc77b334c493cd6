"""A file that is said to be a photograph: opened within bounds, turned upright, as small as is enough.

A telephone's picture says by its EXIF entry which side was up. What is no picture, is cut off, or would not
fit into memory once it is unpacked, is refused with a sentence.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from db.errors import BadValue
from db.marking import N_
from kiosk.shelf_photo.seen import Grey
from kiosk.words import visible

LARGEST_FILE = 30 * 1024 * 1024
_MOST_PIXELS = 120_000_000
"""More than any telephone takes; unpacked it is 360 MB."""
_ENOUGH_PIXELS = 16_800_000
"""16 megapixels show half a metre of shelf at 8 pixels a millimetre."""
_LEAST_SIDE = 64
_LONGEST_RATIO = 40
_TOO_MANY_PIXELS = N_("{file} has too many pixels to be read here. Take a smaller picture.")
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Photo:
    """A picture that stands as it was taken. `name` is its file's."""

    name: str
    picture: Image.Image

    @property
    def grey(self) -> Grey:
        """Its brightness."""
        return np.asarray(self.picture.convert("L"))


def open_photo(file: Path | BinaryIO, name: str) -> Photo:
    """The photograph in this file. Raises BadValue for what cannot be read, OSError where there is none."""
    name = visible(name)
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return open_photo(opened, name)
    if file.seek(0, 2) > LARGEST_FILE:
        raise BadValue(
            N_("{file} is too large: a picture has at most {most} MB."),
            file=name,
            most=LARGEST_FILE // 1024 // 1024,
        )
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_FORMATS) as opened_image:
                _refuse_odd_size(opened_image.size, name)
                # A JPEG can be unpacked at half its size at once.
                opened_image.draft("RGB", _enough(opened_image.size))
                picture = ImageOps.exif_transpose(opened_image).convert("RGB")
    except UnidentifiedImageError as error:
        raise BadValue(
            N_("{file} is not a picture that can be read here: use JPEG, PNG or WebP."), file=name
        ) from error
    except Image.DecompressionBombError as error:
        raise BadValue(_TOO_MANY_PIXELS, file=name) from error
    except BadValue:
        raise
    # Whatever a damaged file makes the library say: there are many kinds, and all mean the same.
    except Exception as error:
        raise BadValue(
            N_("{file} is damaged or cut off: upload the picture again, or take a new one."), file=name
        ) from error
    size = _enough(picture.size)
    return Photo(name, picture.resize(size, Image.Resampling.LANCZOS) if size != picture.size else picture)


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    pixels = size[0] * size[1]
    if pixels <= _ENOUGH_PIXELS:
        return size
    scale = (_ENOUGH_PIXELS / pixels) ** 0.5
    return round(size[0] * scale), round(size[1] * scale)


def _refuse_odd_size(size: tuple[int, int], name: str) -> None:
    wide, high = size
    if wide * high > _MOST_PIXELS:
        raise BadValue(_TOO_MANY_PIXELS, file=name)
    if min(size) < _LEAST_SIDE or max(size) > _LONGEST_RATIO * min(size):
        raise BadValue(
            N_("{file} has {wide} × {high} pixels: that is not a photograph of a shelf."),
            file=name,
            wide=wide,
            high=high,
        )
