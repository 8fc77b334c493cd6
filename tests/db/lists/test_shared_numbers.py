"""One number on several rows: parts of a set, quite another book, and rows that lack their title."""

from pathlib import Path

import pytest
from school import NOW, Library

from db.events.record import Acting
from db.lists.books import import_books
from db.lists.report import Imported
from db.store.sql import rows
from kiosk.lists.imported.summary import summary
from kiosk.words import speak

STAFF = Acting("office", NOW, "staff")
WEB, TRUMPET, SWAN = "9787532733415,夏洛的网,4", "9787532733415,吹小号的天鹅,2", "9787532733415,水浒传,1"
NAMELESS = "9787532733415,,3"


def run(folder: Path, *lines: str, **options: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join(["ISBN,书名,册数", *lines]), encoding="utf-8")
    return import_books(path, acting=STAFF, **options)  # type: ignore[arg-type]


def stock() -> dict[str, int]:
    return dict(
        rows("SELECT t.title, COUNT(*) FROM copy JOIN title t ON t.id = copy.title_id GROUP BY t.title")
    )


def told(imported: Imported) -> list[tuple[int, str, str]]:
    return [(rejected.line, rejected.field, str(rejected.reason)) for rejected in imported.rejected]


def test_of_three_titles_on_one_isbn_the_first_stays_and_the_others_are_asked(
    library: Library, tmp_path: Path
) -> None:
    imported = run(tmp_path, WEB, TRUMPET, SWAN, SWAN)
    reason = "this number is already that of “夏洛的网”; with --yes both books have it"
    assert told(imported) == [(line, "title", reason) for line in (3, 4, 5)]
    assert [(one.where, one.what, one.new) for one in imported.held] == [
        (3, "9787532733415", "夏洛的网, 吹小号的天鹅"),
        (4, "9787532733415", "夏洛的网, 水浒传"),
    ]
    assert stock() == {"夏洛的网": 4}
    confirmed = run(tmp_path, WEB, TRUMPET, SWAN, confirmed=True)
    assert (confirmed.added, confirmed.rejected) == (2, ())
    again = run(tmp_path, WEB, TRUMPET, SWAN)
    assert (again.same, again.rejected, again.held) == (3, (), ()), "what the library has so is no news"


@pytest.mark.parametrize("lines", [(WEB, NAMELESS), (NAMELESS, WEB)])
def test_a_row_without_a_title_is_of_the_book_that_has_its_number_in_the_list(
    library: Library, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    imported = run(tmp_path, *lines)
    assert (imported.added, imported.repeated) == (1, 1)
    assert stock() == {"夏洛的网": 7}


def test_a_row_without_a_title_only_adds_copies_to_a_known_book_and_says_so(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, WEB)
    imported = run(tmp_path, "9787532733415,,6", "9780141439587,,1")
    assert stock() == {"夏洛的网": 6, "9780141439587": 1}
    said = "\n".join(summary(imported, speak("en")))
    assert "the copies go to the book that has this number already, in lines: 2" in said
    assert "the book is called by its number for now, in lines: 3" in said


def test_a_row_without_a_title_is_refused_where_several_books_have_its_number(
    library: Library, tmp_path: Path
) -> None:
    reason = "the title is missing, and several books have this number: 夏洛的网, 夏洛的网. 2"
    set_ = (WEB, "9787532733415,夏洛的网. 2,2")
    assert told(run(tmp_path, *set_, NAMELESS)) == [(4, "title", reason)]
    assert told(run(tmp_path, NAMELESS)) == [(2, "title", reason)]
    assert stock() == {"夏洛的网": 4, "夏洛的网. 2": 2}
