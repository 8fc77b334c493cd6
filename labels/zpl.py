"""Marks as ZPL II for label printers with rolls (Zebra and those that understand it).

Bars are boxes of whole dots, as in the PDF that was proved; English text is set in the printer's own font;
any other text is sent as a picture, since the printer has no letters for it.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from labels.marks import Label, Page, Text
from labels.typeface import Typeface

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SPARE = 0.2
"""How much wider than in our font a line may come out in the printer's, to each side."""


def commands(page: Page, typeface: Typeface, dpi: int) -> bytes:
    """One format (`^XA` to `^XZ`) for each label of the page, for a printer of this resolution."""
    return b"".join(_label(placed.label, typeface, dpi / 25.4) for placed in page.placed)


def _label(label: Label, typeface: Typeface, per_mm: float) -> bytes:
    # ^CI28: UTF-8; ^LH: the home position, which printers remember.
    parts = [f"^XA^CI28^PW{round(label.width * per_mm)}^LL{round(label.height * per_mm)}^LH0,0"]
    for mark in label.marks:
        if isinstance(mark, Text):
            printable = mark.text.isascii() and mark.text.isprintable()
            parts.append(_letters(mark, per_mm) if printable else _picture(mark, typeface, per_mm))
        else:
            parts += [
                f"^FO{left},{top}^GB{wide},{high},{min(wide, high)}^FS"
                for left, top, wide, high in mark.rectangles(per_mm)
            ]
    return ("\n".join(parts) + "\n^XZ\n").encode()


def _letters(text: Text, per_mm: float) -> str:
    """A line in the middle of a box a little wider than ours; `^` `~` `_` as their hexadecimal codes."""
    size = round(text.size * per_mm)
    spare = text.width * _SPARE
    left, wide = max(0, round((text.x - spare) * per_mm)), round((text.width + 2 * spare) * per_mm)
    top = round((text.y - 0.78 * text.size) * per_mm)
    escaped = "".join(f"_{ord(c):02X}" if c in "^~_\\" else c for c in text.text)
    return f"^FO{left},{max(0, top)}^A0N,{size},{size}^FB{wide},1,0,C^FH^FD{escaped}^FS"


def _picture(text: Text, typeface: Typeface, per_mm: float) -> str:
    """The line as black and white dots (`^GFA`: bytes, bytes, bytes a row, hexadecimal)."""
    from PIL import Image, ImageDraw, ImageOps

    size = max(1, round(text.size * per_mm))
    wide, ascent = round(text.width * per_mm) + 2, round(1.1 * size)
    image = Image.new("1", (wide, ascent + round(0.4 * size)), 1)
    draw = ImageDraw.Draw(image)
    x = 1.0
    for character in text.text:
        glyph = typeface.glyph(character)
        face = typeface.faces[glyph.face]
        font = _font(str(face.path), face.index, size)
        draw.text((x, ascent), character, font=font, anchor="ls", stroke_width=size // 40 if text.bold else 0)
        x += glyph.advance * size
    rows = (wide + 7) // 8
    data = ImageOps.invert(image.convert("L")).convert("1").tobytes()
    left, top = max(0, round(text.x * per_mm) - 1), max(0, round(text.y * per_mm) - ascent)
    return f"^FO{left},{top}^GFA,{len(data)},{len(data)},{rows},{data.hex().upper()}^FS"


@lru_cache(maxsize=32)
def _font(path: str, index: int, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(path, size, index)
