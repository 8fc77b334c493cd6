"""What a person types is understood as people of both languages write it, and nothing else is guessed at."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadValue
from kiosk.typed import choice, day, is_yes, moment, weekday, weekdays
from kiosk.words import LANGUAGES, speak

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
WRITTEN = (
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0.year}-{0.month}-{0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year} 年 {0.month} 月 {0.day} 号 ",
)
FULL_WIDTH = str.maketrans("0123456789/-.", "０１２３４５６７８９／－．")


@given(DAYS, st.sampled_from(WRITTEN), st.booleans())
def test_a_day_is_read_however_it_is_written(then: date, form: str, full_width: bool) -> None:
    text = form.format(then)
    assert day(text.translate(FULL_WIDTH) if full_width else text) == then


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027-02-30",
        "2027/13/1",
        "1/5/2027",
        "5月1日",
        "27/5/1",
        "2027-5/1",
        "2027年5月",
        "2027-05-011",
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is not a date") as refused:
        day(text)
    assert refused.value.sentence.details["text"] == text


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2200-01-01", "9999年12月31日"])
def test_a_day_from_which_no_calendar_can_count_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="too far away"):
        day(text)


@given(st.integers(0, 6))
def test_a_weekday_is_read_as_the_kiosk_itself_writes_it_and_in_short(number: int) -> None:
    for language in LANGUAGES:
        assert weekday(speak(language).weekday(number)) == number
    english = speak("en").weekday(number)
    for text in (english[:3], english[:4].upper(), f" {english[:3]}. "):
        assert weekday(text) == number
    for prefix in ("周", "星期", "礼拜", ""):
        assert weekday(prefix + "一二三四五六日"[number]) == number
    assert weekday(f"周{number + 1}") == weekday(f"星期{'１２３４５６７'[number]}") == number
    assert weekday("星期天") == 6


@pytest.mark.parametrize("text", ["", "m", "mo", "t", "1", "7", "周八", "周0", "周", "mondayish", "someday"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is not a weekday"):
        weekday(text)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["mon", "tue"], {0, 1}),
        (["mon-fri"], {0, 1, 2, 3, 4}),
        (["周一至周五"], {0, 1, 2, 3, 4}),
        (["周一到五"], {0, 1, 2, 3, 4}),
        (["周一、三、五"], {0, 2, 4}),
        (["Mon,Wed", "星期天"], {0, 2, 6}),
        (["周六～周一"], {5, 6, 0}),
        (["fri–fri"], {4}),
        (["周二，周四"], {1, 3}),
    ],
)
def test_weekdays_are_listed_or_given_from_one_to_another(texts: list[str], found: set[int]) -> None:
    assert weekdays(texts) == found


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-07T10:15:00",
        "2026-09-07 10:15",
        "2026/9/7 10:15",
        "2026/09/07T10:15:00",
        "2026.9.7  10:15:00.25",
        "20260907 10:15",
        "2026年9月7日 10:15",
        "2026年9月7日10：15",
    ],
)
def test_a_scanners_time_is_read_however_it_is_written(text: str) -> None:
    assert moment(text).replace(microsecond=0) == datetime(2026, 9, 7, 10, 15)


@pytest.mark.parametrize(
    "text", ["", "at", "2026/9/7 25:00", "2026/9/7 10:75", "7.9.2026 10:15", "10:15", "2026/2/30 10:15"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text)


def test_a_choice_is_found_by_its_own_word_and_by_what_people_read_in_any_language() -> None:
    lost = {"card_lost": "card lost", "left": "left"}
    for text in ("card_lost", "Card lost", "card-lost", "CARDLOST", "已挂失", " 已挂失 "):
        assert choice(text, lost) == "card_lost", text
    assert choice("lost", lost) is choice("", lost) is None


@pytest.mark.parametrize("text", ["yes", "Y", " YES ", "ｙｅｓ", "是"])
def test_one_agrees_in_either_language(text: str) -> None:
    assert is_yes(text)
    assert not is_yes("no") and not is_yes("") and not is_yes("否") and not is_yes("yesterday")
