"""Classes at the desk: what they read, lessons, the timetable as a week, corners, names, the new year."""

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import ACTING, Clock, shown_paper

from db.lessons.timetable import Period, add_period, periods
from db.library.terms import set_term
from db.models import ClassLibrarian, Copy, Corner, Event, Lesson, Patron, SchoolClass
from kiosk.pages.classes.week import week_grid

Visitor = Callable[..., TestClient]


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("pupil", most_loans=5)
    ada = library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6102", name="Ben Bell", class_name="3A")
    library.patron("6201", name="Zoe Other", class_name="3B")
    set_term("Autumn", date(2026, 9, 1), date(2027, 1, 20), ACTING)
    library.lend(library.copy("B1"), ada, days_ago=3)
    return library


def class_at(name: str) -> str:
    return f"/classes/{SchoolClass.get(SchoolClass.name == name).id}"


def test_classes_and_pupils_show_who_has_read_how_much(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert "3A,2,1,,,,1,0.5,0,1" in desk.get("/classes.csv").text
    page = desk.get(class_at("3A")).text
    assert "Ada Lovelace" in page and "Zoe Other" not in page
    assert "have borrowed nothing this term" in page and "<strong>1</strong>" in page
    assert desk.get("/classes/999").status_code == 404


def test_a_lesson_is_begun_looked_at_and_ended(
    school: Library, visitor: Visitor, clock: Clock, tmp_path: Path
) -> None:
    add_period("3A", 0, "10:00", "10:40", ACTING)
    add_period("3B", 0, "14:00", "14:40", ACTING, "odd")
    desk = visitor()
    page = desk.get("/classes/lessons").text
    assert "10:00-10:40" in page and "14:00" not in page and "week 2" in page
    at = desk.post(f"{class_at('3A')}/lesson").headers["location"]
    assert Lesson.get().ends_at is not None and "in progress" in desk.get("/classes/lessons").text
    desk.post(f"{class_at('3A')}/lesson", data={"minutes": "20"})
    assert Lesson.select().count() == 1
    assert "Ben Bell" in desk.get(at).text
    desk.post(f"{at}/end")
    assert Lesson.get().closed_at is not None
    assert (
        "The lesson of 3A is over." in desk.get(at).text and "Held today" in desk.get("/classes/lessons").text
    )
    assert "Ben Bell" in shown_paper(desk, f"{at}/paper", tmp_path)
    assert "Book B1" not in shown_paper(desk, f"{at}/paper", tmp_path)
    assert desk.post(f"{class_at('3A')}/lesson", data={"minutes": "9999"}).status_code == 400
    assert [desk.get(f"/classes/lessons/{n}").status_code for n in (7, 99999)] == [404, 404]


def test_the_timetable_is_a_week_in_which_lines_are_added_moved_and_removed(
    school: Library, visitor: Visitor
) -> None:
    desk = visitor()
    line = {"class": "3A", "weekday": "0", "starts": "10:15", "ends": "10:55", "weeks": "odd"}
    desk.post("/classes/timetable", data=line)
    desk.post("/classes/timetable", data={**line, "class": "3B", "weeks": "even"})
    page = desk.get("/classes/timetable").text
    assert "This is week 2 of the term: even weeks." in page and "one kiosk serves" not in page
    desk.post("/classes/timetable", data={**line, "class": "3B"})
    clash = desk.get("/classes/timetable").text.partition("one kiosk serves")[0]
    assert clash.rpartition('class="message')[2].startswith(' trouble"')  # a warning, and no success
    desk.post(f"/classes/timetable/{periods()[-1].period_id}/remove")
    assert page.count('rowspan="3"') == 2 and 'colspan="2">Monday' in page
    assert desk.get("/classes/timetable?weeks=odd").text.count("rowspan") == 1
    first = periods()[0].period_id
    assert "Move this lesson" in desk.get(f"/classes/timetable?period={first}").text
    moved = {
        **line,
        "period": str(first),
        "weekday": "2",
        "starts": "08:05",
        "ends": "08:20",
        "weeks": "every",
    }
    desk.post("/classes/timetable", data=moved)
    assert [(one.weekday, one.hours, one.weeks) for one in periods() if one.class_name == "3A"] == [
        (2, "08:05-08:20", "every")
    ]
    undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', desk.get("/classes").text))
    desk.post("/classes/timetable", data={name: value for name, value in undo.items() if name != "back"})
    assert {one.hours for one in periods()} == {"10:15-10:55"}
    desk.post(f"/classes/timetable/{first}/remove")
    assert len(periods()) == 1
    for wrong in (
        {"weekday": "7"}, {"weekday": "x"}, {"starts": "25:00"}, {"ends": "10:00"}, {"weeks": "third"},
    ):  # fmt: skip
        assert desk.post("/classes/timetable", data={**line, **wrong}).status_code == 400, wrong
    assert desk.post("/classes/timetable", data={**line, "class": "9Z"}).status_code == 404
    assert desk.get("/classes/timetable?period=99").status_code == 404
    assert len(periods()) == 1


@pytest.mark.store_in("file")
def test_the_grid_has_each_quarter_of_each_day_once(library: Library) -> None:
    found = [
        Period(1, "A", 0, 490, 530), Period(2, "B", 0, 515, 545), Period(3, "C", 0, 545, 560),
        Period(4, "D", 2, 1425, 1440), Period(5, "E", 6, 0, 5),
    ]  # fmt: skip
    week = week_grid(found, range(5))
    assert [day for day, _ in week.days] == [0, 1, 2, 3, 4, 6] and dict(week.days)[0] == 2
    lanes = sum(lanes for _, lanes in week.days)
    assert len(week.rows) == 96 and week.rows[33].time == "08:15"
    assert sum(block.rows for row in week.rows for block in row.blocks) == lanes * 96
    assert sorted(block.period.class_name for row in week.rows for block in row.blocks if block.period) == [
        *"ABCDE"
    ]
    assert week_grid([], range(5)).rows[0].time == "08:00"


def test_a_corner_is_opened_filled_emptied_and_closed(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    for code in ("C1", "C2", "C3"):
        school.copy(code)
    desk, at = visitor(), f"{class_at('3A')}/corner"
    assert "no book corner" in desk.get(at).text
    desk.post(at, data={"cap": "2"})
    for code in ("C1", "c2", "C3"):
        desk.post(f"{at}/fill", data={"code": code})
    page = desk.get(at).text
    assert "2 / 2" in page and "has reached its cap of 2 books" in page
    assert "Book C1" in shown_paper(desk, f"{at}/list", tmp_path)
    assert "Book C2" in shown_paper(desk, f"{at}/ledger", tmp_path)
    desk.post(f"{at}/empty", data={"code": "C1"})
    assert "Book C1" in desk.get(at).text  # what was done is said once
    asked = desk.get(f"{at}/close").text
    assert "Book C2" in asked and "Book C1" not in asked and Corner.get().closed_at is None
    desk.post(f"{at}/close")
    assert Corner.get().closed_at is not None
    assert (
        Copy.get(Copy.title << [one.title for one in Copy.select() if one.title.title == "Book C2"]).status
        == "lost"
    )
    assert desk.post(f"{at}/fill", data={"code": "nosuch"}).status_code == 404
    assert desk.post(at, data={"cap": "0x"}).status_code == 400
    desk.post(f"{at}/librarian", data={"number": "6102"})
    assert ClassLibrarian.get().patron.number == "6102"
    assert desk.post(f"{at}/librarian", data={"number": "6201"}).status_code == 404
    desk.post(f"{at}/librarian", data={"number": "6102", "remove": "1"})
    assert ClassLibrarian.select().count() == 0


def test_the_class_sheet_has_a_code_for_each_pupil(school: Library, visitor: Visitor, tmp_path: Path) -> None:
    text = shown_paper(visitor(), f"{class_at('3A')}/sheet", tmp_path)
    assert "Ada Lovelace" in text and "Ben Bell" in text and "Zoe" not in text


def test_a_class_is_renamed_and_merged_after_it_was_said_what_moves(
    school: Library, visitor: Visitor
) -> None:
    desk, at = visitor(), class_at("3A")
    desk.post(f"{at}/name", data={"name": "三年级1班"})
    assert "The class 3A is called 三年级1班 now." in desk.get(at).text
    assert desk.post(f"{at}/name", data={"name": "3B"}).status_code == 400
    asked = desk.get(f"{at}/merge?into=3B").text
    assert (
        "2 pupils of 三年级1班 move." in asked
        and Patron.get(Patron.number == "6101").school_class.name != "3B"
    )
    assert desk.post(f"{at}/merge", data={"into": "3B"}).headers["location"] == class_at("3B")
    assert {one.school_class.name for one in Patron.select().where(Patron.category == "pupil")} == {"3B"}
    assert desk.get(at).status_code == 404


def test_a_small_class_gets_its_pinyin_and_a_reader_a_choice_of_their_own(
    school: Library, visitor: Visitor
) -> None:
    desk, at = visitor(), class_at("3A")
    assert "Small readers?" in desk.get(at).text
    desk.post(f"{at}/pinyin", data={"pinyin": "yes"})
    assert "For 3A the kiosk now shows pinyin above the characters." in desk.get(at).text
    assert SchoolClass.get(SchoolClass.name == "3A").pinyin
    ada = Patron.get(Patron.number == "6101")
    form = f"/readers/{ada.id}/edit"
    desk.post(form, data={"name": ada.name, "class": "3A", "category": "pupil", "pinyin": "no"})
    assert Patron.get(Patron.number == "6101").pinyin is False
    assert '<option value="no" selected>' in desk.get(form).text
    desk.post(f"{at}/pinyin", data={"pinyin": "no"})
    assert "Small readers?" in desk.get(at).text


def after(desk: TestClient, job: str) -> str:
    """Where the desk leads when its work is done."""
    until = time.monotonic() + 30
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.05)
    found = re.search(r'href="([^"]+)"(?: data-go)?>Continue', page)
    assert found, page
    return found[1] if "trouble" not in page else page


def test_the_new_year_is_looked_at_done_and_undone(school: Library, visitor: Visitor) -> None:
    school.patron("1", name="Old Leaver", class_name="6A")
    desk = visitor()
    new = ("new.csv", "学号,姓名,班级\n7001,新一,1A\n7002,新二,1A\n".encode(), "text/csv")
    job = desk.post("/classes/year", files={"new_pupils": new}, data={"last_grade": ""}).headers["location"]
    at = after(desk, job)
    page = desk.get(at).text
    assert "Nothing is changed yet." in page and "4A" in page and "6A" in page and "1A" in page
    assert "Readers: 2 added" in page
    assert {one.name for one in SchoolClass.select()} == {"3A", "3B", "6A", "Staff room"}
    done = after(desk, desk.post(at).headers["location"])
    assert "The new school year has begun" in desk.get(done).text
    assert Patron.get(Patron.number == "6101").school_class.name == "4A"
    assert Patron.get(Patron.number == "1").status == "left" and Patron.get(Patron.number == "7001")
    again = after(desk, desk.post("/classes/year", data={}).headers["location"])
    assert "has begun already" in again
    desk.post("/classes/undo-year")
    assert "The new year is undone" in desk.get("/classes").text
    assert Patron.get(Patron.number == "6101").school_class.name == "3A"
    assert Patron.get(Patron.number == "1").status == "active"
    assert desk.post("/classes/undo-year").status_code == 404
    broken = ("new.csv", b"nothing,of,use\n1,2,3\n", "text/csv")
    assert "trouble" in after(
        desk, desk.post("/classes/year", files={"new_pupils": broken}).headers["location"]
    )
    assert visitor().get(at).status_code == 404  # another's plan


def test_a_teacher_holds_own_lessons_and_corner_and_changes_no_class(
    school: Library, visitor: Visitor, clock: Clock
) -> None:
    teacher, own, other = visitor("teacher", "3A"), class_at("3A"), class_at("3B")
    add_period("3B", 0, "10:00", "10:40", ACTING)
    line = periods()[0].period_id
    assert "3B" not in teacher.get("/classes").text and "3B" not in teacher.get("/classes.csv").text
    assert "3B" not in teacher.get("/classes/lessons").text
    assert [teacher.get(own).status_code, teacher.get(other).status_code] == [200, 403]
    librarian = visitor()
    foreign = librarian.post(f"{other}/lesson").headers["location"]
    before = Event.select().count()
    for address in ("/sheet", "/corner", "/corner/close", "/corner/list", "/corner/ledger"):
        assert teacher.get(other + address).status_code == 403, address
    for address in (foreign, f"{foreign}/paper", "/classes/year", f"{own}/merge?into=3B"):
        assert teacher.get(address).status_code == 403, address
    for address in (
        *(
            f"{other}/{verb}"
            for verb in ("lesson", "corner", "corner/fill", "corner/close", "corner/librarian")
        ),
        *(f"{own}/name", f"{own}/merge", f"{foreign}/end", "/classes/timetable", "/classes/year"),
        *(f"/classes/timetable/{line}/remove", "/classes/undo-year"),
    ):
        data = {"name": "X", "into": "3B", "cap": "9", "code": "B1", "number": "6201", "class": "3A"}
        assert teacher.post(address, data={**data, "weekday": "1"}).status_code == 403, address
    assert Event.select().count() == before
    teacher.post(f"{own}/corner", data={"cap": "9"})
    librarian.post(f"{other}/corner", data={"cap": "9"})
    assert teacher.post(f"{own}/corner/swap", data={"other": "3B"}).status_code == 403
    assert "begin" in teacher.get(own).text.lower()
    clock.now = NOW
    lesson = teacher.post(f"{own}/lesson").headers["location"]
    assert teacher.post(f"{lesson}/end").status_code == 303


@pytest.mark.store_in("file")
def test_where_no_term_is_set_the_page_leads_to_where_one_is(library: Library, visitor: Visitor) -> None:
    library.patron("6101", class_name="3A")
    assert '<a href="/rules/calendar">Set the term</a>' in visitor().get("/classes").text
    assert "/rules/calendar" not in visitor("teacher", "3A").get("/classes").text
