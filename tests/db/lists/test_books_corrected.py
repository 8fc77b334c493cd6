"""A list that comes again, corrected: what it says is brought up to date, what it does not say stays."""

from pathlib import Path

import pytest
from school import NOW, Library

from db.circulation.lookup import FoundCopy, FoundTitle, find_barcode, find_title
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.report import Imported
from db.models import Copy, Title
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")


def run(folder: Path, header: str, *lines: str, **options: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return import_books(path, acting=STAFF, **options)  # type: ignore[arg-type]


def stock() -> dict[str, int]:
    return dict(
        rows(
            "SELECT title.title, COUNT(copy.id) FROM title"
            " LEFT JOIN copy ON copy.title_id = title.id AND copy.status <> 'withdrawn'"
            " GROUP BY title.id, title.title"
        )
    )


def on_label(code: str) -> str:
    found = find_barcode(code)
    assert isinstance(found, FoundCopy)
    return found.book.title


def told(imported: Imported) -> list[tuple[str, str, str, bool]]:
    return [(one.field, one.old, one.new, one.held) for one in imported.changes]


def test_a_column_that_is_not_there_changes_nothing(library: Library, tmp_path: Path) -> None:
    run(tmp_path, "ISBN,书名,册数,索书号,书架", "9787561773796,课程实录,4,G622,12")
    imported = run(tmp_path, "ISBN,书名", "9787561773796,课程实话")
    assert told(imported) == [("title", "课程实录", "课程实话", False)]
    assert stock() == {"课程实话": 4}
    assert {copy.location.name for copy in Copy.select()} == {"12"}
    assert run(tmp_path, "ISBN,书名,册数", "9787561773796,课程实话,").same == 1, "nor does an empty cell"
    assert run(tmp_path, "ISBN,书名,书架", "9787561773796,课程实话,14").changed == 1
    assert {copy.location.name for copy in Copy.select()} == {"14"}


def test_rows_without_a_count_are_copies_that_must_be_there_at_least(
    library: Library, tmp_path: Path
) -> None:
    rows_of = ["9787561773796,课程实录"] * 3
    assert run(tmp_path, "ISBN,书名", *rows_of).copies_added == 3
    assert run(tmp_path, "ISBN,书名", *rows_of).same == 1
    assert run(tmp_path, "ISBN,书名", *rows_of, rows_of[0]).copies_added == 1
    assert run(tmp_path, "ISBN,书名", rows_of[0]).same == 1
    assert stock() == {"课程实录": 4}


def test_fewer_copies_wait_for_a_yes_and_more_do_not(library: Library, tmp_path: Path) -> None:
    header = "ISBN,书名,册数"
    run(tmp_path, header, "9787561773796,课程实录,4")
    fewer = run(tmp_path, header, "9787561773796,课程实录,1")
    assert (told(fewer), stock()) == ([("copies", "4", "1", True)], {"课程实录": 4})
    more = run(tmp_path, header, "9787561773796,课程实录,6")
    assert told(more) == [("copies", "4", "6", False)]
    run(tmp_path, header, "9787561773796,课程实录,1", confirmed=True)
    assert stock() == {"课程实录": 1}


def test_a_rehearsal_tells_the_same_changes_and_keeps_none(library: Library, tmp_path: Path) -> None:
    header = "ISBN,书名,作者,册数"
    run(tmp_path, header, "9787561773796,课程实录,甲,4", "9787532733415,夏洛的网,怀特,2")
    lines = ("9787561773796,课程实话,甲,1", "9787532733415,夏洛的网,E.B.怀特,3")
    rehearsed = run(tmp_path, header, *lines, dry_run=True)
    assert stock() == {"课程实录": 4, "夏洛的网": 2}
    assert (
        told(rehearsed)
        == told(run(tmp_path, header, *lines))
        == [
            ("title", "课程实录", "课程实话", False),
            ("author", "怀特", "E.B.怀特", False),
            ("copies", "4", "1", True),
            ("copies", "2", "3", False),
        ]
    )


@pytest.mark.parametrize("column", ["索书号", "分类号"])
@pytest.mark.parametrize("known", ["I287/1", "I287/12/2", "I287 12"])
def test_a_class_never_goes_over_a_call_number_that_begins_with_it(
    library: Library, tmp_path: Path, column: str, known: str
) -> None:
    run(tmp_path, f"ISBN,书名,{column}", "9787561773796,课程实录,I287")
    Title.update(call_number=known).execute()
    assert run(tmp_path, f"ISBN,书名,{column}", "9787561773796,课程实录,I287").same == 1
    assert Title.get().call_number == known
    assert run(tmp_path, f"ISBN,书名,{column}", "9787561773796,课程实录,I28").changed == 1
    assert Title.get().call_number == "I28", "another class is a correction"


def test_the_label_says_which_book_is_corrected(library: Library, tmp_path: Path) -> None:
    header = "barcode,ISBN,title,author"
    first = (
        "10001,,Charlottes Webb,White",
        "10002,,Matilda,Roald Dahl",
        "10003,9780142410370,The Hunger Games,C",
    )
    run(tmp_path, header, *first)
    mended = (
        "10001,,Charlotte's Web,White",
        '10002,,Matilda,"Dahl, Roald"',
        "10003,9780439023481,The Hunger Games,C",
        "10004,,Charlotte's Web,White",
    )
    imported = run(tmp_path, header, *mended)
    assert (imported.added, imported.changed, imported.rejected) == (0, 3, ())
    assert stock() == {"Charlotte's Web": 2, "Matilda": 1, "The Hunger Games": 1}
    assert Title.get(Title.title == "The Hunger Games").isbn == "9780439023481"
    assert run(tmp_path, header, *mended).same == 3


def test_a_label_does_not_go_to_another_book_without_a_yes(library: Library, tmp_path: Path) -> None:
    header = "barcode,title"
    run(tmp_path, header, "10001,Matilda", "10002,Emil")
    reused = run(tmp_path, header, "10001,War and Peace", "10002,Matilda")
    assert [one.line for one in reused.rejected] == [2, 3]
    assert len(reused.held) == 2
    assert (on_label("10001"), on_label("10002")) == ("Matilda", "Emil")
    library.lend(Copy.get_by_id(1), library.patron("6101"))
    run(tmp_path, header, "10001,War and Peace", "10002,Matilda", confirmed=True)
    assert (on_label("10001"), on_label("10002")) == ("War and Peace", "Matilda")
    assert library.open_loans() == [("6101", "War and Peace")], "the loan is of the book with that label"


def test_a_label_that_lost_its_zeros_is_the_same_copy(library: Library, tmp_path: Path) -> None:
    header = "barcode,ISBN,title"
    run(tmp_path, header, "000101,9780064400558,Charlotte", "000102,9780142410370,Matilda")
    imported = run(tmp_path, header, "101,9780064400558,Charlotte", "102,9780439023481,Hunger")
    assert imported.doubts["zeros"] == (2,)
    assert [str(one.reason) for one in imported.rejected] == [
        "another book has the label 000102, which differs only by zeros"
    ]
    assert stock() == {"Charlotte": 1, "Matilda": 1}
    run(tmp_path, header, "0000101,9780064400558,Charlotte")
    assert on_label("0000101") == on_label("000101") == "Charlotte"
    assert stock()["Charlotte"] == 1


def test_one_label_for_several_copies_is_the_titles_number(library: Library, tmp_path: Path) -> None:
    header = "条码号,书名,册数"
    lines = ("100234,夏洛的网,18", "100235,小王子,1", "100235,小王子,1")
    imported = run(tmp_path, header, *lines)
    assert stock() == {"夏洛的网": 18, "小王子": 1}
    assert imported.doubts["shared_label"] == (2,) and imported.doubts["label_again"] == (4,)
    found = find_title("100234")
    assert isinstance(found, FoundTitle) and len(found.unlabelled) == 18
    assert run(tmp_path, header, *lines).same == 2


def test_repairs_and_doubts_are_told_by_line(library: Library, tmp_path: Path) -> None:
    imported = run(
        tmp_path,
        "barcode,ISBN,title,price,copies",
        "30001.0,9780064400558,A,1.280,1",
        '="30002",9780142410370,B,"1,280.00",1',
        "3.00E+04,9780439023481,C,5,1",
        "30004;30005,9787532733415,D,5,3",
    )
    assert imported.doubts["mended"] == (2, 3)
    assert imported.doubts["thousands"] == (2,)
    assert imported.doubts["label_count"] == (5,)
    assert [(one.line, one.field) for one in imported.rejected] == [(4, "barcode")]
    assert on_label("30001") == "A" and on_label("30002") == "B"
    assert stock() == {"A": 1, "B": 1, "D": 3}
