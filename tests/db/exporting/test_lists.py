"""What goes out comes in again without a change, as CSV and as a workbook, in both languages."""

from pathlib import Path

import openpyxl
import pytest
from school import NOW, Library
from school_lists import DATA

from db.cataloguing.titles import add_title
from db.corners.filling import open_corner, place
from db.events.record import Acting
from db.exporting import lists
from db.labelling.new_card import replace_card
from db.lists.books import import_books
from db.lists.cells.header_names import FIELD_OF, fold
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.models import Barcode, Copy, Title
from db.registering.readers import add_reader
from db.store.sql import rows
from kiosk.lists.tables import as_csv, write_table
from kiosk.sentences.columns import header_of
from kiosk.words import speak

STAFF = Acting("office", NOW, "staff")
FORMS = pytest.mark.parametrize(("suffix", "language"), [(".csv", "zh_CN"), (".xlsx", "en")])
TABLES = ("title", "copy", "barcode", "patron", "location", "school_class", "loan", "title_search")


def state() -> list[list[str]]:
    return [sorted(map(str, rows(f"SELECT * FROM {table}"))) for table in TABLES]


def written(kind: str, folder: Path, suffix: str, language: str) -> Path:
    table = lists.books() if kind == "books" else lists.readers()
    file = folder / f"{kind}{suffix}"
    write_table(file, table, [header_of(kind, column, speak(language)) for column in table.columns])
    return file


def in_again(folder: Path, suffix: str, language: str) -> list[Imported]:
    """Both lists out and in again; no change must be done, held or doubted."""
    before = state()
    done = [
        import_books(written("books", folder, suffix, language), acting=STAFF, confirmed=True),
        import_readers(written("readers", folder, suffix, language), acting=STAFF, confirmed=True),
    ]
    for imported in done:
        assert (imported.added, imported.changed, imported.rejected, imported.changes) == (0, 0, (), ())
    assert state() == before
    return done


@pytest.mark.store_in("file")
@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
@FORMS
def test_the_lists_of_a_real_school(library: Library, tmp_path: Path, suffix: str, language: str) -> None:
    import_books(DATA / "school-books.csv", acting=STAFF)
    import_readers(DATA / "school-readers.csv", acting=STAFF)
    english = (DATA / "english-books.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "english.csv").write_text("".join(english[:800]), encoding="utf-8")
    import_books(tmp_path / "english.csv", acting=STAFF)
    books, readers = in_again(tmp_path, suffix, language)
    assert books.rows >= 2662 + 780 and readers.rows == 334


@FORMS
def test_a_school_with_labels_corners_and_odd_names(
    library: Library, tmp_path: Path, suffix: str, language: str
) -> None:
    shelf, other = library.shelf("3"), library.shelf("12")
    ada = library.patron("6101", name="Ada Lovelace")
    library.patron("0007", name="Zoë O'Hara-Lee", class_name="三（2）班", quota=5, language="en")
    library.patron("9001", name="胡小满", category="teacher", given_name="胡老师")
    replace_card("6101", STAFF, "CARD-9")
    add_reader("6300", {"name": "阿依古丽·买买提", "given_name": "阿依"}, STAFF)
    emma = library.title("Emma", isbn="9780141439587", call_number="I561", price=0, currency="GBP")
    for code, place_ in (("B1", shelf), ("B2", shelf), ("B3", other), (None, shelf), (None, None)):
        library.copy(code, title=emma, location=place_)
    Barcode.create(code="OLD-1", copy=1, issued_at=NOW.replace(year=2020))
    library.copy("B4", title=emma, status="withdrawn")
    library.copy("B5", title=emma, status="lost")
    library.lend(library.copy("B6", title=emma), ada)
    corner = open_corner(ada.school_class.id, STAFF)
    place(ada.school_class.id, library.copy(None, title=emma, location=shelf).id, STAFF)
    place(ada.school_class.id, library.copy("B7", title=emma, location=shelf).id, STAFF)
    assert corner
    for name in ("=1+1", "-5 °C", "+1", "@home", "'Tis", 'a "quoted", b', "《内》外", "nan"):
        library.copy(None, title=library.title(name))
    library.copy(None, title=library.title("no number", identifier="A-17"))
    library.title("none left")
    add_title({"isbn": "9787020002207", "year": "-551"}, STAFF)
    Title.update(original='{"pages": "14,436页"}', pages=436).where(Title.id == emma.id).execute()
    in_again(tmp_path, suffix, language)


def test_every_header_is_one_that_the_import_knows() -> None:
    for language in ("en", "zh_CN"):
        for kind, columns in (("books", lists.BOOKS), ("readers", lists.READERS)):
            for column in columns:
                field, _rank = FIELD_OF[kind][fold(header_of(kind, column, speak(language)))]  # type: ignore[index]
                assert field == column


def test_a_workbook_runs_nothing_and_keeps_numbers_as_they_are_written(
    library: Library, tmp_path: Path
) -> None:
    library.patron("0007", name="=cmd()")
    file = written("readers", tmp_path, ".xlsx", "en")
    (_, row) = openpyxl.load_workbook(file).active.iter_rows()
    assert [(cell.value, cell.data_type) for cell in row[:2]] == [("0007", "s"), ("=cmd()", "s")]
    assert b"'=cmd()" in as_csv(lists.readers(), lists.READERS)


def test_loans_are_listed_with_those_that_are_over_if_wanted(library: Library) -> None:
    ada = library.patron("6101", name="Ada")
    library.lend(library.copy("B1"), ada)
    library.lend(library.copy("B2"), ada, returned_at=NOW)
    library.lend(library.copy("B3"), ada, returned_at=NOW, voided=True)
    Copy.update(status="repair").where(Copy.id == 1).execute()
    assert [row[6] for row in lists.loans().rows] == ["B1"]
    assert [(row[6], row[9]) for row in lists.loans(closed=True).rows] == [("B1", None), ("B2", NOW.date())]
