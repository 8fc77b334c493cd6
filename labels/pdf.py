"""Marks as PDF. A page goes to the file as soon as it is drawn, so memory does not grow with their number.

The page's unit is the printer's dot, counted from the top left corner: bars are rectangles of whole numbers
in one content string, and the letters are the used part of the fonts, embedded at the end.
"""

from array import array
from typing import IO

import pydyf

from labels.marks import Label, Page, Text
from labels.typeface import Face, Typeface

_POINTS = 72 / 25.4
_ESCAPED = {ord(c): "\\" + c for c in "\\()"} | {ord("\r"): "\\r"}
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
        self._shown: dict[str, tuple[int, bytes]] = {}
        self._offsets = array("Q", [0])
        self._kids = pydyf.Array()
        self._fonts = [self._reserve(pydyf.Dictionary()) for _ in typeface.faces]
        self._tree = self._reserve(pydyf.Dictionary({"Type": "/Pages", "Kids": self._kids}))
        self._resources = self._reserve(pydyf.Dictionary())
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa8\n")

    def add(self, page: Page) -> None:
        """Draw this page and write it."""
        content = self._emit(pydyf.Stream([self._content(page)], compress=True))
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
        self._kids.append(self._emit(sheet).reference)
        self.pages += 1

    def finish(self) -> None:
        """Write the fonts with the letters that were used, and the tables that a reader begins with."""
        self._tree["Count"] = self.pages
        faces = {face for face, _ in self._shown.values()}
        self._resources["Font"] = pydyf.Dictionary({f"F{n}": self._fonts[n].reference for n in sorted(faces)})
        for number, font in enumerate(self._fonts):
            if number in faces:
                self._embed(number, self._typeface.faces[number], font)
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
        rectangles: list[bytes] = []
        texts: list[bytes] = []
        for mark in label.marks:
            if isinstance(mark, Text):
                texts += self._text(mark)
            else:
                rectangles += [
                    b"%d %d %d %d re" % (left, -top - high, wide, high)
                    for left, top, wide, high in mark.rectangles(dots)
                ]
        if rectangles:
            rectangles.append(b"f")
        return [*rectangles, b"BT", *texts, b"ET"] if texts else rectangles

    def _text(self, text: Text) -> list[bytes]:
        dots = self._dots
        size = text.size * dots
        x, y = text.x * dots, -text.y * dots
        drawn = [b"2 Tr %.2f w" % (_BOLD_STROKE * size)] if text.bold else []
        for face, codes, advance in self._runs(text.text):
            drawn.append(b"/F%d %.4g Tf 1 0 0 1 %.5g %.5g Tm(%b)Tj" % (face, size, x, y, codes))
            x += advance * size
        if text.bold:
            drawn.append(b"0 Tr")
        return drawn

    def _runs(self, text: str) -> list[tuple[int, bytes, float]]:
        """The text cut where the font changes: face, its glyphs as a PDF string, the width in em."""
        shown = [self._shown.get(character) or self._show(character) for character in text]
        first = shown[0][0] if shown else 0
        if all(face == first for face, _ in shown):
            return [(first, b"".join([code for _, code in shown]), 0.0)] if shown else []
        runs: list[tuple[int, bytes, float]] = []
        for character, (face, code) in zip(text, shown, strict=True):
            advance = self._typeface.glyph(character).advance
            if runs and runs[-1][0] == face:
                runs[-1] = (face, runs[-1][1] + code, runs[-1][2] + advance)
            else:
                runs.append((face, code, advance))
        return runs

    def _show(self, character: str) -> tuple[int, bytes]:
        glyph = self._typeface.glyph(character)
        code = glyph.number.to_bytes(2, "big").decode("latin-1").translate(_ESCAPED).encode("latin-1")
        self._shown[character] = glyph.face, code
        return self._shown[character]

    def _embed(self, number: int, face: Face, font: pydyf.Dictionary) -> None:
        used = {
            self._typeface.glyph(character).number: character
            for character, (its_face, _) in self._shown.items()
            if its_face == number
        }
        name = f"/LABELS+Font{number}"
        cubic = face.has_cubic_outlines
        data = face.subset(used)
        extra = {"Subtype": "/CIDFontType0C"} if cubic else {"Length1": len(data)}
        program = self._emit(pydyf.Stream([data], extra, compress=True))
        ascent, descent = (round(1000 * part) for part in face.extents)
        descriptor = pydyf.Dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": 4,
                "FontBBox": pydyf.Array([-1000, descent - 500, 2500, ascent + 500]),
                "ItalicAngle": 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": 730,
                "StemV": 80,
                "FontFile3" if cubic else "FontFile2": program.reference,
            }
        )
        widths = pydyf.Array()
        for glyph in sorted(used):
            if (width := round(1000 * face.advance(glyph))) != 1000:
                widths += [glyph, pydyf.Array([width])]
        described = {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if cubic else "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            "FontDescriptor": self._emit(descriptor).reference,
            "DW": 1000,
            "W": widths,
        } | ({} if cubic else {"CIDToGIDMap": "/Identity"})
        descendant = self._emit(pydyf.Dictionary(described))
        font.update(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pydyf.Array([descendant.reference]),
                "ToUnicode": self._emit(_to_unicode(used)).reference,
            }
        )


def _to_unicode(used: dict[int, str]) -> pydyf.Stream:
    """So that text can be searched and copied: which character each glyph number stands for."""
    pairs = [f"<{glyph:04x}><{used[glyph].encode('utf-16-be').hex()}>" for glyph in sorted(used)]
    lines = [
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName/Labels def/CMapType 2 def",
        "1 begincodespacerange<0000><ffff>endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        lines += [f"{len(some)} beginbfchar", *some, "endbfchar"]
    lines.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return pydyf.Stream(["\n".join(lines).encode()], compress=True)
