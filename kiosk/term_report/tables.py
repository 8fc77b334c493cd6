"""Facts and tables of detail as they are read, and a chart in one sentence for those who cannot see it."""

from datetime import date

from db.answers.table import Cell
from db.answers.table import Table as Rows
from db.marking import N_
from db.term_report.values import Figure, Section, Table, plain
from kiosk.term_report.document import Reference, SaidTable
from kiosk.term_report.labels import CELLS, COLUMNS, FACTS, FIGURES, PLACES, TABLES
from kiosk.term_report.numbers import MONTHS, cell_said, formula_said, said_norm, said_value
from kiosk.words import Words

TEXTS = (
    *(
        "room",
        "part",
        "group",
        "day",
        "kind",
        "source",
        "voucher",
        "ground",
        "damage",
        "outcome",
        "stocktake",
    ),
    *("year", "fund", "class", "grade", "month", "letter", "title", "author", "call_number", "list"),
    *("activity", "activity_kind", "from", "until", "barcode", "category", "act", "role"),
)
"""Columns that stand to the left."""
_FEWEST = 2
"""Rows of which there is a chart."""
_IN_CHINESE = dict(zip("123456789", "一二三四五六七八九", strict=True))


def facts(section: Section, words: Words) -> SaidTable:
    """The figures of a part: now, earlier, norm, formula; columns that hold nothing are left out."""
    _ = words
    values = [_fact(figure, words) for figure in section.figures]
    formulas = [formula_said(figure.formula, words) for figure in section.figures]
    keep = [place for place in range(5) if place < 2 or any(row[place] != "–" for row in values)]
    head = [_.term(FACTS[place]) for place in keep]
    rows = [tuple(row[place] for place in keep) for row in values]
    if any(formulas):
        head.append(_(N_("how it is counted")))
        rows = [(*row, formula) for row, formula in zip(rows, formulas, strict=True)]
    numbers = tuple(range(1, len(keep)))
    return SaidTable(f"{section.name}_facts", _(N_("Figures")), tuple(head), tuple(rows), numbers)


def _fact(figure: Figure, words: Words) -> tuple[str | Reference, ...]:
    name = figure.name
    return (
        words.term(FIGURES[name]),
        Reference(name, said_value(name, figure.value, words)),
        said_value(name, figure.before, words),
        said_value(name, figure.year_before, words),
        said_norm(figure, words),
    )


def said_table(table: Table, words: Words) -> SaidTable:
    """A table of detail."""
    columns = table.columns
    rows = tuple(
        tuple(_cell(column, cell, words) for column, cell in zip(columns, row, strict=True))
        for row in table.rows
    )
    drawn = tuple(columns.index(column) for column in table.drawn) if len(rows) >= _FEWEST else ()
    return SaidTable(
        table.name,
        words(TABLES[table.name]),
        tuple(words.term(COLUMNS[column]) for column in columns),
        rows,
        tuple(place for place, column in enumerate(columns) if column not in TEXTS),
        drawn,
        _described(table, rows, drawn[0], words) if drawn else "",
    )


def _cell(column: str, cell: Cell, words: Words) -> str:
    if column in CELLS:
        return words.term(CELLS[column].get(str(cell), str(cell)))
    if column == "month" and isinstance(cell, date):
        month, number = words(MONTHS[cell.month - 1]), cell.month
        return words(N_("{month_name} {year}"), month_name=month, month_number=number, year=cell.year)
    if column == "year":
        return str(cell)
    if column == "grade":
        grade = str(cell) if words.language == "en" else _IN_CHINESE.get(str(cell), str(cell))
        return words(N_("grade {number}"), number=grade)
    if column == "class" and not cell:
        return words(N_("without a class"))
    if column == "letter" and not cell:
        return words(N_("no class"))
    return cell_said(cell, PLACES.get(column, 0), words)


def _described(table: Table, rows: tuple[tuple[str | Reference, ...], ...], column: int, words: Words) -> str:
    """The highest and the lowest of a chart that are not zero, and where they are."""
    known = [
        (float(value), place)
        for place, row in enumerate(table.rows)
        if isinstance(value := row[column], int | float) and value > 0
    ]
    if len(known) < _FEWEST:
        return ""
    high, low = max(known, key=lambda one: one[0])[1], min(known, key=lambda one: one[0])[1]
    return words(
        N_("{title}: highest in {high_at} with {high}, lowest in {low_at} with {low}."),
        title=words(TABLES[table.name]),
        high_at=rows[high][0],
        high=rows[high][column],
        low_at=rows[low][0],
        low=rows[low][column],
    )


def said_list(found: Rows, words: Words) -> SaidTable:
    """The rows behind a figure."""
    return SaidTable(
        "list",
        "",
        tuple(words.term(COLUMNS[column]) for column in found.columns),
        tuple(
            tuple(_cell(column, cell, words) for column, cell in zip(found.columns, plain(row), strict=True))
            for row in found.rows
        ),
        tuple(place for place, column in enumerate(found.columns) if column not in TEXTS),
    )
