"""The styles of a Word document, written as its format wants them."""

from typing import Any

from kiosk.paper.word.looks import Look


def style(document: Any, name: str) -> Any:
    """The document's style of this name, new where it has none."""
    from docx.enum.style import WD_STYLE_TYPE

    try:
        return document.styles[name]
    except KeyError:
        return document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def dress(style: Any, look: Look) -> None:
    """Give a style its looks; what the style had goes, theme fonts and colours above all."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = style.element
    for old in (element.rPr, element.pPr):
        if old is not None:
            element.remove(old)
    properties = element.get_or_add_pPr()
    if look.keep:
        properties.append(OxmlElement("w:keepNext"))
    spacing, indent, side = (OxmlElement(f"w:{name}") for name in ("spacing", "ind", "jc"))
    spacing.set(qn("w:before"), str(round(20 * look.before)))
    spacing.set(qn("w:after"), str(round(20 * look.after)))
    spacing.set(qn("w:line"), str(round(20 * look.line)) if look.line else "260")
    spacing.set(qn("w:lineRule"), "exact" if look.line else "auto")
    for end, letters in (("firstLine", look.indent), ("right", look.right)):
        indent.set(qn(f"w:{end}Chars"), str(round(100 * letters)))
        indent.set(qn(f"w:{end}"), str(round(20 * look.size * letters)))
    side.set(qn("w:val"), look.side)
    for one in (spacing, indent, side):
        properties.append(one)
    if style.name.startswith("Heading"):
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(int(style.name[-1]) - 1))
        properties.append(level)
    letters_of = element.get_or_add_rPr()
    fonts = letters_of.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), look.latin)
    fonts.set(qn("w:eastAsia"), look.east)
    if look.bold:
        letters_of.append(OxmlElement("w:b"))
    if look.closer:
        apart = OxmlElement("w:spacing")
        apart.set(qn("w:val"), str(round(-20 * look.closer)))
        letters_of.append(apart)
    for name in ("sz", "szCs"):
        size = OxmlElement(f"w:{name}")
        size.set(qn("w:val"), str(round(2 * look.size)))
        letters_of.append(size)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    letters_of.append(spoken)
