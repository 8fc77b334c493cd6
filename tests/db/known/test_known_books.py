"""Books that the school knows of: from a list or records, and at intake in place of a question."""

import io
from pathlib import Path

import pytest
from marc_files import POEMS, RIVER, iso
from openpyxl import Workbook
from school import NOW, Library

from db.cataloguing.intake import take_in, unnamed_titles
from db.cataloguing.page import book_page
from db.cataloguing.titles import delete_title
from db.events.record import Acting
from db.known.importing import import_known
from db.models import Copy, KnownBook, Title, TitleRecord
from kiosk.cli import main

STAFF = Acting("office", NOW, "staff")
HEADER = ["书名", "ISBN", "作者", "出版社", "定价", "中图分类号", "出版年"]
WEB = ["夏洛的网", "9787532733415", "E.B.怀特", "上海译文出版社", "CNY17.00", "I712.84", "2004"]


@pytest.fixture
def bookseller(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        HEADER,
        WEB,
        ["没有号的书", "", "", "", "", "", ""],
        ["", "9787544270878", "", "", "", "", ""],
    ):
        sheet.append(row)
    book.save(tmp_path / "bookseller.xlsx")
    return tmp_path / "bookseller.xlsx"


def test_intake_asks_nothing_of_a_book_that_is_known(library: Library, bookseller: Path) -> None:
    rehearsed = import_known(bookseller, acting=STAFF, dry_run=True)
    assert (rehearsed.added, KnownBook.select().count()) == (1, 0)
    imported = import_known(bookseller, acting=STAFF)
    assert (imported.added, [one.field for one in imported.rejected]) == (1, ["isbn", "title"])
    assert Title.select().count() == Copy.select().count() == 0
    taken = take_in("978-7-5327-3341-5", STAFF)
    assert (taken.title, taken.is_new, taken.source) == ("夏洛的网", True, "bookseller.xlsx")
    book = book_page(taken.title_id)
    assert {name: book.fields[name] for name in ("author", "publisher", "price", "call_number", "year")} == {
        "author": "E.B.怀特",
        "publisher": "上海译文出版社",
        "price": "CNY17.00",
        "call_number": "I712.84",
        "year": "2004",
    }
    assert (book.source, book.taken_on) == ("bookseller.xlsx", NOW.date())
    assert unnamed_titles() == []
    other = take_in("9787544270878", STAFF)
    assert (other.source, [one.isbn for one in unnamed_titles()]) == ("", ["9787544270878"])
    delete_title(taken.title_id, STAFF)
    assert TitleRecord.select().count() == 0


@pytest.mark.store_in("file")
def test_records_are_known_too_and_a_later_file_goes_over_an_earlier_one(
    library: Library, tmp_path: Path, bookseller: Path
) -> None:
    file = tmp_path / "parcel.iso"
    file.write_bytes(iso(POEMS, "gb18030") + iso(RIVER, "gb18030"))
    assert import_known(file, acting=STAFF).added == 2
    again = import_known(file, acting=STAFF)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    file.write_bytes(iso([(tag, text.replace("红楼梦", "石头记")) for tag, text in RIVER]))
    changed = import_known(file, acting=STAFF)
    assert [(one.field, one.old, one.new) for one in changed.changes] == [("title", "红楼梦", "石头记")]
    taken = take_in("9787101000016", STAFF)
    assert taken.title == "杜诗详注. 第一册" and Copy.select().count() == 1  # none of the file's copies
    assert book_page(taken.title_id).series == "中国古典文学基本丛书"


@pytest.mark.store_in("file")
def test_a_wrong_isbn_is_shown_as_it_stands(library: Library, tmp_path: Path) -> None:
    """Found when each row of a bookseller's list was refused for “”."""
    (tmp_path / "list.csv").write_text("书名,ISBN\n夏洛的网,7-5327-3341-0\n", encoding="utf-8")
    (refused,) = import_known(tmp_path / "list.csv", acting=STAFF).rejected
    assert refused.value == "7-5327-3341-0"


@pytest.mark.store_in("file")
def test_at_the_command_line(
    library: Library, bookseller: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--language", "en", "import", "known", str(bookseller)]) == 0
    said = capsys.readouterr().out
    assert "Known books: 1 added, 0 changed, 0 unchanged" in said and "rejected" in said
    monkeypatch.setattr("sys.stdin", io.StringIO("9787532733415\n"))
    assert main(["--language", "en", "books", "intake"]) == 0
    assert "9787532733415: new, “夏洛的网”, known from bookseller.xlsx" in capsys.readouterr().out
