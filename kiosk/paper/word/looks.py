"""How the kinds of paragraphs of a document look: the official paper's, the plain one's, that of lists."""

from dataclasses import dataclass

LATIN = "Times New Roman"
SONG, FANGSONG, HEI, KAI, TITLE = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
_THREE, _TWO, _FOUR, _FIVE = 16.0, 22.0, 14.0, 10.5
"""三号, 二号, 四号, 五号 in points."""
_LINE = 28.0
"""Exact, in points: 22 lines a page."""
_CLOSER = 0.25
"""With it 28 letters of 16 points find room in 156 mm. A grid of letters would say the same, but LibreOffice
gives a letter that is a little wider than its square two of them."""


@dataclass(frozen=True)
class Look:
    """How a kind of paragraph looks.

    Attributes:
        east: the face of Chinese letters; `latin` that of the others and of digits.
        size: of letters, in points, as `line` (exact; 0 for as high as they need), `before` and `after`.
        indent: of the first line, in letters, as `right`.
        closer: how much closer letters stand, in points.
        keep: together with what follows.
    """

    east: str
    size: float
    latin: str = LATIN
    bold: bool = False
    line: float = 0.0
    indent: float = 0.0
    right: float = 0.0
    side: str = "both"
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    closer: float = 0.0


OFFICIAL = {
    "Normal": Look(FANGSONG, _THREE, closer=_CLOSER, line=_LINE),
    "Title": Look(TITLE, _TWO, line=36.0, side="center", after=_LINE, keep=True),
    "Heading 1": Look(HEI, _THREE, closer=_CLOSER, line=_LINE, indent=2, keep=True),
    "Heading 2": Look(KAI, _THREE, closer=_CLOSER, line=_LINE, indent=2, keep=True),
    "Body Text": Look(FANGSONG, _THREE, closer=_CLOSER, line=_LINE, indent=2),
    "Caption": Look(HEI, 12.0, side="center", before=5, after=3, keep=True),
    "Signature": Look(FANGSONG, _THREE, closer=_CLOSER, line=_LINE, right=4, side="right"),
    "Chart": Look(FANGSONG, _FIVE, side="center", before=2, after=4),
    "Footer": Look(SONG, _FOUR, side="left"),
    "Header": Look(HEI, _FIVE, side="right"),
}
"""The common reading of GB/T 9704 for a school's paper."""
_SANS = "Calibri"
PLAIN = {
    "Normal": Look(SONG, 11.0, _SANS, side="left"),
    "Title": Look(HEI, 20.0, _SANS, bold=True, side="left", after=14, keep=True),
    "Heading 1": Look(HEI, 14.0, _SANS, bold=True, side="left", before=16, after=6, keep=True),
    "Heading 2": Look(HEI, 12.0, _SANS, bold=True, side="left", before=10, after=4, keep=True),
    "Body Text": Look(SONG, 11.0, _SANS, side="left", after=8),
    "Caption": Look(HEI, 10.5, _SANS, bold=True, side="left", before=8, after=4, keep=True),
    "Signature": Look(SONG, 11.0, _SANS, side="right"),
    "Chart": Look(SONG, _FIVE, _SANS, side="left", before=6, after=10),
    "Footer": Look(SONG, _FIVE, _SANS, side="center"),
    "Header": Look(HEI, _FIVE, _SANS, side="right"),
}
ACROSS = {
    "Normal": Look(SONG, 12.0, side="left"),
    "Title": Look(HEI, 18.0, side="left", after=6, keep=True),
    "Body Text": Look(SONG, 12.0, side="left", after=4),
    "Caption": Look(HEI, 12.0, side="left", before=8, after=4, keep=True),
    "Footer": Look(SONG, _FIVE, side="center"),
    "Header": Look(HEI, _FIVE, side="right"),
}
