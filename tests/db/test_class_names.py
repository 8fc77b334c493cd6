"""One class in several spellings; classes in the order in which a school says them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.class_names import class_key, sorted_classes

SAME = [
    ("三年级1班", "三年级（1）班", "三年级(1)班", "三（1）班", "三(一)班", "三年级一班", "3年级1班",
     "３-1", "301", "三年级 1 班",
     "2026-2027学年三年级1班", "2026学年 三年级1班", "小学三年级1班"),
    ("六甲", "六年级甲班", "6甲", "六(甲)班"),
    ("Year 3A", "3A", "3a", "３Ａ", "3-A", "Y3A", "Grade 3 A", "year  3 a", "2026/27 3A"),
    ("Year 4 Oak", "4 Oak", "Y4 oak", "YEAR 4 OAK"),
    ("三年级12班", "三(十二)班", "3-12", "312班"),
    ("Sunflowers", "sunflowers", " Sunflowers "),
    ("初一(2)班", "初一（2）班", "初一2班"),
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME)
def test_spellings_of_one_class_are_one(spellings: tuple[str, ...]) -> None:
    assert len({class_key(name) for name in spellings}) == 1


def test_classes_that_differ_stay_apart() -> None:
    names = [spellings[0] for spellings in SAME]
    names += [
        "三年级2班",
        "三年级11班",
        "四年级1班",
        "2024级1班",
        "2023级1班",
        "Year 3/4",
        "Year 3-4",
        "3班",
        "1班",
    ]
    names += ["六甲 (2026)", "六甲 (2025)", "三年级", "1-1", "11", "一(11)班", "11-1"]
    assert len({class_key(name) for name in names}) == len(names)


@given(st.integers(1, 9), st.integers(1, 12), st.integers(1, 9), st.integers(1, 12))
def test_no_two_classes_are_taken_for_one(grade: int, number: int, other_grade: int, other: int) -> None:
    styles = ("{c}年级{n}班", "{c}（{n}）班", "{d}-{n}", "{d}年级({n})班", "{d}{n:02}")

    def spelt(grade: int, number: int) -> set[tuple[int, str]]:
        chinese = "一二三四五六七八九"[grade - 1]
        return {class_key(style.format(c=chinese, d=grade, n=number)) for style in styles}

    assert (spelt(grade, number) == spelt(other_grade, other)) == ((grade, number) == (other_grade, other))
    assert len(spelt(grade, number)) == 1


ORDERS = [
    ["一甲", "一乙", "一丙", "二甲", "二乙", "三", "四乙", "五甲", "五乙", "六甲", "六甲 (2025)"],
    ["1A", "1B", "3A", "9B", "10A", "10B", "Sunflowers"],
    ["一年级1班", "一年级2班", "一年级10班", "一年级11班", "二年级1班", "六年级1班"],
    ["Year 1 Elm", "Year 2 Oak", "Year 10 Ash", "Staff"],
    ["一班", "二班", "三班", "十班", "十一班"],
]


@pytest.mark.parametrize("order", ORDERS)
@given(seed=st.integers(0, 1000))
def test_classes_are_sorted_as_a_school_says_them(order: list[str], seed: int) -> None:
    mixed = order.copy()
    random.Random(seed).shuffle(mixed)
    assert sorted_classes(mixed) == order


@given(st.text(max_size=20))
def test_any_name_has_a_key_and_a_place(name: str) -> None:
    assert class_key(name) == class_key(name)
    assert sorted_classes([name, "3A"])
