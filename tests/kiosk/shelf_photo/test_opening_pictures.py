"""Files that are said to be photographs: upright, small enough, or refused with a sentence."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from db.errors import BadValue
from kiosk.shelf_photo.opening import open_photo


def jpeg(wide: int = 200, high: int = 100, **kept: object) -> bytes:
    image = Image.linear_gradient("L").resize((wide, high)).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", **kept)
    return out.getvalue()


def png_header(wide: int, high: int, body: bytes = b"") -> bytes:
    """A PNG that says it is so large, and is not."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_telephones_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned with the clock
    photo = open_photo(io.BytesIO(jpeg(200, 100, exif=exif)), "a.jpg")
    assert photo.picture.size == (100, 200)
    assert photo.grey[100, 5] > photo.grey[100, 95]  # what was at the bottom is on the left


def test_a_large_picture_is_made_as_small_as_is_enough() -> None:
    wide, high = open_photo(io.BytesIO(jpeg(8000, 6000, quality=20)), "a.jpg").picture.size
    assert 8_000_000 < wide * high <= 16_900_000 and abs(wide / high - 4 / 3) < 0.01


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a picture"),
        (b"%PDF-1.7 ...", "not a picture"),
        (b"GIF89a\x10\x00\x10\x00\x00\x00\x00;", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (jpeg()[:700], "damaged or cut off"),
        (jpeg()[:-200], "damaged or cut off"),
        (png_header(300, 300, zlib.compress(b"\0" * 100)), "damaged or cut off"),
        (png_header(300, 300, b"no deflate"), "damaged or cut off"),
        (png_header(30_000, 30_000), "too many pixels"),
        (png_header(2_000_000_000, 2), "too many pixels"),
        (png_header(12_000, 12_000), "too many pixels"),
        (jpeg(10, 10), "not a photograph of a shelf"),
        (jpeg(4000, 70), "not a photograph of a shelf"),
    ],
)
def test_what_is_no_photograph_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadValue, match=said) as refused:
        open_photo(io.BytesIO(content), "shelf.jpg")
    assert "shelf.jpg" in str(refused.value)


def test_a_file_of_any_length_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "endless.jpg"
    with file.open("wb") as opened:
        opened.truncate(31 * 1024 * 1024)
    with pytest.raises(BadValue, match="at most 30 MB"):
        open_photo(file, file.name)
