"""Codes out of a list file or pasted lines, as somebody gives them to choose books or readers."""

from collections.abc import Iterable
from pathlib import Path

from db.codes import clean
from db.lists.files.table import read


def codes_of_list(path: Path) -> tuple[str, ...]:
    """The first cell of every row of a list, as codes; a heading, which has no digit, is passed over.

    Raises BadList.
    """
    cells = [row.cells[0] for sheet in read(path) for row in sheet.rows if row.cells]
    heading = bool(cells) and not any(character.isdigit() for character in cells[0])
    return codes_of_lines(cells[1:] if heading else cells)


def codes_of_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Codes, one a line, each once."""
    return tuple(dict.fromkeys(code for line in lines if (code := clean(line))))
