"""Lists of titles at the desk: made, filled, matched, printed; their rates for whoever may see them."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desk_pages import said, text_of
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import ACTING, shown_paper

from db.library.terms import set_term
from db.models import Loan, Title, TitleList, TitleListTitle
from db.reading import passports

Visitor = Callable[..., TestClient]


@pytest.fixture
def school(library: Library) -> Library:
    set_term("Autumn", date(2026, 9, 1), date(2027, 1, 20), ACTING)
    ada = library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6102", name="Ben Bell", class_name="3A")
    library.patron("6201", name="Zoe Other", class_name="4B")
    emma = library.copy("B1", title=library.title("Emma", author="Jane Austen", isbn="9780141439587"))
    library.lend(emma, ada, days_ago=3)
    library.copy("B2", title=library.title("Momo", author="Michael Ende", call_number="I516/1"))
    return library


@pytest.mark.store_in("file")
def test_a_list_is_made_shown_printed_and_taken_away(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    desk = visitor()
    assert "Nothing is on this list." in desk.get("/reading").text
    assert "快乐读书吧 三年级上册" in desk.get("/reading").text
    typed = {"name": "=Month", "kind": "month", "force": "school", "grades": "3", "source": "<b>us</b>"}
    assert "in the library: 2, missing: 1" in said(
        desk, "/reading/new", **typed, titles="B1\n《Momo》 Michael Ende\nNim, Nobody"
    )
    at = f"/reading/lists/{TitleList.get().id}"
    page = desk.get(at).text
    assert "<b>us" not in page and "2026-09-01" in page and "the school&#39;s own list" in page
    assert re.search(r"3A.*?2.*?1.*?50\.0 %.*?grade 3.*?50\.0 %", text_of(page)) and "4B" not in text_of(page)
    assert 'class="chart"' in page and desk.get("/reading.csv").text.count("=Month") == 1
    assert "Nim" in desk.get("/reading/buy").text and "Nim" in desk.get("/reading/buy.csv").text
    assert "50.0 %,–,–" in desk.get(f"{at}.csv").text, "it is not shown yet: there is no before and since"
    assert "Noted." in said(desk, f"{at}/since", day="2026-09-07")
    assert desk.post(f"{at}/since", data={"day": "2030-01-01"}).status_code == 400
    for way in ("", "?as=qr", "?as=sign"):
        paper = shown_paper(desk, f"{at}/poster{way}", tmp_path)
        assert "Momo" in paper and "Nim" not in paper
    row = TitleList.select().count() and 3
    assert "Noted." in said(desk, f"{at}/rows/{row}", code="B2")
    assert TitleListTitle.select().where(TitleListTitle.line == row).count() == 1
    said(desk, f"{at}/rows/{row}", **{"not": str(Title.get(Title.title == "Momo").id)})
    assert TitleListTitle.select().where(TitleListTitle.line == row).count() == 0
    assert "Found in the library now: 0." in said(desk, f"{at}/match")
    assert "Removed: Nim" in said(desk, f"{at}/rows/{row}", remove="1")
    files = {"file": ("list.csv", "title,author\nHoles,Sachar\n", "text/csv")}
    assert desk.post(f"{at}/add", files=files, data={"titles": ""}).status_code == 303
    assert "Holes" in desk.get(at).text
    assert desk.post(f"{at}/add", data={"titles": ""}).status_code == 400
    assert desk.post(f"{at}/rows/999", data={"remove": "1"}).status_code == 404
    assert "Removed: =Month" in said(desk, f"{at}/remove")
    assert desk.get(at).status_code == 404


@pytest.mark.store_in("file")
def test_a_shipped_list_is_taken_and_a_teacher_reads_and_changes_nothing(
    school: Library, visitor: Visitor, stranger: TestClient
) -> None:
    desk, teacher = visitor(), visitor("teacher", "3A")
    desk.post("/reading/take", data={"name": "快乐读书吧 三年级上册"})
    at = f"/reading/lists/{TitleList.get().id}"
    page = text_of(desk.get(at).text)
    assert "稻草人" in page and "not in the library" in page and "教育部推荐" not in page
    assert "稻草人" in teacher.get(at).text and "Take off" not in teacher.get(at).text
    assert teacher.post(f"{at}/remove").status_code == 403
    assert desk.get(f"{at}/poster").status_code == 400, "nothing of it is there"
    assert stranger.get(at).headers["location"].startswith("/login")


@pytest.mark.store_in("file")
def test_classes_lessons_visits_and_activities_are_kept_at_the_desk(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    desk, teacher = visitor(), visitor("teacher", "3A")
    page = desk.get("/reading/classes").text
    assert 'class="chart"' in page and "0.50" in text_of(page)
    assert "3A" in shown_paper(desk, "/reading/classes/paper?term=Autumn", tmp_path)
    desk.post("/reading/star", data={"number": "6101", "words": "<Dragons>"})
    page = desk.get("/reading/classes").text
    assert "★ Ada" in text_of(page) and "&lt;Dragons&gt;" in page and "Lovelace" not in page
    assert desk.post("/reading/weights", data={"amount": "999"}).status_code == 400
    desk.post("/reading/weights", data={"amount": "40"})
    assert 'value="40"' in desk.get("/reading/classes").text
    assert teacher.post("/reading/weights", data={"amount": "1"}).status_code == 403
    assert "present 2" in said(teacher, "/reading/lessons", **{"class": "3A", "codes": "6101\n6102\nB2"})
    assert teacher.post("/reading/lessons", data={"class": "4B", "present": "3"}).status_code == 403
    assert "Momo" in desk.get("/reading/lessons").text
    said(desk, "/reading/visits", code="6101", room="Hall")
    said(desk, "/reading/visits", code="", room="Hall")
    said(desk, "/reading/visits", **{"class": "4B", "count": "20", "room": "Hall"})
    page = text_of(desk.get("/reading/visits").text)
    assert "22 today" in page and "4B 20" in page and "morning" in page
    at = desk.post(
        "/reading/activities", data={"name": "Essay", "kind": "essay", "first": "2026-09-01"}
    ).headers["location"]
    refused = desk.post("/reading/slip", data={"code": "B1"})
    assert refused.status_code == 400 and "“Emma” is still on loan" in text_of(refused.text)
    Loan.update(returned_at=NOW).execute()
    slip = shown_paper_of(desk, "/reading/slip", {"code": "B1"}, tmp_path)
    code = re.search(r"%REV-\d+-\d\d", slip)
    assert code and "Emma" in slip and "Ada" not in slip
    assert "Slips counted: 1." in text_of(
        desk.get(desk.post(at, data={"codes": code[0]}).headers["location"]).text
    )
    said(desk, at, **{"class": "4B", "entries": "7"})
    said(desk, f"{at}/told", results="Good", prizes="Pens", photographs="a.jpg")
    page = text_of(desk.get(at).text)
    assert "8 entries" in page and "3A 0 1 1" in page and "4B 7 0 7" in page
    assert "Pens" in shown_paper(desk, f"{at}/paper", tmp_path)
    assert "Essay" in desk.get("/reading/activities.csv").text


def shown_paper_of(desk: TestClient, address: str, data: dict[str, str], folder: Path) -> str:
    from pdf_text import pages_of

    file = folder / "slip.pdf"
    file.write_bytes(desk.post(address, data=data).content)
    return "\n".join(pages_of(file))


@pytest.mark.store_in("file")
def test_the_stages_of_the_passport_are_set_at_the_desk(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    said(desk, "/reading/stages", grades="1-2", bronze="3", silver="6", gold="12")
    assert passports.stages() == {1: (3, 6, 12), 2: (3, 6, 12)}
    assert "1 3 6 12" in text_of(desk.get("/reading/classes").text)
    for bad in ({"grades": ""}, {"gold": "5"}):
        told = {"grades": "3", "bronze": "3", "silver": "6", "gold": "12", **bad}
        assert desk.post("/reading/stages", data=told).status_code == 400
    assert 3 not in passports.stages()
    assert visitor("teacher", "3A").post("/reading/stages").status_code == 403
