"""Tables that are not as they should be: marks never closed, a comma too many, sheets, headers again."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.errors import BadList
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.files.text import text_rows
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.models import Patron, Title

STAFF = Acting("office", NOW, "staff")


def readers_of(folder: Path, text: str) -> Imported:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return import_readers(path, acting=STAFF)


def everybody() -> dict[str, tuple[str, str]]:
    return {
        patron.number: (patron.name, patron.school_class.name if patron.school_class else "")
        for patron in Patron.select()
    }


@settings(max_examples=100)
@given(
    rows=st.integers(2, 150),
    opened=st.integers(0, 149),
    closing=st.sampled_from(["", '"Here" it is', 'the 5"', '"A, b"', '"quoted"']),
    later=st.integers(1, 149),
)
def test_a_quotation_mark_that_nobody_closed_is_named_by_its_line(
    rows: int, opened: int, closing: str, later: int
) -> None:
    opened %= rows
    lines = ["barcode,title,author", *(f"{20_000 + n},Book number {n},Author {n}" for n in range(rows))]
    lines[1 + opened] = f'{20_000 + opened},"Where is it?,Author {opened}'
    closed_at = opened + later
    if closing and closed_at < rows:
        lines[1 + closed_at] = f"{20_000 + closed_at},{closing},Author {closed_at}"
    with pytest.raises(BadList, match=f"begins in line {2 + opened} of list.csv is never closed"):
        list(text_rows("\n".join(lines) + "\n", "list.csv"))


def test_a_cell_of_several_lines_is_none_of_them() -> None:
    text = 'isbn,authors,title\n978,"Smith, John\nDoe, Jane",One\n979,"a\nb\nc",Two\n980,x,"last\nline"\n'
    assert [row.cells for row in text_rows(text, "list.csv")][1:] == [
        ["978", "Smith, John\nDoe, Jane", "One"],
        ["979", "a\nb\nc", "Two"],
        ["980", "x", "last\nline"],
    ]


def test_a_row_with_a_comma_too_many_is_refused_and_empty_cells_behind_are_not(
    library: Library, tmp_path: Path
) -> None:
    told = readers_of(tmp_path, "number,name,class\n101,Lee, Ann,3A\n102,Bo Chan,3A,,\n")
    assert [(one.line, str(one.reason)[:10]) for one in told.rejected] == [(2, "more cells")]
    assert everybody() == {"102": ("Bo Chan", "3A")}
    assert (told.rows, told.accepted) == (2, 1)


def test_a_header_that_stands_again_is_no_reader_and_may_have_another_order(
    library: Library, tmp_path: Path
) -> None:
    told = readers_of(
        tmp_path,
        "学号,姓名,班级\n1,王小明,一年级\n学号,姓名,班级\n2,李小红,一年级\n班级,姓名,学号\n二年级,赵小兰,3\n",
    )
    assert told.doubts["header"] == (3, 5) and not told.rejected
    assert everybody() == {"1": ("王小明", "一年级"), "2": ("李小红", "一年级"), "3": ("赵小兰", "二年级")}


def test_every_sheet_is_read_or_named(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "3A"
    for line in (["number", "name", "class"], [1, "Ann", "3A"], [1.5, "", ""]):
        first.append(line)
    for line in (["Class list"], ["name", "number", "class"], ["Bo", 2, "3B"]):
        book.create_sheet("3B") if "3B" not in book.sheetnames else None
        book["3B"].append(line)
    book.create_sheet("notes").append(["nothing to read"])
    book.create_sheet("empty")
    book.save(tmp_path / "list.xlsx")
    for dry_run in (True, False):
        told = import_readers(tmp_path / "list.xlsx", acting=STAFF, dry_run=dry_run)
        assert (told.sheets, told.unread) == ((("3A", 2), ("3B", 1)), ("notes",))
        assert [one.where for one in told.rejected] == ["3A:3"]
    assert everybody() == {"1": ("Ann", "3A"), "2": ("Bo", "3B")}


def test_a_list_of_the_other_kind_is_not_taken_in(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("number,name,class\n1,Ann,3A\n", encoding="utf-8")
    with pytest.raises(BadList, match="looks like a list of readers"):
        import_books(path, acting=STAFF)
    path.write_text("ISBN,书名,作者\n9787532733415,夏洛的网,怀特\n", encoding="utf-8")
    with pytest.raises(BadList, match="looks like a list of books"):
        import_readers(path, acting=STAFF)
    assert not Title.select().exists() and not Patron.select().exists()


@pytest.mark.parametrize(
    ("header", "line", "number", "card"),
    [
        ("ID,Student_Number,name", "1,20231101,Ann", "20231101", "20231101"),
        ("编号,学号,姓名", "1,6101,王小明", "6101", "6101"),
        ("卡号,学号,姓名", "0009182736,6101,王小明", "6101", "0009182736"),
        ("卡号,姓名", "0009182736,王小明", "0009182736", "0009182736"),
        ("number,reader number,name", "1,R7,Ann", "R7", "R7"),
        ("学号,借书证号,姓名", "6101,J1,王小明", "J1", "J1"),
    ],
)
def test_the_most_telling_column_is_the_number(
    library: Library, tmp_path: Path, header: str, line: str, number: str, card: str
) -> None:
    readers_of(tmp_path, f"{header}\n{line}\n")
    assert list(everybody()) == [number]
    from db.circulation.lookup import FoundPatron, find_barcode

    assert isinstance(find_barcode(card), FoundPatron)
