"""The sample school of `kiosk demo`: real books, invented people."""

import csv
from collections import Counter
from datetime import timedelta
from importlib import resources

import pytest
from school import NOW, Library
from stdnum import isbn

from db.answers.counter.turn import LessonClosed, LessonOpened
from db.callnumber.keys import parse
from db.callnumber.scheme import CLC
from kiosk.demo.school import class_lesson, make_school
from kiosk.service.desks import Desks

Row = dict[str, str]


def sample(name: str) -> list[Row]:
    with resources.files("kiosk.demo.sample").joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def books() -> list[Row]:
    return sample("books.csv")


@pytest.fixture
def readers() -> list[Row]:
    return sample("readers.csv")


def test_every_isbn_is_an_isbn_13_with_its_check_digit_and_occurs_once(books: list[Row]) -> None:
    codes = [book["isbn"] for book in books]
    assert [code for code in codes if isbn.validate(code) != code or len(code) != 13] == []
    assert len(set(codes)) == len(codes)


def test_sixty_titles_about_half_of_them_chinese(books: list[Row]) -> None:
    chinese = [book for book in books if book["isbn"].startswith("9787")]
    assert (len(chinese), len(books) - len(chinese)) == (32, 28)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in book["title"]) for book in chinese)


def test_every_title_has_a_call_number_of_its_own_a_shelf_and_two_to_five_copies(books: list[Row]) -> None:
    assert len({book["call_number"] for book in books}) == len(books)
    assert all(book["call_number"].partition("/")[2].isdigit() for book in books)
    assert all(parse(book["call_number"], CLC) is not None for book in books)
    assert {len(book["location"]) for book in books} == {2}
    assert {int(book["copies"]) for book in books} <= {2, 3, 4, 5}


def test_four_classes_of_fourteen_and_four_teachers(readers: list[Row]) -> None:
    pupils = Counter(reader["class"] for reader in readers if reader["category"] == "pupil")
    assert pupils == {"三年级1班": 14, "三年级2班": 14, "Year 4 Oak": 14, "Year 4 Elm": 14}
    assert [(reader["class"], reader["quota"]) for reader in readers if reader["category"] == "teacher"] == (
        [("", "5")] * 4
    )


def test_reader_numbers_are_four_digits_that_tell_grade_class_and_place(readers: list[Row]) -> None:
    numbers = [reader["number"] for reader in readers]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 4 and number.isdigit() for number in numbers)
    beginnings = {(reader["class"], reader["number"][:2]) for reader in readers}
    assert beginnings == {
        ("", "00"),
        ("三年级1班", "31"),
        ("三年级2班", "32"),
        ("Year 4 Oak", "41"),
        ("Year 4 Elm", "42"),
    }


def test_one_pupil_is_suspended_and_one_has_lost_the_card(readers: list[Row]) -> None:
    unusual = [reader["status"] for reader in readers if reader["status"] != "active"]
    assert sorted(unusual) == ["lost", "suspended"]


def test_a_lesson_of_the_sample_school_begins_and_ends_by_the_teachers_card(library: Library) -> None:
    make_school(NOW, "Autumn")
    desks = Desks("demo", ("en",))
    now = NOW
    answers = []
    for seconds, code in class_lesson("en"):
        now += timedelta(seconds=seconds)
        answers.append(desks.scan(code, now))
    assert answers[1] == LessonOpened("Year 4 Oak")
    closed = answers[-1]
    assert isinstance(closed, LessonClosed) and closed.pupils == 14 and closed.present >= 13
    assert closed.loans >= 14 and closed.returns >= 7
