"""The class and the book numbers that are proposed for a title, and that none is set."""

from datetime import date
from pathlib import Path

import pytest
from school import NOW, Library

from db.cataloguing.book_numbers import book_numbers, cutter, import_author_numbers, table_number
from db.cataloguing.classing import bare_author, proposals, publisher_prefix
from db.errors import BadList, BadValue
from db.events.record import Acting
from db.lists.marc.kept import ToKeep, keep
from db.models import AuthorNumber, Title
from kiosk.cli import main

STAFF = Acting("office", NOW, "staff")


@pytest.fixture
def stocked(library: Library) -> Library:
    """Titles of which each kind of likeness tells another class."""

    def title(name: str, call_number: str = "", **more: object) -> Title:
        return library.title(name, call_number=call_number, **more)

    for number in (1, 2, 3):
        title(f"神探{number}", f"I247.5/{number}", author="(清)曹雪芹著；高鹗续")
    title("别的", "K20/1", author="曹雪芹")
    for number in (1, 2):
        one = title(f"丛书{number}", f"Q95/{number}")
        keep({one.id: ToKeep("", "", "十万个为什么")}, "cn.iso", date(2026, 9, 1))
    title("花", "S68", subject="花卉; 栽培")
    for number in (0, 1, 2):
        title(f"译{number}", "I561", isbn=f"978753273341{number}")
    return library


def test_a_class_is_proposed_with_its_reason_and_none_is_set(
    stocked: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    new = stocked.title("石头记", author="曹雪芹 著", subject="花卉", isbn="9787532733415")
    keep({new.id: ToKeep("", "", "十万个为什么")}, "cn.iso", date(2026, 9, 1))
    assert [(one.class_number, one.titles, one.of) for one in proposals(new.id)] == [
        ("Q95", 2, 2),
        ("I247.5", 3, 4),
        ("S68", 1, 1),
        ("I561", 3, 3),
    ]
    assert Title.get_by_id(new.id).call_number == ""
    assert main(["--language", "en", "books", "classify", "9787532733415"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "Q95: 2 of 2 by the series “十万个为什么”"
    assert told[2] == "I247.5: 3 of 4 by the author 曹雪芹"
    assert "the publisher of ISBN 978-7-5327" in told[4] and told[5] == "Book numbers: next running number 3"
    assert Title.get_by_id(new.id).call_number == ""


@pytest.mark.store_in("file")
def test_a_book_that_is_like_no_other_has_no_proposal(stocked: Library) -> None:
    assert proposals(stocked.title("谁也不像", author="%", subject="_").id) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(清)曹雪芹著；高鹗续", "曹雪芹"),
        ("〔英〕 罗琳 著", "罗琳"),
        ("E.B.怀特, 任溶溶", "E.B.怀特"),
        ("White, E. B.", "White, E. B."),
        ("", ""),
    ],
)
def test_the_first_author_is_known_without_dynasty_and_role(written: str, name: str) -> None:
    assert bare_author(written) == name


def test_the_publishers_part_of_an_isbn() -> None:
    assert publisher_prefix("9787532733415") == "978-7-5327"
    assert publisher_prefix("") == publisher_prefix("9799999999999") == ""


def test_cutter_numbers_of_latin_names() -> None:
    assert cutter("Dickens, Charles", "Oliver Twist") == cutter("Charles Dickens", "Oliver Twist") == "D548o"
    assert cutter("Borges", "") == "B732" and cutter("曹雪芹", "红楼梦") == ""
    assert cutter("Ñ", "Ü") is not None


def test_an_imported_table_of_author_numbers(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "authors.csv"
    lines = "陈A,C350\n陈BA,C360\n陈BO,C370\n陈JA,C450\n陈JIAN,C460\n陈ZU,C660\n李JA,L180\nDickens,D54\n"
    table.write_text("name,number\n" + lines, encoding="utf-8")
    assert import_author_numbers(table, STAFF, dry_run=True) == 8 and AuthorNumber.select().count() == 0
    assert import_author_numbers(table, STAFF) == 8
    assert [
        table_number(name) for name in ("陈嘉放", "陈祖芬", "陈伯吹", "陈", "李嘉放", "王蒙", "Dickens")
    ] == [*("C450", "C660", "C370", "", "L180", "", "D54")]
    title = library.title("灯塔", author="陈嘉放著", call_number="I287.45/7")
    assert book_numbers(title.id, "I287.45").table == "C450"
    assert book_numbers(title.id, "I287.45").running == "8"
    assert book_numbers(title.id, "I28").running == "1"
    table.write_text("name,number\n陈,none\n", encoding="utf-8")
    with pytest.raises(BadValue, match="Line 2"):
        import_author_numbers(table, STAFF)
    table.write_text("name,number\n", encoding="utf-8")
    with pytest.raises(BadList):
        import_author_numbers(table, STAFF)
    assert AuthorNumber.select().count() == 8
