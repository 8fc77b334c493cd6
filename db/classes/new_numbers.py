"""Where the new numbers of readers come from: a list of old and new ones, or the grade at their beginning."""

from collections.abc import Mapping
from pathlib import Path

from db.class_names import grade_of
from db.errors import BadList, BadValue
from db.lists.cells.header_names import fold
from db.lists.cells.identifiers import code
from db.lists.files.table import read
from db.marking import N_
from db.store.sql import rows

_OLD = (
    *("old number", "旧号", "原号", "旧学号", "原学号", "旧借书号", "原借书号", "旧编号", "原编号"),
    *("number", "学号", "借书号", "编号"),
)
_NEW = ("new number", "新号", "新学号", "新借书号", "新编号", "现学号", "现号")


def numbers_of_list(path: Path) -> dict[str, str]:
    """Old number to new number, from a list with two columns.

    Raises BadList for a file without them, and for a row that cannot be read, by its line.
    """
    olds, news = [fold(header) for header in _OLD], [fold(header) for header in _NEW]
    found: dict[str, str] = {}
    for sheet in read(path):
        for position, row in enumerate(sheet.rows):
            headers = [fold(cell) for cell in row.cells]
            old = next((headers.index(header) for header in olds if header in headers), None)
            new = next((headers.index(header) for header in news if header in headers), None)
            if old is None or new is None:
                continue
            for line in sheet.rows[position + 1 :]:
                cells = [*line.cells, *[""] * (max(old, new) + 1)]
                try:
                    pair = code(cells[old]).value, code(cells[new]).value
                except BadValue as reason:
                    raise BadList(
                        N_("Line {line} of {file} cannot be used: {reason}."),
                        line=line.line,
                        file=path.name,
                        reason=reason,
                    ) from reason
                if not all(pair) or pair[0] in found:
                    raise BadList(
                        N_("Line {line} of {file} needs an old and a new number, each number once."),
                        line=line.line,
                        file=path.name,
                    )
                found[pair[0]] = pair[1]
            return found
    raise BadList(N_("{file} needs two columns, called old number and new number."), file=path.name)


def numbers_a_grade_later(class_names: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    """The numbers of the pupils of classes that go up (id: old name, new name), with the next grade in them.

    Only of those whose number begins with the grade that the class had: 5101 in 五年级 becomes 6101.
    """
    new_of: dict[str, str] = {}
    for number, class_id in rows(
        "SELECT number, school_class_id FROM patron WHERE status <> 'left' AND school_class_id IS NOT NULL"
        " ORDER BY id"
    ):
        old, new = (grade_of(name) for name in class_names.get(class_id, ("", "")))
        if not old or not new or not number.isdecimal():
            continue
        for width in (2, 1):
            grade = f"{old.number:0{width}}"
            if number.startswith(grade) and len(number) > len(grade):
                new_of[number] = f"{new.number:0{width}}" + number[len(grade) :]
                break
    return new_of
