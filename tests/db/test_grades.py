"""The grade in a class's name, and the name a year later."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.class_names import archived_name, grade_of


@pytest.mark.parametrize(
    ("name", "number", "next_name"),
    [
        ("一年级", 1, "二年级"),
        ("三年级1班", 3, "四年级1班"),
        ("二年级三班", 2, "三年级三班"),
        ("小学五年级（2）班", 5, "小学六年级（2）班"),
        ("3年级2班", 3, "4年级2班"),
        ("小三", 3, "小四"),
        ("六甲", 6, "七甲"),
        ("三（2）班", 3, "四（2）班"),
        ("三(10)班", 3, "四(10)班"),
        ("Year 4 Oak", 4, "Year 5 Oak"),
        ("year 9", 9, "year 10"),
        ("Y4B", 4, "Y5B"),
        ("Grade 3", 3, "Grade 4"),
        ("P5B", 5, "P6B"),
        ("Class 3B", 3, "Class 4B"),
        ("3A", 3, "4A"),
        ("03-1", 3, "04-1"),
        ("３Ａ", 3, "４Ａ"),
        ("9A", 9, "10A"),
        ("10 Oak", 10, "11 Oak"),
        ("3-2", 3, "4-2"),
        ("3（2）班", 3, "4（2）班"),
        ("6甲", 6, "7甲"),
        ("5", 5, "6"),
        ("301", 3, "401"),
        ("512班", 5, "612班"),
        ("Grade 6-1", 6, "Grade 7-1"),
        ("Year 3/1", 3, "Year 4/1"),
        ("3-4", 3, "4-4"),
    ],
)
def test_the_grade_goes_up_and_the_rest_of_the_name_stays(name: str, number: int, next_name: str) -> None:
    grade = grade_of(name)
    assert grade and grade.number == number
    assert grade.name_at(number + 1) == next_name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "一班",
        "3班",
        "Staff room",
        "教师",
        "2023级1班",
        "Oak",
        "3rd grade",
        "Reception",
        "0A",
        "99",
        "小学部",
        "6A (2026)",
        "Year 3/4",
        "Year 5/6",
        "P3/4",
        "Y3/Y4",
        "P3-P4",
        "Grade 1-2",
        "Grade 5 and 6",
        "Years 3 & 4",
        "Year 3 - Year 4",
        "3/4 Koala",
        "1-2年级",
        "1、2年级",
        "一至三年级",
        "三四年级",
        "３／４",
        "Reception/Year 1",
        "K/1",
        "Year 2/Reception",
    ],
)
def test_what_is_no_grade_is_not_taken_for_one(name: str) -> None:
    assert grade_of(name) is None


@given(st.text(max_size=12))
def test_no_name_breaks_the_rule_and_its_own_grade_gives_the_name_back(name: str) -> None:
    grade = grade_of(name)
    if grade:
        assert 1 <= grade.number <= 12
        assert grade.name_at(grade.number) == name


styles = st.sampled_from(
    [
        "{c}年级",
        "{c}年级{n}班",
        "小{c}",
        "{c}甲",
        "{c}（{n}）班",
        "Year {d} Oak",
        "Y{d}{l}",
        "Grade {d}",
        "{d}{l}",
        "{d}-{n}",
        "{d}0{n}",
    ]
)


@given(styles, st.integers(1, 8), st.integers(1, 9), st.sampled_from(string.ascii_uppercase))
def test_a_year_later_the_grade_is_one_more_and_going_down_again_gives_the_name(
    style: str, number: int, other: int, letter: str
) -> None:
    name = style.format(c="一二三四五六七八九"[number - 1], d=number, n=other, l=letter)
    grade = grade_of(name)
    assert grade and grade.number == number
    later = grade_of(grade.name_at(number + 1))
    assert later and later.number == number + 1
    assert later.name_at(number) == name


@given(
    st.sampled_from(["", "Year ", "Years ", "Y", "P", "Grade ", "Grades "]),
    st.integers(1, 11),
    st.sampled_from(["/", " / ", "&", " and ", "+", "、", "至"]),
    st.integers(1, 4),
    st.sampled_from(["", " Koala", "A", "年级"]),
)
def test_a_class_of_two_grades_has_none_that_could_go_up(
    word: str, first: int, sign: str, further: int, rest: str
) -> None:
    second = min(first + further, 12)
    assert grade_of(f"{word}{first}{sign}{second}{rest}") is None


names = st.builds(
    lambda style, number, other, letter: style.format(
        c="一二三四五六七八九"[number - 1], d=number, n=other, l=letter
    ),
    styles,
    st.integers(1, 8),
    st.integers(1, 3),
    st.sampled_from("AB"),
)


@given(st.lists(names, min_size=2, max_size=12, unique=True))
def test_two_classes_never_get_the_same_name(classes: list[str]) -> None:
    grades = [grade_of(name) for name in classes]
    assert len({grade.name_at(grade.number + 1) for grade in grades if grade}) == len(classes)


def test_a_class_that_has_left_has_no_grade_and_its_name_fits() -> None:
    assert archived_name("六甲", 2026) == "六甲 (2026)"
    assert len(archived_name("x" * 64, 2026)) == 64
    assert grade_of(archived_name("六甲", 2026)) is None
