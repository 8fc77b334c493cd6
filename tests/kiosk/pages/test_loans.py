"""Loans and the waiting list at the desk: looked through, renewed, returned, lost, called back on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from desk_pages import then_undo
from school import Library
from starlette.testclient import TestClient
from visiting import ACTING, paper_of

from db.circulation.holds import place_hold
from db.models import Copy, Event, Hold, Loan, Patron, Title

Visitor = Callable[..., TestClient]


@pytest.fixture
def school(library: Library) -> Library:
    """Ada of 3A has a late book and one in time, Zoe of 3B has one; all labels on."""
    library.policy("pupil", most_loans=5, overdue_block_days=None)
    ada = library.patron("6101", name="Ada Lovelace", class_name="3A")
    zoe = library.patron("6102", name="Zoe Other", class_name="3B")
    for code, reader, days in (("B1", ada, 30), ("B2", ada, 3), ("B3", zoe, 1)):
        library.lend(library.copy(code), reader, days_ago=days)
    return library


def titles_of(page: str) -> list[str]:
    """The books of the list on a page."""
    return sorted(set(re.findall(r"Book B\d", page)))


def loan_of(code: str) -> int:
    return int(Loan.get(Loan.copy << Copy.select().join(Title).where(Title.title == f"Book {code}")).id)


def test_loans_are_listed_by_class_title_day_and_lateness(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    title = Title.get(Title.title == "Book B3").id
    for query, found in (
        ({}, ["Book B1", "Book B2", "Book B3"]),
        ({"class": "3A"}, ["Book B1", "Book B2"]),
        ({"late": "1"}, ["Book B1"]),
        ({"title": str(title)}, ["Book B3"]),
        ({"book": "b2"}, ["Book B2"]),
        ({"book": "nosuch"}, []),
        ({"lent": "2026-09-04"}, ["Book B2"]),
        ({"due": "2026-09-20"}, ["Book B1", "Book B2"]),
        ({"class": "nosuch"}, []),
    ):
        assert titles_of(desk.get("/loans", params=query).text) == found, query
        assert titles_of(desk.get("/loans.csv", params=query).text) == found, query
    assert re.search(
        r'<td data-name="due on">2026-', desk.get("/loans").text
    )  # on a telephone a row is folded
    for query in ({"lent": "31 February"}, {"title": "x"}):
        assert desk.get("/loans", params=query).status_code == 400


def test_ticked_loans_are_renewed_and_what_a_rule_refuses_is_said(school: Library, visitor: Visitor) -> None:
    school.policy("pupil", most_renewals=1, loan_days=30)
    Loan.update(renewals=1).where(Loan.id == loan_of("B3")).execute()
    desk, before = visitor(), Loan.get_by_id(loan_of("B2")).due_on
    desk.post("/loans/renew", data={"chosen": [loan_of("B2"), loan_of("B3")], "back": "/loans?class=3A"})
    page = desk.get("/holds").text
    assert "Renewed: “Book B2”, due on 2026-10-07." in page
    assert "Not renewed: 1. Renewals of this loan so far: 1; the policy allows 1." in page
    fields = dict(re.findall(r'name="(events|back)" value="([^"]+)"', page))
    assert desk.post("/loans/undo", data=fields).headers["location"] == "/loans?class=3A"
    assert Loan.get_by_id(loan_of("B2")).due_on == before
    assert desk.post("/loans/renew", data={}).status_code == 400


def test_books_come_back_by_a_tick_or_a_scan_and_it_can_be_undone(school: Library, visitor: Visitor) -> None:
    place_hold("6102", "B1", ACTING)
    desk = visitor()
    desk.post("/loans/return", data={"chosen": [loan_of("B1"), loan_of("B2")]})
    page = desk.get("/loans").text
    assert "Returned: 2." in page and "Somebody is waiting for “Book B1”." in page
    assert school.open_loans() == [("6102", "Book B3")]
    desk.post("/loans/undo", data={"events": re.search(r'name="events" value="([^"]+)"', page)[1]})  # type: ignore[index]
    assert len(school.open_loans()) == 3
    desk.post("/loans/scan", data={"code": "b3"})
    assert "Returned: “Book B3”." in desk.get("/loans").text
    desk.post("/loans/scan", data={"code": "b3"})
    assert "was not on loan" in desk.get("/loans").text
    twice = desk.post("/loans/return", data={"chosen": [loan_of("B3")]})
    assert twice.status_code == 404 and "This loan is over already." in twice.text
    for events in ("", "x", "999999999", "1 2 99999", "9" * 30):
        assert desk.post("/loans/undo", data={"events": events}).status_code in (303, 400)


def test_a_lost_book_ends_its_loan(school: Library, visitor: Visitor) -> None:
    desk, before = visitor(), school.open_loans()
    assert "It is undone." in then_undo(desk, "/loans/lost", chosen=[loan_of("B1")])
    assert school.open_loans() == before
    desk.post("/loans/lost", data={"chosen": [loan_of("B1")]})
    assert Loan.get_by_id(loan_of("B1")).returned_at is not None
    assert [copy.status for copy in Copy.select().order_by(Copy.id)] == ["lost", "available", "available"]


def test_the_recall_of_all_classes_is_one_pdf_of_lists_and_then_slips(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    desk = visitor()
    text = paper_of(desk, "/loans/print", {"paper": "recall"}, tmp_path)
    lists, slips = text.split("Please bring these books back", 1)
    assert lists.index("3A") < lists.index("3B") and "Book B3" in lists
    assert "Book B1" in slips and "Book B3" in slips
    late = paper_of(desk, "/loans/print", {"paper": "list", "late": "1"}, tmp_path)
    assert "Book B1" in late and "Book B2" not in late and "Please" not in late
    only = paper_of(desk, "/loans/print", {"paper": "slips", "class": "3A"}, tmp_path)
    assert "Book B1" in only and "Book B2" not in only
    desk.post("/loans/print", data={"class": "nosuch"})
    assert "No loans." in desk.get("/loans").text


@pytest.mark.store_in("file")
def test_slips_speak_the_librarys_language_to_readers_whatever_the_desk_speaks(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    desk = visitor()
    desk.post("/language", data={"language": "zh_CN", "back": "/"})
    text = paper_of(desk, "/loans/print", {"paper": "recall"}, tmp_path)
    lists, slips = text.split("Please bring these books back", 1)
    assert "截至" in lists and "截至" not in slips and "due on" in slips


def test_a_teacher_sees_and_prints_own_loans_and_changes_none(
    school: Library, visitor: Visitor, tmp_path: Path
) -> None:
    teacher = visitor("teacher", "3A")
    for address in ("/loans", "/loans?class=3B", "/loans?late=1", "/loans.csv"):
        assert "B3" not in teacher.get(address).text
    assert titles_of(teacher.get("/loans").text) == ["Book B1", "Book B2"]
    assert "Zoe" not in paper_of(teacher, "/loans/print", {"paper": "recall"}, tmp_path)
    own, other = loan_of("B1"), loan_of("B3")
    before = Event.select().count()
    for verb in ("renew", "return", "lost"):
        assert teacher.post(f"/loans/{verb}", data={"chosen": [own, other]}).status_code == 403
    for address, data in (("/loans/scan", {"code": "B1"}), ("/holds/new", {"reader": "6101", "book": "B3"})):
        assert teacher.post(address, data=data).status_code == 403
    assert [teacher.get(address).status_code for address in ("/holds", "/holds/new")] == [403, 403]
    assert Event.select().count() == before and len(school.open_loans()) == 3


def test_a_paper_says_on_its_tab_what_it_is(school: Library, visitor: Visitor, tmp_path: Path) -> None:
    for language, said in (("en", "Slips about late books 2026-"), ("zh-CN", "超期催还纸条 2026-")):
        desk = visitor()
        desk.headers["Accept-Language"] = language
        assert "Ada" in paper_of(desk, "/loans/print", {"paper": "slips"}, tmp_path)
        title = pypdfium2.PdfDocument(tmp_path / "given.pdf").get_metadata_value("Title")
        assert title.startswith(said) and "Ada" not in title


def test_a_paper_is_its_owners_alone(school: Library, visitor: Visitor) -> None:
    one, other = visitor(), visitor()
    job = one.post("/loans/print", data={"paper": "recall"}).headers["location"]
    paper = job.replace("/jobs/", "/papers/")
    assert [other.get(address).status_code for address in (job, paper)] == [404, 404]


def test_waits_are_placed_by_what_is_known_and_their_line_is_shown(school: Library, visitor: Visitor) -> None:
    desk = visitor()
    for reader, book in (("6102", "B1"), ("Ada", "Book B3")):
        assert desk.post("/holds/new", data={"reader": reader, "book": book}).headers["location"] == "/holds"
    desk.post("/holds/new", data={"reader": "6101", "book": "B3"})
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 2  # Ada waits for it already
    school.patron("6103", name="Ada Other", class_name="3B")
    asked = desk.post("/holds/new", data={"reader": "ada", "book": "Book"}).text
    assert "Which reader?" in asked and "Which book?" in asked and Hold.select().count() == 2
    third = Patron.get(Patron.number == "6103").id
    title = Title.get(Title.title == "Book B1").id
    desk.post("/holds/new", data={"reader": "ada", "reader_id": third, "book": "Book", "title_id": title})
    page = desk.get("/holds").text
    assert page.count("number 2 in line") == 2 and ">next<" in page
    desk.post("/loans/scan", data={"code": "B1"})
    assert "has come" in desk.get("/holds?come=1").text
    assert "6102" in desk.get("/holds.csv?come=1").text and "6103" not in desk.get("/holds.csv?come=1").text
    desk.post("/holds/cancel", data={"chosen": [hold.id for hold in Hold.select()]})
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 0
    for data in ({"reader": "nosuch", "book": "B1"}, {"reader": "6101", "book": "nosuch"}, {}):
        assert desk.post("/holds/new", data=data).status_code == 404
    assert desk.post(f"/holds/{Hold.get().id}/end").status_code == 404
