"""What became of a list: copies held and on the shelf, who borrowed of it, before and since it was shown."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from db.answers.classes.reading_list import ListClass, ListFigures, ListRow, Rate
from db.class_names import grade_of
from db.models import TitleList
from db.reports.list_readers import classes_of_list, weeks_of_titles
from db.store.sql import rows
from db.title_lists.kept import days_of


def lists() -> list[TitleList]:
    """All lists but those of what is blocked, the newest first."""
    found = TitleList.select().where(TitleList.kind != "block")
    return list(found.order_by(TitleList.starts_on.desc(), TitleList.id.desc()))


def list_figures(found: TitleList) -> ListFigures:
    """Count a list. The same before and after loans lose their readers."""
    titles = _rows(found)
    weeks = weeks_of_titles({title_id for row in titles for title_id, _, _ in row.titles}, *days_of(found))
    return _figures(found, titles, weeks)


def list_counts(found: TitleList) -> ListFigures:
    """The same without the weeks of its classes: what a report of a whole term needs."""
    return _figures(found, _rows(found), Counter())


def _figures(found: TitleList, titles: tuple[ListRow, ...], weeks: Counter[tuple[str, date]]) -> ListFigures:
    grades = {int(one) for one in found.grades.split(",") if one}
    classes = tuple(
        ListClass(one, number, _weeks_of(one.class_name, weeks))
        for one in classes_of_list(found.id)
        if (number := _grade(one.class_name)) in grades or not grades
    )
    by_grade = sorted({one.grade for one in classes}, key=lambda one: (one is None, one or 0))
    return ListFigures(
        found.id,
        found.name,
        found.kind,
        found.force,
        found.source,
        *days_of(found),
        found.shown_on,
        titles,
        classes,
        tuple((grade, _rate(one for one in classes if one.grade == grade)) for grade in by_grade),
        _rate(classes),
    )


def _grade(class_name: str) -> int | None:
    found = grade_of(class_name)
    return found.number if found else None


def _rate(classes: Iterable[ListClass]) -> Rate:
    rates = [one.rate for one in classes]
    return Rate(
        sum(one.pupils for one in rates),
        sum(one.readers for one in rates),
        sum(one.before for one in rates),
        sum(one.since for one in rates),
    )


def _weeks_of(name: str, weeks: Counter[tuple[str, date]]) -> tuple[tuple[date, int], ...]:
    return tuple(sorted((week, loans) for (own, week), loans in weeks.items() if own == name))


_HELD = """
    SELECT title_list_line.id, COUNT(DISTINCT copy.id),
           COUNT(DISTINCT CASE WHEN copy.status = 'available' AND NOT EXISTS
               (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
               THEN copy.id END)
    FROM title_list_line
    JOIN title_list_title ON title_list_title.line_id = title_list_line.id
    JOIN copy ON copy.title_id = title_list_title.title_id AND copy.status NOT IN ('lost', 'withdrawn')
    WHERE title_list_line.title_list_id = ? GROUP BY title_list_line.id
"""
_LENT = """
    SELECT title_list_line.id, COUNT(DISTINCT loan.id)
    FROM title_list_line
    JOIN title_list_title ON title_list_title.line_id = title_list_line.id
    JOIN copy ON copy.title_id = title_list_title.title_id
    JOIN loan ON loan.copy_id = copy.id AND NOT loan.voided AND loan.lent_on BETWEEN ? AND ?
    WHERE title_list_line.title_list_id = ? GROUP BY title_list_line.id
"""
_FIRST_COPY = """
    SELECT title_list_title.line_id, title.call_number, COALESCE(title.isbn, ''), COALESCE(
               (SELECT MIN(barcode.code) FROM copy JOIN barcode ON barcode.copy_id = copy.id
                WHERE copy.title_id = title.id AND barcode.retired_at IS NULL
                      AND copy.status NOT IN ('lost', 'withdrawn')), ''),
           title.id, title.title, title_list_title.found_by, title.author
    FROM title_list_title
    JOIN title_list_line ON title_list_line.id = title_list_title.line_id
    JOIN title ON title.id = title_list_title.title_id
    WHERE title_list_line.title_list_id = ? ORDER BY title_list_title.line_id, title.shelf_key, title.id
"""


def _rows(found: TitleList) -> tuple[ListRow, ...]:
    held = {row_id: (copies, there) for row_id, copies, there in rows(_HELD, found.id)}
    lent = dict(rows(_LENT, *days_of(found), found.id))
    titles: dict[int, list[tuple[int, str, str]]] = {}
    places: dict[int, tuple[str, str]] = {}
    authors: dict[int, str] = {}
    for row_id, call_number, isbn, code, title_id, title, found_by, by in rows(_FIRST_COPY, found.id):
        titles.setdefault(row_id, []).append((title_id, title, found_by))
        places.setdefault(row_id, (call_number, code or isbn))
        authors.setdefault(row_id, by)
    return tuple(
        ListRow(
            row_id,
            number,
            title,
            author or authors.get(row_id, ""),
            isbn,
            tuple(titles.get(row_id, ())),
            *held.get(row_id, (0, 0)),
            lent.get(row_id, 0),
            *places.get(row_id, ("", "")),
        )
        for row_id, number, title, author, isbn in rows(
            "SELECT id, number, title, author, isbn FROM title_list_line WHERE title_list_id = ? ORDER BY id",
            found.id,
        )
    )
