"""Lists of books into a real store."""

import json
from pathlib import Path

import pytest
from school import NOW, Library

from db.circulation.lookup import find_title
from db.errors import BadList, BadValue
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.report import Imported
from db.models import Barcode, Copy, Event, Location, Title
from db.store import batches
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")
HEADER = "ISBN,书名,作者,出版社,出版日期,页数,价格,馆藏本数,索书号,书籍位置"


def run(folder: Path, *lines: str, header: str = HEADER, **options: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return import_books(path, acting=STAFF, **options)  # type: ignore[arg-type]


def stock() -> list[tuple[str, int]]:
    """(title, copies in the collection) of all titles, in order."""
    return rows(
        "SELECT title.title, COUNT(copy.id) FROM title"
        " LEFT JOIN copy ON copy.title_id = title.id AND copy.status <> 'withdrawn'"
        " GROUP BY title.id ORDER BY title.id"
    )


def everything() -> list[list[tuple[object, ...]]]:
    tables = ("title", "copy", "barcode", "location", "event")
    return [rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]


WEB = "9787532733415,《夏洛的网》,E.B.怀特,上海译文出版社,2004, 184页,CNY17.00,4,I712.84 ,12"
TALKS = "1234,《国旗下讲话指南》,,,,,,7,,146下"
NOTHING = "123,《各国概况》,,,,,,0,,test"
PRINTED = '9787806041574,《毛泽东诗词鉴赏》,公木著,长春出版社,1999重印,"14,436页",16.80,2,A841.4 ,12'


def test_a_row_becomes_a_title_and_its_copies(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, WEB, PRINTED)
    assert (imported.added, imported.changed, imported.same, imported.copies_added) == (2, 0, 0, 6)
    assert imported.isbns == {"good": 2, "recovered": 0, "damaged": 0, "not_isbn": 0, "absent": 0}
    web, printed = Title.select().order_by(Title.id)
    assert (web.title, web.author, web.publisher) == ("夏洛的网", "E.B.怀特", "上海译文出版社")
    assert (web.isbn, web.identifier, web.call_number) == ("9787532733415", None, "I712.84")
    assert (web.year, web.pages, web.price, web.currency, web.original) == (2004, 184, 1700, "CNY", "")
    assert (printed.year, printed.pages, printed.price, printed.currency) == (1999, 436, 1680, "")
    assert json.loads(printed.original) == {"year": "1999重印", "pages": "14,436页"}
    copies = Copy.select().where(Copy.title == web).order_by(Copy.number)
    assert [(copy.number, copy.location.name, copy.status) for copy in copies] == [
        (number, "12", "available") for number in (1, 2, 3, 4)
    ]


def test_a_title_without_an_isbn_is_found_by_what_stands_in_its_place(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, TALKS, NOTHING, "1234567891011,,,,,,,1,,")
    assert stock() == [("国旗下讲话指南", 7), ("各国概况", 0), ("1234567891011", 1)]
    found = find_title("1234")
    assert found is not None
    assert found.book.title == "国旗下讲话指南"
    assert len(found.unlabelled) == 7


def test_the_same_list_twice_changes_nothing(library: Library, tmp_path: Path) -> None:
    lines = (WEB, TALKS, NOTHING, PRINTED, ",《无名书》,,,,,,2,,", "9.78E+12,《坏书号》,,,,,,1,,")
    run(tmp_path, *lines)
    before = everything()
    again = run(tmp_path, *lines)
    assert (again.added, again.changed, again.same) == (0, 0, 6)
    assert (again.copies_added, again.copies_withdrawn) == (0, 0)
    assert everything() == before


def test_a_changed_row_updates_and_a_blank_cell_leaves_what_is_known(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, WEB, PRINTED)
    imported = run(
        tmp_path,
        "9787532733415,夏洛的网 (新版),,,,,,4,I712.85,15",
        "9787806041574,《毛泽东诗词鉴赏》,公木著,长春出版社,2001,,16.80,2,A841.4 ,12",
    )
    assert (imported.added, imported.changed, imported.same) == (0, 2, 0)
    web, printed = Title.select().order_by(Title.id)
    assert (web.title, web.author, web.call_number) == ("夏洛的网 (新版)", "E.B.怀特", "I712.85")
    assert {copy.location.name for copy in Copy.select().where(Copy.title == web)} == {"15"}
    assert printed.year == 2001
    assert json.loads(printed.original) == {"pages": "14,436页"}


def test_a_title_that_had_no_isbn_may_get_one(library: Library, tmp_path: Path) -> None:
    run(tmp_path, ",《夏洛的网》,E.B.怀特,上海译文出版社,,,,4,,")
    imported = run(tmp_path, WEB)
    assert (imported.added, imported.changed) == (0, 1)
    assert [title.isbn for title in Title.select()] == ["9787532733415"]


def test_copies_rise_and_fall_with_the_list(library: Library, tmp_path: Path) -> None:
    run(tmp_path, WEB)
    assert run(tmp_path, WEB.replace(",4,", ",6,")).copies_added == 2
    held = run(tmp_path, WEB.replace(",4,", ",1,"))
    assert [(change.field, change.old, change.new) for change in held.held] == [("copies", "6", "1")]
    assert stock() == [("夏洛的网", 6)]
    imported = run(tmp_path, WEB.replace(",4,", ",1,"), confirmed=True)
    assert (imported.copies_withdrawn, imported.copies_over, imported.changed) == (5, 0, 1)
    assert [copy.number for copy in Copy.select()] == [1]


def test_copies_on_loan_or_with_a_label_stay_and_those_with_a_history_are_kept_as_withdrawn(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, WEB)
    ada = library.patron("6101")
    first, second, third, fourth = Copy.select().order_by(Copy.number)
    library.lend(first, ada)
    Barcode.create(code="C2", copy=second, issued_at=NOW)
    library.lend(third, ada, returned_at=NOW)
    imported = run(tmp_path, WEB.replace(",4,", ",0,"), confirmed=True)
    assert (imported.copies_withdrawn, imported.copies_over) == (2, 2)
    left = {copy.id: copy.status for copy in Copy.select()}
    assert left == {first.id: "available", second.id: "available", third.id: "withdrawn"}
    assert fourth.id not in left
    again = run(tmp_path, WEB.replace(",4,", ",0,"), confirmed=True)
    assert (again.copies_withdrawn, again.copies_over, again.changed, again.same) == (0, 2, 0, 1)


def test_a_copy_in_a_class_corner_is_not_called_back(library: Library, tmp_path: Path) -> None:
    run(tmp_path, WEB)
    corner = library.shelf("六甲图书角", kind="corner")
    Copy.update(location=corner).where(Copy.number == 2).execute()
    run(tmp_path, WEB.replace(",12", ",99"))
    assert [copy.location.name for copy in Copy.select().order_by(Copy.number)] == [
        "99", "六甲图书角", "99", "99",
    ]  # fmt: skip


def test_rows_of_one_title_count_together_and_parts_of_a_set_stay_apart(
    library: Library, tmp_path: Path
) -> None:
    lines = (
        "9787532733415,《夏洛的网》,,,,,,4,,12",
        "9787532733415,《夏洛的网》,,,,,,2,,15",
        "9787532733415,《夏洛的网. 2》,,,,,,1,,15",
    )
    imported = run(tmp_path, *lines)
    assert (imported.added, imported.repeated, imported.copies) == (2, 1, 7)
    assert stock() == [("夏洛的网", 6), ("夏洛的网. 2", 1)]
    places = [copy.location.name for copy in Copy.select().order_by(Copy.id)]
    assert places == ["12", "12", "12", "12", "15", "15", "15"]
    before = everything()
    assert run(tmp_path, *lines).same == 2
    assert everything() == before
    corrected = run(tmp_path, *lines[:2], lines[2].replace("网. 2", "网 (二)"))
    assert (corrected.added, corrected.changed, corrected.same) == (0, 1, 1)


COPIES = "条码号,题名,ISBN,分类号,种次号,馆藏地"


def test_a_row_with_barcodes_stands_for_those_copies(library: Library, tmp_path: Path) -> None:
    lines = (
        "10001,夏洛的网,9787532733415,I712.84,12,少儿",
        "10002,夏洛的网,9787532733415,I712.84,12,绘本",
        "10003；10004,小王子,,I565.8,3,少儿",
    )
    imported = run(tmp_path, *lines, header=COPIES)
    assert (imported.added, imported.copies, imported.copies_added) == (2, 4, 4)
    assert sorted(
        (label.code, label.copy.title.title, label.copy.location.name) for label in Barcode.select()
    ) == [
        ("10001", "夏洛的网", "少儿"),
        ("10002", "夏洛的网", "绘本"),
        ("10003", "小王子", "少儿"),
        ("10004", "小王子", "少儿"),
    ]
    assert {title.call_number for title in Title.select()} == {"I712.84/12", "I565.8/3"}
    before = everything()
    assert run(tmp_path, *lines, header=COPIES).same == 2
    assert everything() == before


def test_a_barcode_that_is_listed_twice_is_one_copy(library: Library, tmp_path: Path) -> None:
    lines = ("10001；10001,小王子,,,,", "10001,小王子,,,,", "10001；10002,小王子,,,,")
    imported = run(tmp_path, *lines, header=COPIES)
    assert (imported.copies, imported.copies_added, imported.repeated) == (2, 2, 1)
    assert imported.doubts["label_again"] == (3, 4)
    assert stock() == [("小王子", 2)]
    assert run(tmp_path, *lines, header=COPIES).same == 1


def test_copies_without_a_label_get_the_first_ones(library: Library, tmp_path: Path) -> None:
    run(tmp_path, WEB)
    imported = run(tmp_path, *(f"1000{n},夏洛的网,9787532733415,,,12" for n in range(1, 6)), header=COPIES)
    assert imported.copies_added == 1
    assert stock() == [("夏洛的网", 5)]
    assert Barcode.select().count() == 5
    fewer = run(tmp_path, "10001,夏洛的网,9787532733415,,,12", header=COPIES)
    assert (fewer.copies_withdrawn, fewer.same) == (0, 1)


def test_a_barcode_has_one_owner(library: Library, tmp_path: Path) -> None:
    library.patron("6101")
    library.copy("C1")
    imported = run(
        tmp_path,
        "6101,小王子,,,,",
        "C1,小王子,,,,",
        "C2,小王子,,,,",
        "C2,夏洛的网,,,,",
        "9787532733415,夏洛的网,,,,",
        header=COPIES,
    )
    reasons = [(rejected.line, rejected.field, str(rejected.reason)) for rejected in imported.rejected]
    assert reasons == [
        (2, "barcode", "this barcode is a reader's"),
        (3, "barcode", "this label is on another book in the library; with --yes it becomes this one's"),
        (5, "barcode", "an earlier row gives this barcode to another book"),
    ]
    web = Title.get(Title.title == "夏洛的网")  # the publisher's barcode is an ISBN, not a label
    assert web.isbn == "9787532733415"
    assert imported.accepted == 2


def test_bad_rows_are_rejected_with_the_reason_and_good_ones_go_in(library: Library, tmp_path: Path) -> None:
    imported = run(
        tmp_path,
        WEB,
        ",,有作者,,,,,1,,",
        "9787806041574,书,,,,,,four,,",
        "9787806041574,书,,,,,,9787806041574,,",
        f"9787806041574,书,,,,,,1,{'I' * 121},",
        TALKS,
    )
    told = [(rejected.line, rejected.field, str(rejected.reason)) for rejected in imported.rejected]
    assert told == [
        (3, "title", "neither a title nor an ISBN"),
        (4, "copies", "not a whole number"),
        (5, "copies", "not a whole number"),
        (6, "call_number", "longer than 120 characters"),
    ]
    assert imported.rejected[1].value == "four"
    assert imported.rejected[1].cells[1] == "书"
    assert (imported.rows, imported.accepted, imported.added) == (6, 2, 2)


def test_damaged_recovered_and_absent_isbns_are_counted(library: Library, tmp_path: Path) -> None:
    imported = run(
        tmp_path,
        "9.78043902348e+12,439023483,The Hunger Games",
        "9.78081297106e+12,812971060,Reading Lolita in Tehran",
        "9.78E+12,,Half Lost",
        ",,Bossypants",
        ",189221301X,Sailor Moon",
        header="isbn13,isbn,title",
    )
    assert imported.isbns == {"good": 1, "recovered": 1, "damaged": 2, "not_isbn": 0, "absent": 1}
    games = Title.get(Title.title == "The Hunger Games")
    assert games.isbn == "9780439023481"
    assert json.loads(games.original) == {"isbn": "439023483", "isbn_13": "9.78043902348e+12"}


def test_a_rehearsal_says_the_same_and_leaves_no_trace(library: Library, tmp_path: Path) -> None:
    before = everything()
    rehearsed = run(tmp_path, WEB, TALKS, ",,,,,,,1,,", dry_run=True)
    assert everything() == before
    assert rehearsed.dry_run
    real = run(tmp_path, WEB, TALKS, ",,,,,,,1,,")
    assert [vars(rehearsed)[name] for name in ("added", "copies_added")] == [real.added, real.copies_added]
    assert len(rehearsed.rejected) == len(real.rejected) == 1


def test_an_import_that_was_interrupted_is_run_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f",《第{n}本》,,,,,,2,,{n}" for n in range(50)]

    def stop_halfway(done: int, of: int) -> None:
        if 2 * done >= of:
            raise KeyboardInterrupt

    monkeypatch.setattr(batches, "TURN", 10)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, *lines, on_progress=stop_halfway)
    assert 0 < Title.select().count() < 50
    run(tmp_path, *lines)
    assert stock() == [(f"第{n}本", 2) for n in range(50)]
    assert Location.select().count() == 50


def test_an_import_that_changed_something_is_an_event(library: Library, tmp_path: Path) -> None:
    run(tmp_path, WEB)
    run(tmp_path, WEB)
    (event,) = Event.select()
    assert (event.verb, event.actor, event.kiosk) == ("import", "staff", "office")
    assert json.loads(event.details) == {
        "list": "books", "added": 1, "changed": 0, "copies_added": 4, "copies_withdrawn": 0,
    }  # fmt: skip


def test_other_columns_are_mapped_or_reported(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, "小王子,3,x", header="书名,藏,备注", mapping=["藏=copies"])
    assert stock() == [("小王子", 3)]
    assert imported.unused == ("备注",)
    with pytest.raises(BadValue, match="no field stock"):
        run(tmp_path, "小王子,3,x", header="书名,藏,备注", mapping=["藏=stock"])
    with pytest.raises(BadList, match="no column"):
        run(tmp_path, "小王子,3,x", header="书名,藏,备注", mapping=["Stock=copies"])
