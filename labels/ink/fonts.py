"""Font files: what we need of one, and where those of the system are."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz

from labels.errors import N_, FontError

# Debian: fonts-wqy-microhei, fonts-noto-cjk, fonts-droid-fallback, fonts-dejavu-core. The number is the
# face in a collection (in Noto's, 2 is Simplified Chinese).
_SYSTEM_FONTS = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
)

_FOLDERS = ("/usr/local/share/fonts", "/usr/share/fonts", "~/.local/share/fonts", "~/.fonts")
"""Where fonts lie on a machine that has no fontconfig."""

# What a PDF reader or a printer needs of a font whose letters are asked for by number.
_KEPT_TABLES = frozenset({"CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp"})

_PATIENCE = 20.0


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

    @cached_property
    def has_outlines(self) -> bool:
        """Whether it can be printed: a font of coloured pictures cannot."""
        return not {"CFF ", "glyf"}.isdisjoint(self._face.table_tags)

    def glyph(self, character: str) -> int:
        """The number of the character's glyph, 0 when the font has none."""
        return self._font.get_nominal_glyph(ord(character)) or 0

    def advance(self, glyph: int) -> float:
        """How far the glyph moves the pen, in em."""
        advance: float = self._font.get_glyph_h_advance(glyph) / self._face.upem
        return advance

    def shape(self, text: str, *, from_right: bool) -> list[tuple[int, int, float, float, float]]:
        """The glyphs of a text of one script, from left to right.

        Of each: its number, the place in the text it begins with, and in em how far it moves the pen and how
        far from the pen it is drawn, to the right and up.
        """
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if from_right else "ltr"
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer)
        em = self._face.upem
        return [
            (info.codepoint, info.cluster, place.x_advance / em, place.x_offset / em, place.y_offset / em)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

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


def usual_faces(own: Iterable[Path]) -> list[Face]:
    """The fonts that are asked first: the school's `own`, the one that is installed with us, the known ones.

    Raises FontError for a file that is not there or is no font.
    """
    faces = []
    for path in own:
        if not path.is_file():
            raise FontError(N_("There is no font file {file}."), file=path.name)
        if not is_font(face := Face(path)):
            raise FontError(N_("{file} is not a font that can be used for printing."), file=path.name)
        faces.append(face)
    if (package := find_spec("pylopdf_fonts_zh_cn")) is not None and package.origin is not None:
        faces.append(Face(Path(package.origin).with_name("NotoSansSC-Regular.otf")))
    known = [Face(Path(path), index) for path, index in _SYSTEM_FONTS]
    return [face for face in (*faces, *known) if face.path.is_file()]


def is_font(face: Face) -> bool:
    """Whether the file can be read as a font with outlines."""
    try:
        return face.has_outlines
    except (OSError, uharfbuzz.HarfBuzzError, ValueError):
        return False


@cache
def system_face(character: str) -> Face | None:
    """A font of this machine that has the character: as fontconfig says, else found by looking."""
    for face in _of_fontconfig(character):
        if is_font(face) and face.glyph(character):
            return face
    return next((face for face in _installed() if face.glyph(character)), None)


def _of_fontconfig(character: str) -> Iterator[Face]:
    pattern = f"sans-serif:charset={ord(character):x}:outline=true:variable=false"
    try:
        done = subprocess.run(
            ["fc-match", "-s", "-f", "%{file}|%{index}\\n", pattern],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in done.stdout.splitlines()[:_BEST]:
        file, _, index = line.rpartition("|")
        if file and index.isdecimal():
            yield Face(Path(file), int(index) & 0xFFFF)


_BEST = 3
"""So far down fontconfig's list a font is tried."""


@cache
def _installed() -> tuple[Face, ...]:
    """The fonts below the usual folders, plain ones without serifs first."""
    found = [
        Path(folder) / name
        for top in _FOLDERS
        for folder, _, names in os.walk(Path(top).expanduser())
        for name in names
        if name.lower().endswith((".ttf", ".otf", ".ttc"))
    ]
    found.sort(key=lambda path: ("Regular" not in path.name, "Sans" not in path.name, path.name))
    return tuple(face for face in map(Face, found) if is_font(face))
