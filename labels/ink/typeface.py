"""The letters of a text: which font has them, how they stand beside each other, how wide they are.

One list of fonts is asked in turn, and after it the system's, so that a rare character of a name comes from
another font when the first lacks it. Scripts whose letters join, stack or run from the right are shaped by
HarfBuzz, run by run; Chinese and English letters stand as they are.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from labels.errors import N_, FontError
from labels.ink.bidi import in_sight, levels
from labels.ink.fonts import Face, system_face, usual_faces

MISSING = "〓"
"""What is printed for a character that no font has (the geta mark of Chinese and Japanese printers)."""

_COMPLEX = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0590-\u109f\u1100-\u11ff\u135d-\u135f\u1700-\u18af\u1900-\u1cff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u302a-\u302f\u3099-\u309a\ua6f0-\ua6f1\ua800-\uabff"
    "\ud7b0-\ud7ff\ufb1d-\ufdff\ufe00-\ufe0f\ufe20-\ufe2f\ufe70-\ufeff"
    "\U00010800-\U00012fff\U0001e800-\U0001efff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
"""Characters that are shaped: marks, variation selectors, letters that join, stack or run from the right."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
"""Characters without a picture of their own; a font need not have them."""


@dataclass(frozen=True)
class Glyph:
    """One picture of letters.

    Attributes:
        face: in which font, by its number in the typeface.
        number: under which number there.
        advance: how far it moves the pen, in em.
        right, up: how far from the pen it is drawn, in em.
        text: the characters that it shows; empty for a further glyph of the same ones.
    """

    face: int
    number: int
    advance: float
    right: float = 0.0
    up: float = 0.0
    text: str = ""


@dataclass(eq=False)
class Typeface:
    """The fonts of one job, asked in turn for each character.

    Attributes:
        faces: the fonts, the preferred one first; those of the system come in as they are needed.
        missing: characters asked for that no font has.
        with_system: whether the system's fonts are asked for what these lack.
    """

    faces: list[Face]
    missing: set[str] = field(default_factory=set)
    with_system: bool = False
    _glyphs: dict[str, Glyph] = field(default_factory=dict)
    _advances: dict[str, float] = field(default_factory=dict)
    _lines: dict[str, tuple[Glyph, ...]] = field(default_factory=dict)

    def glyphs(self, text: str) -> Sequence[Glyph]:
        """The glyphs of one line, from left to right."""
        if not _COMPLEX.search(text):
            return [self.glyph(character) for character in text]
        known = self._lines.get(text)
        if known is None:
            if len(self._lines) > _KEPT_LINES:
                self._lines.clear()
            known = self._lines[text] = tuple(self._shaped(text))
        return known

    def glyph(self, character: str) -> Glyph:
        """The character's glyph in the first face that has it, else that of `MISSING`."""
        known = self._glyphs.get(character)
        return self._find(character) if known is None else known

    def is_simple(self, text: str) -> bool:
        """Whether each character stands as it is, whatever stands beside it."""
        return not _COMPLEX.search(text)

    def is_plain(self, glyph: Glyph) -> bool:
        """Whether the glyph is what its character is always shown by, wherever it stands."""
        return self._glyphs.get(glyph.text) == glyph and not _COMPLEX.match(glyph.text)

    def width(self, text: str) -> float:
        """The width of one line, in em."""
        if _COMPLEX.search(text):
            return sum([glyph.advance for glyph in self.glyphs(text)])
        advances = self._advances
        try:
            return sum([advances[character] for character in text])
        except KeyError:
            return sum([self.glyph(character).advance for character in text])

    def covers(self, text: str) -> bool:
        """Whether some face has every character."""
        return all(any(face.glyph(character) for face in self.faces) for character in text)

    def _find(self, character: str) -> Glyph:
        number = self._face_of(character)
        if number is None:
            self.missing.add(character)
        face = self.faces[number or 0]
        found = face.glyph(character) or face.glyph(MISSING) or face.glyph("?")
        glyph = Glyph(number or 0, found, face.advance(found), text=character)
        self._glyphs[character] = glyph
        self._advances[character] = glyph.advance
        return glyph

    def _face_of(self, character: str) -> int | None:
        """The number of the first face that has the character, or None when not even the system has one."""
        for number, face in enumerate(self.faces):
            if face.glyph(character):
                return number
        found = system_face(character) if self.with_system else None
        if found is None:
            return None
        self.faces.append(found)
        return len(self.faces) - 1

    def _shaped(self, text: str) -> list[Glyph]:
        for character in set(text):
            if not _UNSEEN.match(character):
                self.glyph(character)
        text = "".join(MISSING if character in self.missing else character for character in text)
        faces, scripts = self._places(text)
        directions = levels(text)
        keys = list(zip(directions, faces, scripts, strict=True))
        runs = [(key, list(some)) for key, some in groupby(range(len(text)), keys.__getitem__)]
        glyphs: list[Glyph] = []
        for number in in_sight([level for (level, _, _), _ in runs]):
            (level, face, _), places = runs[number]
            glyphs += self._run(text[places[0] : places[-1] + 1], face, from_right=level % 2 == 1)
        return glyphs

    def _run(self, text: str, face: int, *, from_right: bool) -> list[Glyph]:
        shaped = self.faces[face].shape(text, from_right=from_right)
        starts = sorted({cluster for _, cluster, *_ in shaped})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        shown: set[int] = set()
        glyphs = []
        for number, cluster, advance, right, up in shaped:
            of_it = "" if cluster in shown else text[cluster : ends[cluster]]
            shown.add(cluster)
            glyphs.append(Glyph(face, number, advance, right, up, of_it))
        return glyphs

    def _places(self, text: str) -> tuple[list[int], list[str]]:
        """Face and script of each character; what belongs to no script goes with the letter before it."""
        faces: list[int] = []
        scripts: list[str] = []
        for character in text:
            script = _script(character)
            before = self.faces[faces[-1]] if faces else None
            goes_along = not script and before is not None
            if goes_along and (_UNSEEN.match(character) or (before and before.glyph(character))):
                faces.append(faces[-1])
            elif _UNSEEN.match(character):
                faces.append(0)
            else:
                faces.append(self._face_of(character) or 0)
            scripts.append(script or (scripts[-1] if scripts else ""))
        return faces, scripts


_KEPT_LINES = 4096


def _script(character: str) -> str:
    """The script of a letter, by the first word of its name; empty for signs, digits, blanks and marks."""
    if not unicodedata.category(character).startswith("L"):
        return ""
    return unicodedata.name(character, "?").partition(" ")[0]


def find_typeface(own: Sequence[Path] = ()) -> Typeface:
    """The fonts to print with: the school's `own`, the one that is installed with us, then the system's.

    Raises FontError, naming what to install, when none of them has Chinese characters.
    """
    typeface = Typeface(usual_faces(own), with_system=True)
    if not typeface.faces or not typeface.covers("中文"):
        raise FontError(
            N_("No font with Chinese characters was found. Install the Debian package fonts-wqy-microhei.")
        )
    return typeface
