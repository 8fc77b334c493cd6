"""The lists of a real school, as they are, as GB18030 and as a workbook."""

import csv
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from school import NOW, Library
from school_lists import DATA

from db.circulation.lookup import find_title
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import Copy, Patron, SchoolClass, Title
from db.store.sql import rows

ROOT = Path(__file__).parents[3]
STAFF = Acting("office", NOW, "staff")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")


def gb18030(source: Path, folder: Path) -> Path:
    copy = folder / source.name
    copy.write_bytes(source.read_text(encoding="utf-8-sig").encode("gb18030"))
    return copy


def workbook(source: Path, folder: Path) -> Path:
    """The list as a school would save it: numbers as numbers, but for those that begin with a zero."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    with source.open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.reader(file):
            sheet.append([float(c) if c.isdigit() and not c.startswith("0") else c for c in cells])
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def as_it_is(source: Path, folder: Path) -> Path:
    return source


@pytest.mark.parametrize("made", [as_it_is, gb18030, workbook])
def test_the_schools_books(library: Library, tmp_path: Path, made: object) -> None:
    path = made(DATA / "school-books.csv", tmp_path)  # type: ignore[operator]
    imported = import_books(path, acting=STAFF)
    assert (imported.rows, imported.added, imported.copies, imported.rejected) == (2662, 2662, 9945, ())
    assert imported.isbns == {"good": 2656, "recovered": 0, "damaged": 0, "not_isbn": 6, "absent": 0}
    assert Title.select().count() == 2662
    assert Copy.select().count() == 9945
    assert rows("SELECT COUNT(*) FROM title WHERE call_number = ''") == [(172,)]
    assert rows("SELECT COUNT(*) FROM title WHERE title LIKE '《%》'") == [(0,)]
    first = Title.get(Title.isbn == "9787806041574")
    assert (first.title, first.author, first.year, first.pages) == ("毛泽东诗词鉴赏", "公木著", 1999, 436)
    assert (first.price, first.currency, first.call_number) == (1680, "CNY", "A841.4")
    typed = find_title("1234")
    assert typed is not None
    assert (typed.book.title, typed.book.shelf, len(typed.unlabelled)) == ("国旗下讲话指南", "28", 7)

    again = import_books(path, acting=STAFF)
    assert (again.added, again.changed, again.same) == (0, 0, 2662)
    assert Copy.select().count() == 9945


@pytest.mark.parametrize("made", [as_it_is, gb18030, workbook])
def test_the_schools_readers(library: Library, tmp_path: Path, made: object) -> None:
    path = made(DATA / "school-readers.csv", tmp_path)  # type: ignore[operator]
    imported = import_readers(path, acting=STAFF)
    assert (imported.added, imported.classes, imported.rejected) == (334, 11, ())
    assert SchoolClass.select().count() == 11
    readers = list(Patron.select())
    assert Counter(reader.status for reader in readers) == {"active": 327, "suspended": 5, "card_lost": 2}
    assert Counter((reader.category_id, reader.quota) for reader in readers) == {
        ("pupil", 2): 313,
        ("teacher", 5): 21,
    }
    assert all((reader.school_class is None) == (reader.category_id == "teacher") for reader in readers)
    called = {
        kind: [one.given_name for one in readers if one.category_id == kind] for kind in ("pupil", "teacher")
    }
    assert {len(name) for name in called["pupil"]} <= {1, 2}
    assert all(name.endswith("老师") for name in called["teacher"])
    assert Patron.get(Patron.number == "0001").category_id == "teacher"

    again = import_readers(path, acting=STAFF)
    assert (again.added, again.changed, again.same) == (0, 0, 334)


def test_english_titles_whose_numbers_a_spreadsheet_damaged(library: Library) -> None:
    path = DATA / "english-books.csv"
    imported = import_books(path, acting=STAFF)
    assert (imported.rows, imported.added, imported.rejected) == (10_000, 10_000, ())
    # by hand: 9,277 cells of `isbn` are right or become right with leading zeros
    assert imported.isbns["good"] + imported.isbns["recovered"] == 9277
    assert imported.isbns["damaged"] + imported.isbns["not_isbn"] + imported.isbns["absent"] == 723
    assert imported.isbns["absent"] == 565
    assert rows("SELECT COUNT(*) FROM title WHERE isbn IS NOT NULL") == [(9277,)]
    games = Title.get(Title.title == "The Hunger Games (The Hunger Games, #1)")
    assert (games.isbn, games.year, games.language) == ("9780439023481", 2008, "eng")
    assert imported.unused == ("book_id",)
    assert import_books(path, acting=STAFF).same == 10_000
