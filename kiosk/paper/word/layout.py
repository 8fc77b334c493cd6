"""Empty pages for templates: that of an official paper (GB/T 9704), a plain one, and one lying across.

Letters are named, never embedded: the small-title Song and the GB2312 faces are licensed. Each name has
others beside it in the document's table of fonts, to be taken where the first is not there.
"""

from typing import Any

from kiosk.paper.word.looks import ACROSS, FANGSONG, HEI, KAI, OFFICIAL, PLAIN, SONG, TITLE, Look
from kiosk.paper.word.styles import dress, style

_OTHERS = {
    TITLE: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun",
    FANGSONG: "FangSong,仿宋_GB2312,FangSong_GB2312,华文仿宋,STFangsong",
    KAI: "KaiTi,楷体_GB2312,KaiTi_GB2312,华文楷体,STKaiti",
    HEI: "SimHei,Noto Sans CJK SC",
    SONG: "SimSun,Noto Serif CJK SC",
}
"""What else a face is called, and what comes near it: the format's list with commas."""
_SIMPLIFIED = "86"
"""The character set of simplified Chinese, by which a face is chosen where no name is there."""


def official() -> Any:
    """A4 with 37, 35, 28 and 26 mm; 22 lines of 28 letters; the page's number outside, between dashes."""
    document = _empty(OFFICIAL)
    _paper(document, (210, 297), (37, 35, 28, 26))
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.header_distance, section.footer_distance = _mm(20), _mm(24)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number(footer, ("— ", " —"), side)
    return document


def plain() -> Any:
    """A4 with 25 mm round it, and the page's number below."""
    document = _empty(PLAIN)
    _paper(document, (210, 297), (25, 22, 25, 25))
    _number(document.sections[0].footer, ("", ""), "center")
    return document


def across() -> Any:
    """A4 lying on its side, for long rows."""
    from docx.enum.section import WD_ORIENT

    document = _empty(ACROSS)
    document.sections[0].orientation = WD_ORIENT.LANDSCAPE
    _paper(document, (297, 210), (18, 18, 15, 15))
    _number(document.sections[0].footer, ("", ""), "center")
    return document


def on_every_page(document: Any, text: str) -> None:
    """Say this at the head of every page, whatever else stands there."""
    both = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        headers = [section.header]
        headers += [section.even_page_header] if both else []
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        for header in headers:
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            said = first.insert_paragraph_before(text, first.style)
            said.alignment = 2  # to the right
            for run in said.runs:
                run.bold = True


def _empty(looks: dict[str, Look]) -> Any:
    import docx

    document = docx.Document()
    for name, look in looks.items():
        dress(style(document, name), look)
    _name_fonts(document)
    return document


def _paper(document: Any, size: tuple[int, int], edges: tuple[int, int, int, int]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = map(_mm, size)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(_mm, edges)
    section.header_distance = section.footer_distance = _mm(10)


def _number(footer: Any, dashes: tuple[str, str], side: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = "Footer"
    properties = paragraph._p.get_or_add_pPr()
    indent, stands = OxmlElement("w:ind"), OxmlElement("w:jc")
    for end in ("left", "right"):
        indent.set(qn(f"w:{end}Chars"), "100" if side == end else "0")
        indent.set(qn(f"w:{end}"), "280" if side == end else "0")
    stands.set(qn("w:val"), side)
    properties.append(indent)
    properties.append(stands)
    paragraph.add_run(dashes[0])
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    field.append(paragraph.add_run("1")._r)
    paragraph.add_run(dashes[1])


def _name_fonts(document: Any) -> None:
    """Other names for each face, in the document's table of fonts."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn

    parts = document.part.package.iter_parts()
    part = next(one for one in parts if str(one.partname) == "/word/fontTable.xml")
    fonts = parse_xml(part.blob)
    known = {font.get(qn("w:name")): font for font in fonts}
    for name, others in _OTHERS.items():
        if name in known:
            fonts.remove(known[name])
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        for tag, value in (("altName", others), ("charset", _SIMPLIFIED), ("family", "roman")):
            one = OxmlElement(f"w:{tag}")
            one.set(qn("w:val"), value)
            font.append(one)
        fonts.append(font)
    part._blob = serialize_part_xml(fonts)


def _mm(millimetres: int) -> Any:
    from docx.shared import Mm

    return Mm(millimetres)
