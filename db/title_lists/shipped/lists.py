"""The lists that come with the program, and what stands behind each: three sources of different force."""

import csv
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ShippedRow:
    """A title as the source names it; `also` is another name of it."""

    title: str
    author: str
    also: str


@dataclass(frozen=True)
class Shipped:
    """One list: its name, whose grades (numbers with commas between), its source, and its titles."""

    name: str
    force: str
    grades: str
    source: str
    rows: tuple[ShippedRow, ...]


_SOURCES = {
    "textbook": (
        "快乐读书吧",
        "统编小学语文教科书栏目“快乐读书吧”的相关书目，版本不限；书目信息见四川省教育厅2022年“春日阳光阅读”附件1",
    ),
    "curriculum": (
        "语文课程标准举例",
        "《义务教育语文课程标准（2022年版）》附录“关于课内外读物的建议”所举之例，不分年级，不是必读目录",
    ),
    "guide": (
        "阅读指导目录",
        "教育部基础教育课程教材发展中心《中小学生阅读指导目录（2020年版）》小学段，供学生自主选择，各校不作统一要求",
    ),
}
_HALVES = {"1": "上册", "2": "下册", "": ""}
_GRADES = "一二三四五六"


def shipped() -> list[Shipped]:
    """All of them: the textbooks' by half-year, the guide's by grades, the curriculum's as one."""
    found = []
    for force, (name, source) in _SOURCES.items():
        groups: dict[tuple[str, str], list[ShippedRow]] = {}
        with (_FOLDER / f"{force}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                groups.setdefault((row["grade"], row["half"]), []).append(
                    ShippedRow(row["title"], row["author"], row["also"])
                )
        for (grade, half), titles in groups.items():
            found.append(Shipped(_called(name, grade, half), force, _each(grade), source, tuple(titles)))
    return found


def _called(name: str, grade: str, half: str) -> str:
    if not grade:
        return name
    numbers = "、".join(_GRADES[int(one) - 1] for one in grade.split("-"))
    return f"{name} {numbers}年级{_HALVES[half]}"


def _each(grade: str) -> str:
    """`1-2` as `1,2`."""
    ends = [int(one) for one in grade.split("-") if one]
    return ",".join(str(one) for one in range(ends[0], ends[-1] + 1)) if ends else ""
