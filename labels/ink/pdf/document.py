"""Marks as PDF. A page goes to the file as soon as it is drawn, so memory does not grow with their number.

The page's unit is the printer's dot, counted from the top left corner: bars are rectangles of whole numbers
in one content string, and the letters are the used part of the fonts, embedded at the end.
"""

import zlib
from array import array
from typing import IO

import pydyf

from labels.ink.marks import Bars, Label, Page, Text
from labels.ink.pdf.bars import codewords, has_codewords, rectangle
from labels.ink.pdf.fonts import embed
from labels.ink.typeface import Glyph, Typeface

_POINTS = 72 / 25.4
_ESCAPED = {ord(c): "\\" + c for c in "\\()"} | {ord("\r"): "\\r"}

_HAIR = 1e-4
"""Em that a pen's place may be off."""

_BOLD_STROKE = 0.035
"""Em that the outline of bold letters is thickened by."""


class PdfFile:
    """A PDF being written to `output`; call `add` for each page and then `finish`.

    Attributes:
        length: bytes written so far.
        pages: how many pages.
    """

    def __init__(self, output: IO[bytes], typeface: Typeface, dpi: int) -> None:
        self.length = self.pages = 0
        self._output = output
        self._typeface = typeface
        self._dots = dpi / 25.4
        self._dpi = dpi
        self._codes: list[dict[str, bytes]] = [{} for _ in typeface.faces]
        self._used: list[dict[int, str]] = [{} for _ in typeface.faces]
        self._offsets = array("Q", [0])
        self._kids = array("Q")
        self._fonts = [self._reserve(pydyf.Dictionary()) for _ in typeface.faces]
        self._tree = self._reserve(pydyf.Dictionary({"Type": "/Pages"}))
        self._resources = self._reserve(pydyf.Dictionary())
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa8\n")

    def add(self, page: Page) -> None:
        """Draw this page and write it."""
        # pydyf compresses at level 9, which takes twice as long for 4 bytes a label.
        packed = zlib.compress(self._content(page))
        content = self._emit(pydyf.Stream([packed], {"Filter": "/FlateDecode"}))
        width, height = page.width * _POINTS, page.height * _POINTS
        sheet = pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": self._tree.reference,
                "Resources": self._resources.reference,
                "MediaBox": pydyf.Array([0, 0, f"{width:.3f}", f"{height:.3f}"]),
                "Contents": content.reference,
            }
        )
        self._kids.append(self._emit(sheet).number)
        self.pages += 1

    def finish(self) -> None:
        """Write the fonts with the letters that were used, and the tables that a reader begins with."""
        self._tree["Count"] = self.pages
        self._tree["Kids"] = b"[" + b" ".join(b"%d 0 R" % number for number in self._kids) + b"]"
        used = [number for number, glyphs in enumerate(self._used) if glyphs]
        self._resources["Font"] = pydyf.Dictionary({f"F{n}": self._fonts[n].reference for n in used})
        for number, font in enumerate(self._fonts):
            if number in used:
                embed(f"Font{number}", self._typeface.faces[number], self._used[number], font, self._emit)
            self._emit(font)
        self._emit(self._resources)
        self._emit(self._tree)
        # No scaling: “fit to page” is what makes sheets miss their labels.
        view = pydyf.Dictionary({"PrintScaling": "/None"})
        catalog = pydyf.Dictionary(
            {"Type": "/Catalog", "Pages": self._tree.reference, "ViewerPreferences": view}
        )
        self._emit(catalog)
        start, count = self.length, len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        self._write(b"trailer\n<</Size %d/Root %b>>\nstartxref\n" % (count, catalog.reference))
        self._write(b"%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._output.write(data)
        self.length += len(data)

    def _reserve(self, thing: pydyf.Object) -> pydyf.Object:
        """Give the object its number; it is written later."""
        thing.number = len(self._offsets)
        self._offsets.append(0)
        return thing

    def _emit(self, thing: pydyf.Object) -> pydyf.Object:
        """Write the object, giving it a number if it has none."""
        if thing.number is None:
            self._reserve(thing)
        self._offsets[thing.number] = self.length
        self._write(thing.indirect + b"\n")
        return thing

    def _content(self, page: Page) -> bytes:
        dots = self._dots
        parts = [b"%.6f 0 0 %.6f 0 %.3f cm" % (72 / self._dpi, 72 / self._dpi, page.height * _POINTS)]
        for placed in page.placed:
            parts.append(b"q 1 0 0 1 %d %d cm" % (round(placed.x * dots), -round(placed.y * dots)))
            parts += self._label(placed.label)
            parts.append(b"Q")
        return b"\n".join(parts)

    def _label(self, label: Label) -> list[bytes]:
        dots = self._dots
        filled: list[bytes] = []
        texts: list[bytes] = []
        for mark in label.marks:
            if isinstance(mark, Text):
                texts += self._text(mark)
            elif isinstance(mark, Bars) and not mark.is_ladder and has_codewords(mark.symbol):
                filled += codewords(mark, dots)
            else:
                filled += [rectangle(*sides) for sides in mark.rectangles(dots)]
        if filled:
            filled.append(b"f")
        return [*filled, b"BT", *texts, b"ET"] if texts else filled

    def _text(self, text: Text) -> list[bytes]:
        dots = self._dots
        size = text.size * dots
        x, y = text.x * dots, -text.y * dots
        drawn = [b"2 Tr %.2f w" % (_BOLD_STROKE * size)] if text.bold else []
        for face, codes, right, up in self._runs(text.text):
            at = (x + right * size, y + up * size)
            drawn.append(b"/F%d %.4g Tf 1 0 0 1 %.5g %.5g Tm(%b)Tj" % (face, size, *at, codes))
        if text.bold:
            drawn.append(b"0 Tr")
        return drawn

    def _runs(self, text: str) -> list[tuple[int, bytes, float, float]]:
        """The text cut where the font changes, or the pen: face, its glyphs as a PDF string, where in em."""
        for face, codes in enumerate(self._codes):
            try:
                return [(face, b"".join([codes[character] for character in text]), 0.0, 0.0)]
            except KeyError:  # a character of another face, one that is shaped, or one not shown before
                continue
        runs: list[tuple[int, bytes, float, float]] = []
        pen = end = 0.0
        for glyph in self._typeface.glyphs(text):
            code = self._show(glyph)
            place = pen + glyph.right
            if runs and runs[-1][0] == glyph.face and runs[-1][3] == glyph.up and abs(place - end) < _HAIR:
                face, before, right, up = runs[-1]
                runs[-1] = (face, before + code, right, up)
            else:
                runs.append((glyph.face, code, place, glyph.up))
            pen += glyph.advance
            end = place + self._typeface.faces[glyph.face].advance(glyph.number)
        return runs

    def _show(self, glyph: Glyph) -> bytes:
        while len(self._codes) < len(self._typeface.faces):  # the system's fonts come in as they are needed
            self._codes.append({})
            self._used.append({})
            self._fonts.append(self._reserve(pydyf.Dictionary()))
        used = self._used[glyph.face]
        if not used.get(glyph.number):
            used[glyph.number] = glyph.text
        code = glyph.number.to_bytes(2, "big").decode("latin-1").translate(_ESCAPED).encode("latin-1")
        if self._typeface.is_plain(glyph):
            self._codes[glyph.face].setdefault(glyph.text, code)
        return code
