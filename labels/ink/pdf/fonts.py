"""The used part of a font, embedded in a PDF."""

from collections.abc import Callable

import pydyf

from labels.ink.fonts import Face


def embed(
    name: str,
    face: Face,
    used: dict[int, str],
    font: pydyf.Dictionary,
    emit: Callable[[pydyf.Object], pydyf.Object],
) -> None:
    """Fill in the `font`, named so, with the glyphs that were `used`, each with the text it shows.

    `emit` writes an object to the file and returns it.
    """
    name = f"/LABELS+{name}"
    cubic = face.has_cubic_outlines
    data = face.subset(used)
    extra = {"Subtype": "/CIDFontType0C"} if cubic else {"Length1": len(data)}
    program = emit(pydyf.Stream([data], extra, compress=True))
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
        "FontDescriptor": emit(descriptor).reference,
        "DW": 1000,
        "W": widths,
    } | ({} if cubic else {"CIDToGIDMap": "/Identity"})
    descendant = emit(pydyf.Dictionary(described))
    font.update(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]),
            "ToUnicode": emit(_to_unicode(used)).reference,
        }
    )


def _to_unicode(used: dict[int, str]) -> pydyf.Stream:
    """So that text can be searched and copied: which character each glyph number stands for."""
    known = {glyph: text.encode("utf-16-be").hex() for glyph, text in sorted(used.items()) if text}
    pairs = [f"<{glyph:04x}><{text}>" for glyph, text in known.items()]
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
