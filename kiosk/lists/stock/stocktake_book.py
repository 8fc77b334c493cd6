"""A stocktake as a workbook: the figures, and a sheet for each of its lists."""

from collections.abc import Mapping, Sequence

from db.answers.shelves.stocktake import Line, Listed, Statement
from kiosk.lists.workbook import Sheet
from kiosk.sentences.shelves.stocktake import NAMES, area_name, figures_of
from kiosk.words import Words


def statement_sheets(signed: Statement, lists: Mapping[Listed, Sequence[Line]], words: Words) -> list[Sheet]:
    """The figures first, then the lists."""
    figures = Sheet(words("statement"), (words("what"), signed.name), figures_of(signed.figures, words))
    return [figures, *list_sheets(lists, words)]


def list_sheets(lists: Mapping[Listed, Sequence[Line]], words: Words) -> list[Sheet]:
    """A sheet for each list."""
    return [
        Sheet(words(NAMES[kind.value]), line_head(words), [line_cells(line, words) for line in lines])
        for kind, lines in lists.items()
    ]


def line_head(words: Words) -> tuple[str, ...]:
    """The heading of a list."""
    _ = words
    return (_("code"), _("call number"), _("title"), _("place"), _("scanned at"))


def line_cells(line: Line, words: Words) -> tuple[str, ...]:
    """A line of a list."""
    area = area_name(line.area, words) if line.copy_id else ""
    return (line.code, line.call_number, line.title, area, line.scanned_at)
