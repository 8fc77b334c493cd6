"""Whom a row of a list of readers means: nobody becomes another person, and nobody is there twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.circulation.lookup import FoundPatron, find_barcode
from db.events.record import Acting
from db.lists.cells import people
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.models import Hold, Patron, SchoolClass

STAFF = Acting("office", NOW, "staff")


def run(folder: Path, *lines: str, header: str = "number,name,class", **options: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return import_readers(path, acting=STAFF, **options)  # type: ignore[arg-type]


def names() -> dict[str, str]:
    return {patron.number: patron.name for patron in Patron.select()}


def bearer(code: str) -> str:
    found = find_barcode(code)
    assert isinstance(found, FoundPatron)
    return str(Patron.get_by_id(found.patron_id).number) + (" (retired)" if found.retired else "")


def test_a_number_that_has_become_another_persons_waits_for_a_yes(library: Library, tmp_path: Path) -> None:
    ann = library.patron("6101", name="Ann Lee", class_name="6A")
    library.patron("5101", name="Cy Dunn", class_name="5A")
    library.lend(library.copy("B1"), ann)
    told = run(tmp_path, "6101,Cy Dunn,6A", "5101,Ed Fox,5A", "5102,Flo Gray,5A")
    assert names() == {"6101": "Ann Lee", "5101": "Cy Dunn", "5102": "Flo Gray"}
    assert [(one.what, one.field, one.old, one.new) for one in told.held] == [
        ("6101", "name", "Ann Lee", "Cy Dunn"),
        ("5101", "name", "Cy Dunn", "Ed Fox"),
    ]
    assert [rejected.line for rejected in told.rejected] == [2, 3]
    assert told.moved_numbers == 1
    assert run(tmp_path, "6101,Ann Le,6A", confirmed=True).changed == 1
    assert names()["6101"] == "Ann Le"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Lee Ann", "Ann Lee"),
        ("Lee, Ann", "Ann Lee"),
        ("ANN LEE", "Ann Lee"),
        ("José Núñez", "Jose Nunez"),
        ("王　伟", "王伟"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("Ann Lee", "Ann Marie Lee"),
        ("Jose\u0301", "José"),
    ],
)
def test_another_spelling_is_no_other_person(library: Library, tmp_path: Path, old: str, new: str) -> None:
    library.patron("6101", name=old, class_name="6A")
    assert not run(tmp_path, f'6101,"{new}",6A').held


@pytest.mark.parametrize(
    ("old", "new"), [("张子涵", "张子轩"), ("Ann", "Anna"), ("Ann Lee", "Bo Lee"), ("李明", "李")]
)
def test_a_name_that_differs_is_asked_about(library: Library, tmp_path: Path, old: str, new: str) -> None:
    library.patron("6101", name=old, class_name="6A")
    assert len(run(tmp_path, f"6101,{new},6A").held) == 1


hanzi = st.text("王李张刘陈伟明芳娜小红欧阳涵轩", min_size=2, max_size=4)


@given(hanzi, st.sampled_from([" ", "　", "  ", "\u00a0", "\u2003"]))
def test_a_chinese_name_is_the_same_with_and_without_blanks(name: str, blank: str) -> None:
    from db.lists.cells.cleaning import text

    assert people.name(text(blank.join(name))) == name
    assert people.same_name(blank.join(name), name)


def test_numbers_that_have_lost_their_zeros_are_the_same_childs(library: Library, tmp_path: Path) -> None:
    run(tmp_path, "0101,Ann Lee,3A", "0102,Bo Chan,3A")
    told = run(tmp_path, "101,Ann Lee,3B", "102,Cy Dunn,3A")
    assert names() == {"0101": "Ann Lee", "0102": "Bo Chan"}
    assert told.doubts["zeros"] == (2,) and told.changed == 1
    assert [str(one.reason) for one in told.rejected] == [
        "reader 0102 has this number, with other leading zeros"
    ]


def test_zeros_that_come_back_are_the_number_and_both_cards_count(library: Library, tmp_path: Path) -> None:
    run(tmp_path, "101,Ann Lee,3A")
    assert run(tmp_path, "0101,Ann Lee,3A").added == 0
    assert names() == {"0101": "Ann Lee"}
    assert (bearer("101"), bearer("0101")) == ("0101", "0101")
    again = run(tmp_path, "0101,Ann Lee,3A")
    assert (again.same, again.changed) == (1, 0)


CARDS = "number,name,class,barcode"


def test_a_corrected_card_is_the_right_readers_and_two_may_be_swapped(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, "101,Ann,3A,70001", "102,Bo,3A,70003", header=CARDS)
    told = run(tmp_path, "101,Ann,3A,70002", "102,Bo,3A,70001", header=CARDS)
    assert (bearer("70001"), bearer("70002"), bearer("70003")) == ("102", "101", "102 (retired)")
    assert told.changed == 2 and not told.rejected
    run(tmp_path, "101,Ann,3A,70001", "102,Bo,3A,70002", header=CARDS)
    assert (bearer("70001"), bearer("70002")) == ("101", "102")
    assert run(tmp_path, "101,Ann,3A,70001", "102,Bo,3A,70002", header=CARDS).same == 2


def test_a_replaced_card_may_go_to_another_and_a_card_in_use_may_not(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, "101,Ann,3A,70001", "102,Bo,3A,70003", header=CARDS)
    told = run(tmp_path, "103,Cy,3A,70001", header=CARDS)
    assert [str(one.reason) for one in told.rejected] == [
        "this code is reader 101's: give that reader another one in the same list"
    ]
    run(tmp_path, "101,Ann,3A,70009", header=CARDS)
    run(tmp_path, "103,Cy,3A,70001", header=CARDS)
    assert (bearer("70001"), bearer("70009")) == ("103", "101")


def test_one_class_in_several_spellings_is_one_class(library: Library, tmp_path: Path) -> None:
    library.patron("1", name="Ann", class_name="三年级1班")
    told = run(tmp_path, "2,Bo,三（1）班", "3,Cy,3年级(1)班", "4,Di,三年级2班", "5,Ed,三（2）班")
    assert sorted(row.name for row in SchoolClass.select()) == ["三年级1班", "三年级2班"]
    assert told.spellings == (
        ("3年级(1)班", "三年级1班"),
        ("三（1）班", "三年级1班"),
        ("三（2）班", "三年级2班"),
    )


@given(st.integers(1, 12), st.integers(1, 15), st.integers(1, 12), st.integers(1, 15))
def test_grade_and_class_in_numbers_never_make_one_class_of_two(a: int, b: int, c: int, d: int) -> None:
    assert (people.class_name(str(a), str(b)) == people.class_name(str(c), str(d))) == ((a, b) == (c, d))


@pytest.mark.parametrize(
    ("grade", "name", "whole"),
    [
        ("1", "1", "1-1"),
        ("1", "12", "1-12"),
        ("2", "12", "2-12"),
        ("3", "3A", "3A"),
        ("3", "A", "3A"),
        ("3", "301", "301"),
        ("三", "三班", "三年级三班"),
        ("1", "1班", "1年级1班"),
        ("三年级", "2班", "三年级2班"),
        ("三年级", "三年级2班", "三年级2班"),
        ("三年级", "2", "三年级2班"),
        ("2", "Room 12", "2 Room 12"),
        ("Year 4", "Oak", "Year 4 Oak"),
        ("", "Oak", "Oak"),
        ("Year 4", "", "Year 4"),
    ],
)
def test_grade_and_class_are_put_together(grade: str, name: str, whole: str) -> None:
    assert people.class_name(grade, name) == whole


def test_who_leaves_by_a_list_waits_for_nothing_any_more(library: Library, tmp_path: Path) -> None:
    ann = library.patron("101", name="Ann")
    Hold.create(title=library.title(), patron=ann, placed_at=NOW)
    run(tmp_path, "101,Ann,3A,left", header="number,name,class,status")
    assert not Hold.select().where(Hold.closed_at.is_null()).exists()
