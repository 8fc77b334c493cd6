"""The grade in a class's name, and the name a year later: `三年级1班`, `六甲`, `Year 4 Oak`, `3A`, `301`."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

_CHINESE = "一二三四五六七八九"
_NUMBER = f"(?P<number>[{_CHINESE}]|[0-9０-９]{{1,2}})"
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 三年级, 小学三年级2班, 3年级
        rf"(?:小学)?{_NUMBER}(?=年[级級])",
        # 小三
        rf"小(?P<number>[{_CHINESE}])(?!学)",
        # 六甲, 三（2）班, 三2班, 三-2; but 三班 is a third class, of which grade nobody knows
        rf"(?P<number>[{_CHINESE}])(?=[{_HEAVENLY_STEMS}(（0-9０-９-]|$)",
        # Year 4 Oak, Y4, Grade 3, P5B, Class 3B, Primary 2
        r"(?:year|yr|y|grade|gr|g|primary|p|form|standard|std|class)[ .-]*(?P<number>[0-9]{1,2})(?![0-9])",
        # 301, 301班: the grade, and a class of two digits
        r"(?P<number>[1-9])(?=[0-9]{2}班?$)",
        # 3A, 3-2, 3（2）班, 4 Oak, 6甲, 3; but not 3班, nor the ordinals of 3rd grade
        rf"(?P<number>[0-9０-９]{{1,2}})(?=[A-ZＡ-Ｚ(（. _-]|[{_HEAVENLY_STEMS}]|$)(?!(?:st|nd|rd|th)\b)",
    )
)

_ARCHIVED = re.compile(r" \([0-9]{4}(?:-[0-9]+)?\)$")
"""How the class of leavers is marked: it has no grade any more."""


@dataclass(frozen=True)
class Grade:
    """A class's grade as its name has it. `before` and `after` are the rest of the name."""

    number: int
    before: str
    written: str
    after: str

    def name_at(self, number: int) -> str:
        """The class's name in another grade, written in the same way. Raises ValueError for none."""
        if number < 1 or (self.written in _CHINESE and number > len(_CHINESE)):
            raise ValueError(f"grade {number} cannot be written as {self.written}")
        if self.written in _CHINESE:
            written = _CHINESE[number - 1]
        else:
            written = str(number).zfill(len(self.written) if digits_of(self.written)[0] == "0" else 1)
            if not self.written.isascii():  # full-width digits
                written = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in written)
        return self.before + written + self.after


def grade_of(name: str) -> Grade | None:
    """The grade in a class's name, or None. A number that is not a grade is not taken for one."""
    if _ARCHIVED.search(name):
        return None
    for pattern in _PATTERNS:
        found = pattern.match(name)
        if found:
            written = found["number"]
            digits = digits_of(written)
            number = int(digits) if digits.isdecimal() else _CHINESE.index(digits) + 1
            if 1 <= number <= 12:
                start, end = found.span("number")
                return Grade(number, name[:start], written, name[end:])
    return None


def digits_of(written: str) -> str:
    """Full-width digits as plain ones."""
    return unicodedata.normalize("NFKC", written)


def archived_name(name: str, year: int, taken: Container[str] = ()) -> str:
    """What the class of this name is called once it has left: `6A (2026)`, or `6A (2026-2)`."""
    archived = f"{name[:57]} ({year})"
    again = 2
    while archived in taken:
        archived = f"{name[:53]} ({year}-{again})"
        again += 1
    return archived
