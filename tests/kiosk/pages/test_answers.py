"""Answers at the desk: as a page, a chart, files and a picture; of the classes that may be asked about."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import ACTING

from db.clock import local_day, utc_now
from db.models import Loan
from db.reports.questions import QUESTIONS
from db.stock.filing import set_scheme
from kiosk.cli import main

Visitor = Callable[..., TestClient]
TERM = "first=2026-08-01&last=2026-09-30"


@pytest.fixture
def read(library: Library) -> Library:
    """3A read Momo twice and 3B a title with a formula for a name; one book stands unread."""
    ada, ben = library.patron("6101", name="Ada Li"), library.patron("6102", name="Ben Wu", class_name="3B")
    momo = library.title("Momo", call_number="I516/1")
    evil = library.title("=1+1 <i>", call_number="K2/1")
    library.copy("B9", title=library.title("Unread", call_number="I2/2"))
    for code, title, who in (("B1", momo, ada), ("B2", momo, ada), ("B3", evil, ben)):
        library.lend(library.copy(code, title=title), who, days_ago=3)
    return library


def bars(page: str) -> int:
    return len(re.findall(r"<rect ", page))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered_as_page_chart_files_and_picture(
    read: Library, visitor: Visitor, question: str
) -> None:
    desk = visitor()
    assert f"/answers/{question}" in desk.get("/answers").text
    page = desk.get(f"/answers/{question}?{TERM}").text
    table = desk.get(f"/answers/{question}.csv?{TERM}").content.decode("utf-8-sig").splitlines()
    sheet = load_workbook(io.BytesIO(desk.get(f"/answers/{question}.xlsx?{TERM}").content)).active
    assert sheet is not None and sheet.max_row == len(table) > 1
    assert bars(page) >= (0 if question == "late-by-class" else 1) and "<svg" in page and "style=" not in page
    picture = desk.get(f"/answers/{question}/picture?{TERM}")
    assert picture.content.startswith(b"\x89PNG") and picture.headers["content-type"] == "image/png"
    assert "<i>" not in page and not any(line.startswith("=") for line in table)


def test_what_a_class_borrowed_in_these_days(read: Library, visitor: Visitor) -> None:
    desk = visitor()
    rows = desk.get(f"/answers/class-reading.csv?{TERM}&class=3A").content.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["Momo,,I516/1,2"]
    nothing = desk.get("/answers/class-reading.csv?first=2026-08-01&last=2026-08-31&class=3A")
    assert len(nothing.content.decode("utf-8-sig").splitlines()) == 1
    assert desk.get(f"/answers/class-reading?{TERM}&class=9Z").status_code == 404
    assert desk.get("/answers/by-month?first=2026-09-02&last=2026-09-01").status_code == 400
    assert desk.get("/answers/by-month?first=x").status_code == 400
    assert desk.get("/answers/nosuch-question").status_code == 404


@pytest.mark.store_in("file")
def test_what_is_late_is_asked_of_today_alone(
    read: Library, visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, today = visitor(), local_day(utc_now())
    for asked in ("", "?first=2026-08-01&last=2026-08-31"):
        page = desk.get(f"/answers/late-by-class{asked}").text
        assert "As of today, " in page and "From 2026" not in page and 'type="date"' not in page
        assert "readers with late books" in page and "/answers/late-by-class?first" not in page
    assert "/answers/late-by-class?first" not in desk.get("/answers").text
    assert main(["--language", "en", "answers", "late-by-class"]) == 0
    assert f"As of today, {today}" in "".join(capsys.readouterr())
    assert main(["--language", "en", "answers", "late-by-class", "--to", "2026-08-31"]) == 2


@pytest.mark.store_in("file")
def test_a_letter_says_what_it_stands_for_where_the_library_files_by_it(
    read: Library, visitor: Visitor
) -> None:
    desk, asked = visitor(), f"/answers/by-letter?{TERM}"
    page = desk.get(asked).text
    assert page.count("I Literature") == 2, "in the chart, and in the table"
    assert "The bars: times lent" in page
    assert "The bars: titles" in desk.get(f"/answers/never-borrowed?{TERM}").text
    assert "I 文学" in desk.get(asked, headers={"Accept-Language": "zh-CN"}).text
    assert "I Literature" in desk.get(f"/answers/never-borrowed?{TERM}").text
    set_scheme("dewey", None, ACTING)
    assert "Literature" not in desk.get(asked).text


@pytest.mark.store_in("file")
def test_a_teacher_asks_about_own_classes_alone(
    read: Library, visitor: Visitor, stranger: TestClient
) -> None:
    teacher = visitor("teacher", "3A")
    keenest = teacher.get(f"/answers/keenest-readers?{TERM}").text
    assert "Ada Li" in keenest and "Ben Wu" not in keenest and "3B" not in keenest
    for question in ("keenest-readers", "class-reading", "most-read", "late-by-class", "by-month"):
        for ending in ("", ".csv", ".xlsx", "/picture"):
            assert teacher.get(f"/answers/{question}{ending}?{TERM}&class=3B").status_code == 403
            own = teacher.get(f"/answers/{question}{ending}?{TERM}&class=")
            assert own.status_code == 200 and b"Ben Wu" not in own.content
    assert stranger.get("/answers").headers["location"].startswith("/login")


@pytest.mark.store_in("file")
def test_both_languages_and_no_pupil_in_a_title_or_an_address(read: Library, visitor: Visitor) -> None:
    Loan.update(due_on=NOW.date() - timedelta(days=2)).execute()
    desk = visitor()
    desk.post("/language", data={"language": "zh_CN", "back": "/"})
    page = desk.get("/answers/late-by-class").text
    assert bars(page) == 2 and "超期" in page
    named = desk.get(f"/answers/keenest-readers?{TERM}").text
    assert "Ada" not in re.findall("<title>.*</title>", named)[0]
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', named) if "Ada" in link]
