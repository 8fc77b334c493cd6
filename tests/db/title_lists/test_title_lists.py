"""Lists of titles from outside: read in every shape, kept by name, and found in the stock."""

from collections import Counter
from pathlib import Path

import pytest
from school import NOW, Library
from school_lists import DATA

from db.errors import BadList, BadValue, NotFound
from db.events.record import Acting
from db.lists.books import import_books
from db.title_lists.core import core_of, same_author
from db.title_lists.kept import find_list, kept_lists, lines_of, list_called, remove_list
from db.title_lists.lines import Line, lines_of_file, lines_of_text
from db.title_lists.making import Plan, add_list, keep_block, make_list
from db.title_lists.matching import matches

ACTING = Acting("office", NOW, "command")


@pytest.mark.parametrize(
    ("title", "core"),
    [
        *(
            ("《童年》", "童年"),
            ("童年（插图版）", "童年"),
            ("童年 : 高尔基自传", "童年"),
            ("Ｍｏｍｏ", "momo"),
        ),
        *(("水浒传 上册", "水浒传"), ("三国演义(上)", "三国演义"), ("十万个为什么", "十万个为什么")),
        *(("三国演义 青少版", "三国演义"), ("昆虫记：第2卷", "昆虫记")),
        ("《安徒生童话》选", "安徒生童话"),
        *(("上", "上"), ("(1)", "1"), ("Charlotte's Web: a novel", "charlottesweb"), ("", "")),
    ],
)
def test_the_core_of_a_title(title: str, core: str) -> None:
    assert core_of(title) == core


def test_authors_are_one_where_a_name_is_shared() -> None:
    assert same_author("曹雪芹", "（清）曹雪芹著 ; 高鹗续") and same_author("", "x")
    assert not same_author("高尔基", "张三著")


def test_a_list_comes_in_many_shapes(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(
        "书名,作者,ISBN,定价,册数\n《童年》,高尔基,9787020002207,16.80,3\n,,,1,\n", encoding="gb18030"
    )
    read = lines_of_file(table)
    assert read.lines == (Line(1, "童年", "高尔基", isbn="9787020002207", price=1680, copies=3),)
    assert [where for where, _text in read.refused] == [3]
    bare = tmp_path / "bare.txt"
    bare.write_text("《童年》\n\n978-7-02-000220-7\n水浒\n")
    assert [(one.title, one.isbn) for one in lines_of_file(bare).lines] == [
        *(("童年", ""), ("", "9787020002207"), ("水浒", ""))
    ]
    assert lines_of_text(" 童年 \n\n").lines == (Line(1, "童年"),)
    (tmp_path / "empty.csv").write_text("书名\n")
    for name in ("empty.csv", "absent.csv"):
        with pytest.raises(BadList):
            lines_of_file(tmp_path / name)


def test_a_line_is_found_by_isbn_core_title_or_a_part(library: Library) -> None:
    isbn = "9787020002207"
    made = [
        *(library.title("我的大学", isbn=isbn), library.title("《童年》（插图版）", author="高尔基著")),
        *(library.title("我的童年", author="高尔基著"), library.title("童年", author="张三著")),
    ]
    lines = [Line(1, "别的书", isbn=isbn), Line(2, "童年", "高尔基"), Line(3, "没有")]
    place = {title.id: number for number, title in enumerate(made)}
    assert {(one.line.number, place[one.title_id], one.how) for one in matches(lines)} == {
        *((1, 0, "isbn"), (2, 1, "title"), (2, 2, "part"), (2, 3, "part"))
    }


@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
@pytest.mark.store_in("file")
def test_containing_finds_what_equality_does_not_in_the_real_stock(library: Library) -> None:
    import_books(DATA / "school-books.csv", acting=ACTING)
    found = matches([Line(1, "童年"), Line(2, "十万个为什么")])
    how = Counter((one.line.title, one.how) for one in found)
    assert how["童年", "part"] == 6 and how["童年", "title"] == 0
    assert how["十万个为什么", "title"] >= 2 and how["十万个为什么", "part"] >= 2


def test_lists_are_kept_by_name_and_dropped(library: Library) -> None:
    lines = [Line(1, "童年", "高尔基", "人民", "9787020002207", "I512", 2019, 1680, 3), Line(2, "水浒")]
    make_list(Plan(" 2026 ", source="部里"), lines, ACTING)
    kept = list_called("2026", "recommended")
    assert (kept.name, kept.titles, kept.kind) == ("2026", 2, "recommended")
    assert lines_of(kept.list_id) == lines and kept_lists("block") == []
    for name in ("2026", "", "x" * 81):
        with pytest.raises(BadValue):
            keep_block(name, "", lines, ACTING)
    with pytest.raises(BadValue):
        add_list(Plan("new", "block"), ACTING)
    blocked = keep_block("bad", "", lines, ACTING)
    assert lines_of(blocked.list_id) == lines
    with pytest.raises(NotFound):
        find_list("bad")
    remove_list(kept.list_id, ACTING)
    with pytest.raises(NotFound):
        list_called("2026")


def test_a_title_is_named_whatever_else_is_wrong_in_its_row(tmp_path: Path) -> None:
    """Found when a block list with an odd count let the book be lent, and said that it named no title."""
    (tmp_path / "list.csv").write_text("书名,定价,册数\n坏书,-5,若干\n,,合计\n", encoding="utf-8")
    found = lines_of_file(tmp_path / "list.csv")
    assert [(one.title, one.price, one.copies) for one in found.lines] == [("坏书", None, None)]
    assert [where for where, _ in found.refused] == [3]
