"""The letters on labels: which font has them, how wide they are, and the few that a file must carry.

One list of fonts is asked in turn, so that a rare character of a name comes from
the second when the first lacks it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz

from labels.errors import N_, FontError

MISSING = "〓"
"""What is printed for a character that no font has (the geta mark of Chinese and Japanese printers)."""

# Debian: fonts-wqy-microhei, fonts-noto-cjk, fonts-droid-fallback, fonts-dejavu-core. The number is the
# face in a collection (in Noto's, 2 is Simplified Chinese).
_SYSTEM_FONTS = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
)

# What a PDF reader or a printer needs of a font whose letters are asked for by number.
_KEPT_TABLES = frozenset({"CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp"})


@dataclass(frozen=True)
class Face:
    """One font file."""

    path: Path
    index: int = 0

    @cached_property
    def _face(self) -> uharfbuzz.Face:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)), self.index)

    @cached_property
    def _font(self) -> uharfbuzz.Font:
        return uharfbuzz.Font(self._face)

    def glyph(self, character: str) -> int:
        """The number of the character's glyph, 0 when the font has none."""
        return self._font.get_nominal_glyph(ord(character)) or 0

    def advance(self, glyph: int) -> float:
        """How far the glyph moves the pen, in em."""
        advance: float = self._font.get_glyph_h_advance(glyph) / self._face.upem
        return advance

    @cached_property
    def extents(self) -> tuple[float, float]:
        """Ascender and descender in em, the second below zero."""
        found = self._font.get_font_extents("ltr")
        return found.ascender / self._face.upem, found.descender / self._face.upem

    @cached_property
    def has_cubic_outlines(self) -> bool:
        """Whether the outlines are PostScript's (CFF), not TrueType's."""
        return "CFF " in self._face.table_tags

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The font with these glyphs only, under the numbers they have: what a PDF embeds.

        For PostScript outlines the bare CFF table, its character identifiers equal to the glyph numbers.
        """
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update({0, *glyphs})
        flags = uharfbuzz.SubsetFlags
        wanted.flags = (
            flags.RETAIN_GIDS
            | flags.CFF_IDENTITY_CHARSET
            | flags.NO_HINTING
            | flags.NO_LAYOUT_CLOSURE
            | flags.NOTDEF_OUTLINE
        )
        dropped = set(self._face.table_tags) - _KEPT_TABLES
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in dropped)
        small = wanted.subset(self._face)
        data: bytes = (small.reference_table("CFF ") if self.has_cubic_outlines else small.blob).data
        return data


@dataclass(frozen=True)
class Glyph:
    """One character's picture: in which face (by number) and under which number, and its width in em."""

    face: int
    number: int
    advance: float


@dataclass(eq=False)
class Typeface:
    """The fonts of one job, asked in turn for each character.

    Attributes:
        faces: the fonts, the preferred one first.
        missing: characters asked for that none of them has.
    """

    faces: Sequence[Face]
    missing: set[str] = field(default_factory=set)
    _glyphs: dict[str, Glyph] = field(default_factory=dict)
    _advances: dict[str, float] = field(default_factory=dict)

    def glyph(self, character: str) -> Glyph:
        """The character's glyph in the first face that has it, else that of `MISSING`."""
        known = self._glyphs.get(character)
        return self._find(character) if known is None else known

    def _find(self, character: str) -> Glyph:
        faces = [number for number, face in enumerate(self.faces) if face.glyph(character)]
        if not faces:
            self.missing.add(character)
        face = self.faces[faces[0] if faces else 0]
        found = face.glyph(character) or face.glyph(MISSING) or face.glyph("?")
        glyph = Glyph(faces[0] if faces else 0, found, face.advance(found))
        self._glyphs[character] = glyph
        self._advances[character] = glyph.advance
        return glyph

    def width(self, text: str) -> float:
        """The width of one line, in em."""
        advances = self._advances
        try:
            return sum([advances[character] for character in text])
        except KeyError:
            return sum([self.glyph(character).advance for character in text])

    def covers(self, text: str) -> bool:
        """Whether some face has every character."""
        return all(any(face.glyph(character) for face in self.faces) for character in text)


def find_typeface(own: Sequence[Path] = ()) -> Typeface:
    """The fonts to print with: the school's `own`, the one that is installed with us, then the system's.

    Raises FontError, naming what to install, when none of them has Chinese characters.
    """
    faces = [Face(path) for path in own]
    for path in own:
        if not path.is_file():
            raise FontError(N_("There is no font file {file}."), file=path.name)
    if (package := find_spec("pylopdf_fonts_zh_cn")) is not None and package.origin is not None:
        faces.append(Face(Path(package.origin).with_name("NotoSansSC-Regular.otf")))
    faces += [Face(Path(path), index) for path, index in _SYSTEM_FONTS]
    typeface = Typeface([face for face in faces if face.path.is_file()])
    if not typeface.faces or not typeface.covers("中文"):
        raise FontError(
            N_("No font with Chinese characters was found. Install the Debian package fonts-wqy-microhei.")
        )
    return typeface
