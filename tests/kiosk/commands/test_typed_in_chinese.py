"""The command line for somebody who reads and types Chinese only."""

import argparse
import re
import shlex
from collections.abc import Iterator
from datetime import date

import pytest
from school import Library

from db.library.policies import policies
from db.library.terms import closed_weekdays, closures, terms
from db.models import Copy, Patron
from kiosk.cli import _parser, main
from kiosk.words import speak

Captured = pytest.CaptureFixture[str]


def kiosk(*arguments: str) -> int:
    return main(["--language", "zh_CN", *arguments])


def test_dates_and_weekdays_are_understood_as_they_are_written_in_china(
    library: Library, capsys: Captured
) -> None:
    assert kiosk("calendar", "term", "秋季", "2026年9月1日", "2027/1/22") == 0
    assert kiosk("calendar", "close", "2026/10/1", "2026.10.7", "--reason", "国庆节") == 0
    assert kiosk("calendar", "weekdays", "周一至周四", "星期六") == 0
    [term], [closure] = terms(), closures()
    assert (term.starts_on, term.ends_on) == (date(2026, 9, 1), date(2027, 1, 22))
    assert (closure.starts_on, closure.ends_on) == (date(2026, 10, 1), date(2026, 10, 7))
    assert set(closed_weekdays()) == {4, 6}
    assert "每周闭馆：星期五、星期日" in capsys.readouterr().out
    assert kiosk("calendar", "open", "2026年10月1日") == 0
    assert kiosk("calendar", "weekdays", "周八") == 2
    assert kiosk("calendar", "close", "1/5/2027") == 2
    assert capsys.readouterr().err.splitlines() == [
        "周八 不是星期几，请写成 周一 这样。",
        "1/5/2027 不是日期，请写成 2026/9/1 或 2026年9月1日 这样。",
    ]


def test_a_lesson_is_put_on_the_timetable_by_its_chinese_weekday(library: Library, capsys: Captured) -> None:
    library.patron("6101", class_name="六甲")
    assert kiosk("lesson", "timetable", "六甲", "周一", "10:15", "10:55") == 0
    assert "星期一  10:15-10:55  六甲" in capsys.readouterr().out
    assert kiosk("lesson", "timetable", "六甲", "礼拜一", "10:15", "--remove") == 0
    assert capsys.readouterr().out == "课表是空的。\n"


def test_categories_are_shown_and_typed_in_chinese(library: Library, capsys: Captured) -> None:
    library.patron("6101", name="王小明")
    assert (
        kiosk("policy", "set", "学生", "--loans", "4", "--block-days", "从不", "--renew-by-default", "是")
        == 0
    )
    pupil = next(row for row in policies() if row.category == "pupil")
    assert (pupil.most_loans, pupil.overdue_block_days, pupil.renews_by_default) == (4, None, True)
    out = capsys.readouterr().out
    assert "学生" in out and "老师" in out and "pupil" not in out and "teacher" not in out
    assert kiosk("readers", "find", "王") == 0
    out = capsys.readouterr().out
    assert "学生" in out and "pupil" not in out
    assert kiosk("policy", "remove", "学生") == 2
    assert kiosk("policy", "set", "学生", "--block-days", "9" * 5000) == 2


@pytest.mark.parametrize(
    ("typed", "status"),
    [("暂停", "suspended"), ("挂失", "card_lost"), ("已挂失", "card_lost"), ("离校", "left"),
     ("正常", "active"), ("suspended", "suspended"), ("Card Lost", "card_lost")],
)  # fmt: skip
def test_a_reader_is_marked_in_chinese_or_english(
    library: Library, capsys: Captured, typed: str, status: str
) -> None:
    library.patron("6101")
    assert kiosk("readers", "mark", "6101", typed) == 0
    assert Patron.get().status == status


@pytest.mark.parametrize(
    ("typed", "status"),
    [("待修补", "repair"), ("维修", "repair"), ("丢失", "lost"), ("遗失", "lost"), ("已注销", "withdrawn"),
     ("注销", "withdrawn"), ("仅供阅览", "reference"), ("可借", "available"),
     ("在架", "available"), ("repair", "repair")],
)  # fmt: skip
def test_a_copy_is_marked_in_chinese_or_english(
    library: Library, capsys: Captured, typed: str, status: str
) -> None:
    library.copy("B1", title=library.title("夏洛的网"))
    assert kiosk("books", "mark", "B1", typed) == 0
    assert Copy.get().status == status


def test_a_word_that_is_no_status_is_answered_with_those_that_are(library: Library, capsys: Captured) -> None:
    library.patron("6101")
    assert kiosk("readers", "mark", "6101", "丢人") == 2
    assert "参数 状态：丢人 不在可选范围内：正常、暂停、已挂失、已离校。" in capsys.readouterr().err
    assert main(["--language", "en", "readers", "mark", "6101", "gone"]) == 2
    said = "argument STATUS: gone is not one of: active, suspended, card_lost, left."
    assert said in capsys.readouterr().err
    assert Patron.get().status == "active"


def test_staff_and_scheme_are_named_in_chinese(library: Library, capsys: Captured) -> None:
    library.patron("9001", category="teacher")
    assert kiosk("staff", "add", "9001", "--role", "图书馆老师") == 0
    assert kiosk("library", "set", "--scheme", "杜威") == 0
    assert "杜威" in capsys.readouterr().out
    assert kiosk("library", "set", "--number", "七") == 2
    assert "参数 --number：七 不是整数。" in capsys.readouterr().err
    assert kiosk("library", "set", "--number", "１２", "--scheme", "中图法") == 0
    assert "0012" in capsys.readouterr().out


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_example_is_understood_by_the_parser_that_shows_it(language: str) -> None:
    whole = _parser(speak(language))
    examples = [
        shlex.split(re.split("[<>]", parser.epilog.partition("kiosk")[2])[0])
        for parser in parsers(whole)
        if parser is not whole and parser.epilog and "\n" not in parser.epilog
    ]
    assert len(examples) > 25
    for example in examples:
        assert whole.parse_args(example).run, example


def test_no_metavar_stays_english_for_a_chinese_reader() -> None:
    """Only what is typed or written just so stays: N, ISBN, URL, an address, a device's numbers, an order."""
    shown = {
        action.metavar
        for parser in parsers(_parser(speak("zh_CN")))
        for action in parser._actions
        if isinstance(action.metavar, str) and action.metavar.isascii()
    }
    numbers = {"N", "ISBN", "ISSN", "CN", "URL", "HOST[:9100]", "05e0:1200", "192.168.1.10", "0A1B-2C3D"}
    assert shown == {*numbers, "code,day,time", "dmy"}
