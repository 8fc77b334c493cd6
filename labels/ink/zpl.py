"""Marks as ZPL II for label printers with rolls (Zebra and those that understand it).

Bars are boxes of whole dots, as in the PDF that was proved. Text is sent as the dots that the PDF has of it:
no printer's own letters are as wide as ours, and few have Chinese ones.
"""

from typing import TYPE_CHECKING

import msgspec

from labels.ink.marks import Label, Page, Text

if TYPE_CHECKING:
    from PIL.Image import Image

_DARK = 128
"""Greys below this one become dots."""


def only_text(page: Page) -> Page:
    """The page without anything but its letters: what is drawn for `commands`."""
    placed = (
        msgspec.structs.replace(
            one,
            label=msgspec.structs.replace(
                one.label, marks=tuple(mark for mark in one.label.marks if isinstance(mark, Text))
            ),
        )
        for one in page.placed
    )
    return msgspec.structs.replace(page, placed=tuple(placed))


def commands(page: Page, letters: "Image", dpi: int) -> bytes:
    """One format (`^XA` to `^XZ`) for each label of the page, for a printer of this resolution.

    `letters`: the page of `only_text` in dots of the printer.
    """
    per_mm = dpi / 25.4
    formats = []
    for placed in page.placed:
        left, top = round(placed.x * per_mm), round(placed.y * per_mm)
        wide, high = round(placed.label.width * per_mm), round(placed.label.height * per_mm)
        formats.append(_label(placed.label, letters.crop((left, top, left + wide, top + high)), per_mm))
    return b"".join(formats)


def _label(label: Label, letters: "Image", per_mm: float) -> bytes:
    # ^LH: the home position, which printers remember; ^PO: the same for upside down.
    parts = [f"^XA^PON^PW{letters.width}^LL{letters.height}^LH0,0"]
    for mark in label.marks:
        if isinstance(mark, Text):
            parts += _picture(mark, letters, per_mm)
        else:
            parts += [
                f"^FO{left},{top}^GB{wide},{high},{min(wide, high)}^FS"
                for left, top, wide, high in mark.rectangles(per_mm)
            ]
    return ("\n".join(parts) + "\n^XZ\n").encode()


def _picture(text: Text, letters: "Image", per_mm: float) -> list[str]:
    """The line as black and white dots (`^GFA`: bytes, bytes, bytes a row, hexadecimal)."""
    em = text.size
    box = (text.x - em, text.y - 1.3 * em, text.x + text.width + em, text.y + 0.8 * em)
    left, top, right, bottom = (max(0, round(side * per_mm)) for side in box)
    right, bottom = min(right, letters.width), min(bottom, letters.height)
    if left >= right or top >= bottom:
        return []
    dots = letters.crop((left, top, right, bottom)).point(lambda grey: 255 if grey < _DARK else 0)
    ink = dots.getbbox()
    if ink is None:
        return []
    picture = dots.crop(ink).convert("1")
    data = picture.tobytes()
    row = (picture.width + 7) // 8
    return [f"^FO{left + ink[0]},{top + ink[1]}^GFA,{len(data)},{len(data)},{row},{data.hex().upper()}^FS"]
