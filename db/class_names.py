"""The name of a class: its grade, the name a year later, other spellings, its place among others."""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

_CHINESE = "一二三四五六七八九"
_NUMBER = f"(?P<number>[{_CHINESE}]|[0-9０-９]{{1,2}})"
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
_HIGHEST = 12

_WORD = r"(?:years?|yrs?|y|grades?|gr|g|primary|p|forms?|f|standards?|std|class(?:es)?)[ .-]*"
_AND = r"\s*(?:[/&+,、~～和与及至到]|and|to|und|et|y|e)\s*"
_ANY = f"(?:[{_CHINESE}]|[0-9]{{1,2}})"
_YOUNGEST = "(?:pre-?k|kg?|r|prep|reception|nursery|foundation)"

_TWO_GRADES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 3/4 Koala, Year 3/4, P3/4, 5 and 6, 1、2年级, 一至三年级
        rf"(?:小学)?(?:{_WORD})?(?P<first>{_ANY}){_AND}(?:{_WORD})?(?P<second>{_ANY})(?![0-9])",
        # Year 3 - Year 4, P3-P4
        rf"{_WORD}(?P<first>{_ANY})\s*[-–—]\s*{_WORD}(?P<second>{_ANY})(?![0-9])",
        # 1-2年级
        rf"(?:小学)?(?P<first>{_ANY})\s*[-–—]\s*(?P<second>{_ANY})(?=年[级級])",
        # 三四年级
        rf"(?:小学)?(?P<first>[{_CHINESE}])(?P<second>[{_CHINESE}])(?=年[级級])",
    )
)
_MAY_BE_TWO_GRADES = re.compile(
    rf"{_WORD}(?P<first>[0-9]{{1,2}})\s*[-–—]\s*(?P<second>[0-9]{{1,2}})(?![0-9])", re.IGNORECASE
)
"""Grade 1-2: the second class of grade 1, or two grades in one room. Grade 1-3 is a third class."""
_WITH_THE_YOUNGEST = re.compile(
    rf"{_YOUNGEST}{_AND}(?:{_WORD})?{_ANY}|(?:{_WORD})?{_ANY}{_AND}{_YOUNGEST}\b", re.IGNORECASE
)

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
    """The grade in a class's name, or None. A number that is not a grade is not taken for one.

    A class of two grades (`Year 3/4`, `1-2年级`) has no grade that could go up.
    """
    if is_archived(name) or _has_two(name):
        return None
    for pattern in _PATTERNS:
        found = pattern.match(name)
        if found:
            written = found["number"]
            digits = digits_of(written)
            number = _number(digits)
            if 1 <= number <= _HIGHEST:
                start, end = found.span("number")
                return Grade(number, name[:start], written, name[end:])
    return None


def _has_two(name: str) -> bool:
    folded = digits_of(name)
    if _WITH_THE_YOUNGEST.match(folded):
        return True
    for pattern in _TWO_GRADES:
        found = pattern.match(folded)
        if found and _number(found["first"]) < _number(found["second"]) <= _HIGHEST:
            return True
    found = _MAY_BE_TWO_GRADES.match(folded)
    return bool(found) and _number(found["second"]) == _number(found["first"]) + 1  # type: ignore[index]


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _CHINESE.index(written) + 1


def is_archived(name: str) -> bool:
    """Whether the class of this name has left."""
    return bool(_ARCHIVED.search(name))


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


_SCHOOL_YEAR = re.compile(
    r"20\d\d(?:\s*[-–—/~至]\s*(?:20)?\d\d)?(?:\s*(?:学年度?|年度?|school year)(?!级)\s*|[\s:：]+)",
    re.IGNORECASE,
)
"""`2026-2027学年三年级1班`, `2026 3A`; but `2024级1班` are those who came in 2024."""

_NUMERAL = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")

Key = tuple[int, str]


@lru_cache(maxsize=1024)
def class_key(name: str) -> Key:
    """What all spellings of one class have in common: the grade (0 where the name tells none) and the rest.

    `三年级（1）班`, `三年级1班`, `三(一)班` and `301` are one class, so are `Year 3A`, `3a` and `3-A`.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if is_archived(name):
        return 0, plain
    dated = _SCHOOL_YEAR.match(plain)
    if dated and grade_of(plain[dated.end() :]):
        plain = plain[dated.end() :]
    grade = grade_of(plain)
    if grade is None:
        return 0, re.sub(r"[\s()\[\]【】〔〕]", "", plain)
    rest = re.sub(r"^年[级級]", "", grade.after)
    rest = re.sub(r"[\s()\[\]【】〔〕._,、-]", "", rest)
    rest = re.sub("[班级]$", "", rest)
    return grade.number, _with_digits(rest).lstrip("0") or ""


def class_order(name: str) -> tuple[object, ...]:
    """What sorts classes as a school says them: by grade, then 甲 乙 丙, 1 to 10, A to Z; leavers last."""
    number, rest = class_key(name)
    return is_archived(name), number or 99, _in_parts(rest), name


def sorted_classes(names: Iterable[str]) -> list[str]:
    """The names in the order of a school."""
    return sorted(names, key=class_order)


def _with_digits(text: str) -> str:
    """Chinese numerals as digits: 十二 is 12."""

    def number(match: re.Match[str]) -> str:
        tens, ten, units = match[0].rpartition("十")
        if not ten:
            return str(_number(match[0]))
        return str((_number(tens) if tens else 1) * 10 + (_number(units) if units else 0))

    return _NUMERAL.sub(number, text)


def _in_parts(text: str) -> tuple[tuple[int, int, str], ...]:
    """Numbers by their value, the ten stems in their order, other text as it is."""
    parts = re.findall(rf"\d+|[{_HEAVENLY_STEMS}]|[^\d{_HEAVENLY_STEMS}]+", _with_digits(text))
    return tuple(
        (0, int(part), "")
        if part.isdecimal()
        else (1, _HEAVENLY_STEMS.index(part), "")
        if part in _HEAVENLY_STEMS
        else (2, 0, part)
        for part in parts
    )
