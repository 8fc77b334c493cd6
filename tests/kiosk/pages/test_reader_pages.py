"""Readers at the desk: found, added, corrected, given cards, lent to, forgotten; and by whom."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient
from visiting import ACTING, paper_of, shown_paper

from db.circulation.holds import place_hold
from db.models import Barcode, Event, Hold, Loan, Patron, SchoolClass

Visitor = Callable[..., TestClient]


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("pupil")
    library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6102", name="Zoe Other", class_name="3B")
    library.copy("B1", title=library.title("Emma", isbn="9780141439587"))
    return library


def id_of(number: str) -> int:
    return int(Patron.get(Patron.number == number).id)


def test_readers_are_listed_by_class_and_as_files(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert "<h1>读者：3A</h1>" in desk.get("/readers?class=3A", headers={"Accept-Language": "zh-CN"}).text
    page = desk.get("/readers", params={"class": "3A"}).text
    assert "Ada Lovelace" in page and "Zoe Other" not in page
    assert "Zoe Other" in desk.post("/readers", data={"words": "zoe"}).text
    assert "6102,Zoe Other,3B" in desk.get("/readers.csv").text
    sheet = load_workbook(io.BytesIO(desk.get("/readers.xlsx").content)).active
    assert sheet is not None and ("6101", "Ada Lovelace") in {row[:2] for row in sheet.values}
    Patron.update(status="left").where(Patron.number == "6102").execute()
    assert "Zoe Other" not in desk.get("/readers").text
    assert "Zoe Other" in desk.get("/readers?left=1").text


def test_a_reader_is_added_corrected_stopped_and_let_in_again(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    added = desk.post(
        "/readers/new",
        data={"number": "6140", "name": "Grace Hopper", "new_class": "4C", "category": "pupil"},
    )
    at = added.headers["location"]
    assert at == f"/readers/{id_of('6140')}" and "Grace Hopper" in desk.get(at).text
    fields = {"name": "Grace B. Hopper", "given_name": "Grace", "class": "3A", "category": "pupil"}
    desk.post(f"{at}/edit", data={**fields, "quota": "7"})
    grace = Patron.get(Patron.number == "6140")
    assert (grace.name, grace.school_class.name, grace.quota) == ("Grace B. Hopper", "3A", 7)
    assert "Changed: name, how many books at once, class." in desk.get(at).text
    desk.post(f"{at}/mark", data={"status": "suspended"})
    page = desk.get(at).text
    assert "suspended" in page and 'name="code"' not in page  # nothing is lent to them
    assert '<input type="hidden" name="status" value="active">' in page  # to take it back
    desk.post(f"{at}/mark", data={"status": "active"})
    assert 'name="code"' in desk.get(at).text
    for data in ({"number": "6140", "name": "Twice"}, {"number": "6141", "name": ""}):
        refused = desk.post("/readers/new", data=data)
        assert refused.status_code == 400 and "Traceback" not in refused.text
    assert Patron.select().where(Patron.number == "6141").count() == 0


def test_a_new_card_ends_the_old_one(school: Library, visitor: Visitor) -> None:
    desk, at = visitor(), f"/readers/{id_of('6101')}"
    assert "This ends the card 6101" in desk.get(f"{at}/card").text
    desk.post(f"{at}/card", data={"code": "NEW1"})
    page = desk.get(at).text
    assert "NEW1" in page and "Ended: 6101" in page
    assert Barcode.get(Barcode.code == "6101").retired_at is not None
    assert desk.post(f"{at}/card", data={"code": "B1"}).status_code == 400
    assert Barcode.select().where(Barcode.code == "NEW1", Barcode.retired_at.is_null()).count() == 1


def test_a_new_card_says_that_the_number_typed_ends_with_the_old_one(
    school: Library, visitor: Visitor
) -> None:
    desk, at = visitor(), f"/readers/{id_of('6101')}"
    assert "Nor will the number 6101" in desk.get(f"{at}/card").text
    desk.post(f"{at}/card", data={"code": "6101-2"})
    page = desk.get(at).text
    assert "nor does the number 6101 typed at the kiosk" in page
    assert "the number 6101 is refused like the old card" in page
    assert "Nor will the number" not in desk.get(f"{at}/card").text  # it works no more already
    desk.post(f"{at}/card", data={"code": "6101-3"})
    assert "nor does the number 6101 typed at the kiosk" in desk.get(at).text


def test_a_card_that_is_lost_is_not_printed(school: Library, visitor: Visitor) -> None:
    desk, at = visitor(), f"/readers/{id_of('6101')}"
    assert "Print the card" in desk.get(at).text
    desk.post(f"{at}/mark", data={"status": "card_lost"})
    assert "Print the card" not in desk.get(at).text
    assert desk.post(f"{at}/print").status_code == 400
    desk.post(f"{at}/card", data={"code": "NEW1"})
    assert "Print the card" in desk.get(at).text


def test_lending_at_the_desk_and_taking_it_back(school: Library, visitor: Visitor) -> None:
    desk, at = visitor(), f"/readers/{id_of('6101')}"
    desk.post(f"{at}/lend", data={"code": "b1"})
    page = desk.get(at).text
    assert "Lent to reader 6101: “Emma”" in page and school.open_loans() == [("6101", "Emma")]
    fields = dict(re.findall(r'name="(events|back)" value="([^"]+)"', page))
    desk.post("/loans/undo", data=fields)
    assert school.open_loans() == []
    assert desk.post(f"{at}/lend", data={"code": "nosuch"}).status_code == 404


def test_what_a_rule_refuses_is_asked_about_and_lent_with_a_reason(school: Library, visitor: Visitor) -> None:
    ada = Patron.get(Patron.number == "6101")
    for code in ("B2", "B3"):
        school.lend(school.copy(code), ada)
    desk, at = visitor(), f"/readers/{ada.id}"
    asked = desk.post(f"{at}/lend", data={"code": "B1"}).text
    assert "The reader holds 2 of 2 books." in asked and "Lend anyway" in asked
    assert "“Emma”" in asked and "Ada Lovelace" in asked  # what is lent, and to whom
    reasons = re.findall(r'<input type="radio" name="reason"[^>]*>', asked)
    assert reasons and all(" required" in one and " checked" not in one for one in reasons)  # none by a slip
    assert len(school.open_loans()) == 2
    desk.post(f"{at}/lend", data={"code": "B1", "reason": "project", "words": "chess club"})
    assert ("6101", "Emma") in school.open_loans()
    overridden = Event.get(Event.verb == "overridden")
    assert '"project"' in overridden.details and "chess club" in overridden.details


def test_the_page_shows_loans_waits_and_the_term(school: Library, visitor: Visitor) -> None:
    ada = Patron.get(Patron.number == "6101")
    school.lend(school.copy("B2"), ada, days_ago=20)
    place_hold("6101", "B1", ACTING)
    desk, at = visitor(), f"/readers/{ada.id}"
    page = desk.get(at).text
    assert "Book B2" in page and "5 days late" in page and "Emma" in page
    desk.post(f"/holds/{Hold.get().id}/end", data={"back": at})
    assert Hold.get().closed_at is not None
    assert "<title>Reader ·" in page  # no name in what a browser keeps


def test_the_card_is_printed_and_those_of_a_class(school: Library, visitor: Visitor, tmp_path: Path) -> None:
    desk = visitor()
    assert "Ada Lovelace" in paper_of(desk, f"/readers/{id_of('6101')}/print", {}, tmp_path)
    assert "Zoe Other" in paper_of(desk, "/readers/print", {"class": "3B"}, tmp_path)
    assert desk.post("/readers/print", data={"class": "nosuch"}).status_code == 404
    events = desk.get("/safety/events").text
    assert "readers&#39; cards printed" in events and "labels printed" not in events


def test_the_family_reads_all_of_it_in_their_own_words(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    ada = Patron.get(Patron.number == "6101")
    school.lend(school.copy("B2"), ada)
    desk, at = visitor(), f"/readers/{ada.id}/family"
    page = desk.get(at).text
    assert "keeps about Ada Lovelace" in page and "Book B2" in page and "2026-09-04" in page
    assert Event.select().where(Event.verb == "privacy", Event.patron == ada.id).count() == 1
    assert "Book B2" in shown_paper(desk, f"{at}/paper", tmp_path)
    Patron.update(language="zh_CN").where(Patron.id == ada.id).execute()
    assert "Ada Lovelace" in desk.get(at).text and "读者" in desk.get(at).text


@pytest.mark.store_in("file")
def test_forgetting_names_whom_and_wants_the_number_typed(school: Library, visitor: Visitor) -> None:
    ada = Patron.get(Patron.number == "6101")
    loan = school.lend(school.copy("B2"), ada)
    desk, at = visitor(), f"/readers/{ada.id}/forget"
    assert "still has books" in desk.get(at).text
    assert desk.post(at, data={"number": "6101"}).status_code == 400
    Loan.update(returned_at=loan.lent_at).where(Loan.id == loan.id).execute()
    page = desk.get(at).text
    assert "Ada Lovelace" in page and "the link to 1 loan" in page
    assert desk.post(at, data={"number": "6102"}).status_code == 400
    assert Patron.get_by_id(ada.id).name == "Ada Lovelace"
    assert desk.post(at, data={"number": "6101"}).headers["location"] == "/readers"
    assert Patron.get_by_id(ada.id).name == "" and Loan.get_by_id(loan.id).patron is None
    assert "The reader is erased" in desk.get("/readers?left=1").text
    assert desk.get(f"/readers/{ada.id}").status_code == 404


def test_a_teacher_sees_own_readers_and_changes_none(school: Library, visitor: Visitor) -> None:
    school.patron("6103", name="Nobody's Child")
    Patron.update(school_class=None).where(Patron.number == "6103").execute()
    school.lend(school.copy("B2"), Patron.get(Patron.number == "6102"))
    teacher = visitor("teacher", "3A")
    page = teacher.get("/readers?left=1").text
    assert "Ada Lovelace" in page and "Zoe" not in page and "Nobody" not in page and "Staff" not in page
    assert "Zoe" not in teacher.post("/readers", data={"words": "zoe"}).text
    assert "Zoe" not in teacher.get("/readers.csv").text
    own, other, none = (f"/readers/{id_of(number)}" for number in ("6101", "6102", "6103"))
    shown = teacher.get(own).text
    assert "Ada Lovelace" in shown and "/edit" not in shown and 'name="code"' not in shown
    assert [teacher.get(at).status_code for at in (other, none)] == [403, 403]
    before = Event.select().count()
    for at in ("/edit", "/card", "/family", "/forget"):
        assert teacher.get(own + at).status_code == 403, at
    data = {"status": "left", "number": "6101", "name": "X", "code": "B1", "class": "3A"}
    for at in ("/edit", "/card", "/forget", "/mark", "/print", "/lend"):
        assert teacher.post(own + at, data=data).status_code == 403, at
    for address in ("/readers/new", "/readers/print", "/loans/undo", "/holds/new"):
        assert teacher.post(address, data={**data, "number": "6199", "events": "1"}).status_code == 403
    assert Event.select().count() == before
    assert Patron.get(Patron.number == "6101").status == "active" and len(school.open_loans()) == 1


@pytest.mark.store_in("file")
def test_no_name_stands_in_an_address_a_title_or_the_log(school: Library, visitor: Visitor) -> None:
    desk, at = visitor(), f"/readers/{id_of('6101')}"
    for address in (at, f"{at}/edit", f"{at}/card", f"{at}/family", f"{at}/forget", "/readers?class=3A"):
        page = desk.get(address)
        assert "Ada Lovelace" in page.text
        assert "Ada" not in re.search("<title>(.*?)</title>", page.text)[1]  # type: ignore[index]
        assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', page.text) if "Ada" in link]
        assert page.headers["cache-control"] == "no-store"
    assert SchoolClass.select().count() == 3


def test_a_campus_card_is_swiped_at_the_desk_and_known_in_each_spelling(
    school: Library, visitor: Visitor
) -> None:
    desk = visitor()
    desk.post(f"/readers/{id_of('6101')}/card", data={"code": "01026f6c3a"})
    page = desk.post("/readers/cards", data={"code": "0040856634"}).text
    assert "This is the card of reader 6101, typed as 8H10D." in page
    for spelling in ("07302202", "111,27706", "00623,27706", "026F6C3A"):
        assert spelling in page
    assert "Learnt so far: 8H10D" in desk.get("/readers/cards").text
    taken = desk.post(f"/readers/{id_of('6102')}/card", data={"code": "111,27706"})
    assert "is taken" in taken.text
