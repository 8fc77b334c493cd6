"""A box of books taken in at the desk, as the scanner types and the store has it afterwards."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from desk_pages import said, text_of, then_undo
from school import Library
from starlette.testclient import TestClient
from visiting import Clock

from db.models import Accession, Copy, Title

Visitor = Callable[..., TestClient]
KNOWN, NEW = "9787020002207", "9787544270878"


@pytest.fixture
def known(library: Library) -> Title:
    book = library.title("红楼梦", isbn=KNOWN)
    library.copy("B1", title=book, location=library.shelf("3"))
    return book


def wait_until_done(desk: TestClient, job: str) -> None:
    for _ in range(200):
        if "It is done" in desk.get(job).text:
            return
        time.sleep(0.05)
    raise AssertionError("The work came to no end.")


def test_a_known_book_gets_a_copy_and_a_new_one_is_asked_for(
    library: Library, known: Title, visitor: Visitor, clock: Clock
) -> None:
    desk = visitor()
    common = {
        "place": "",
        "new_place": "新书",
        "source": "捐赠",
        "price": "25",
        "voucher": "V1",
        "on": "2026-09-01",
    }
    said(desk, "/intake/common", **common)
    assert "“红楼梦”: one more, 2 altogether." in said(desk, "/intake/scan", code="978-7-02-000220-7")
    clock.now += timedelta(seconds=3)
    assert f"New to the library: {NEW}" in said(desk, "/intake/scan", code=NEW)
    page = desk.get("/intake").text
    assert f"What is {NEW} called?" in page and "In this box (2)" in text_of(page).replace("box 2", "box (2)")
    assert page.partition('<ol class="hits"')[2].partition("</li>")[0].count(f">{NEW}<") == 1  # nameless yet
    title = Title.get(isbn=NEW)
    assert "Named: “Momo”" in said(desk, "/intake/name", title_id=title.id, title="Momo", author="Ende")
    assert (Title.get_by_id(title.id).title, Title.get_by_id(title.id).author) == ("Momo", "Ende")
    assert "called?" not in desk.get("/intake").text
    entered = Accession.select().where(Accession.paid.is_null(False))
    rows = [(one.batch.source, one.paid, one.batch.voucher, str(one.batch.came_on)) for one in entered]
    assert rows == [("捐赠", 2500, "V1", "2026-09-01")] * 2
    assert {copy.location.name for copy in Copy.select().where(Copy.title == title.id)} == {"新书"}


def test_what_the_scanner_types_into_the_field_of_the_name_is_the_next_book(
    known: Title, visitor: Visitor
) -> None:
    desk = visitor()
    said(desk, "/intake/scan", code=NEW)
    title = Title.get(isbn=NEW)
    assert "one more" in said(desk, "/intake/name", title_id=title.id, title=KNOWN)
    assert Title.get_by_id(title.id).title == NEW and Copy.select().where(Copy.title == known.id).count() == 2
    assert f'<label for="title-{title.id}">{NEW}</label>' in desk.get("/intake").text, "it waits for its name"


def test_an_echo_of_the_scanner_counts_once_and_a_second_copy_twice(
    known: Title, visitor: Visitor, clock: Clock
) -> None:
    desk = visitor()
    said(desk, "/intake/scan", code=KNOWN)
    assert "it counts once" in said(desk, "/intake/scan", code=KNOWN)
    clock.now += timedelta(seconds=2)
    said(desk, "/intake/scan", code=KNOWN)
    assert Copy.select().where(Copy.title == known.id).count() == 3
    assert said(desk, "/intake/scan", code="") == ""


@pytest.mark.parametrize(
    ("code", "why"), [("9787020002208", "is not an ISBN"), ("B1", "is the label of a book")]
)
def test_what_is_no_new_book_is_said_and_the_next_scan_goes_on(
    known: Title, visitor: Visitor, code: str, why: str
) -> None:
    desk = visitor()
    assert why in said(desk, "/intake/scan", code=code)
    assert Copy.select().count() == 1
    assert "one more" in said(desk, "/intake/scan", code=KNOWN)


def test_a_book_is_taken_out_again_and_a_new_title_goes_with_it(
    known: Title, visitor: Visitor, clock: Clock
) -> None:
    desk = visitor()
    then_undo(desk, "/intake/scan", code=NEW)
    assert (Title.select().count(), Copy.select().count()) == (1, 1)
    then_undo(desk, "/intake/scan", code=KNOWN)
    assert Copy.select().count() == 1
    other = Copy.get()
    assert "not in the box" in said(desk, "/intake/take-back", copy=other.id)
    assert Copy.select().count() == 1


def test_a_title_with_a_second_copy_stays_when_one_is_taken_out(visitor: Visitor, clock: Clock) -> None:
    desk = visitor()
    said(desk, "/intake/scan", code=NEW)
    first = Copy.get()
    clock.now += timedelta(seconds=5)
    said(desk, "/intake/scan", code=NEW)
    said(desk, "/intake/take-back", copy=first.id)
    assert (Title.select().count(), Copy.select().count()) == (1, 1)


def test_a_file_is_taken_in_line_by_line_and_no_line_is_lost(known: Title, visitor: Visitor) -> None:
    desk = visitor()
    content = f"ISBN,title\n{KNOWN},\n{KNOWN},\n{NEW},毛毛\n9787020002208,Wrong\n".encode()
    begun = desk.post("/intake/file", files={"file": ("../一箱书.csv", content)})
    assert begun.status_code == 303, text_of(begun.text)
    wait_until_done(desk, begun.headers["location"])
    page = text_of(desk.get("/intake").text)
    assert "Left out of the file 1" in page and "9787020002208 is not an ISBN" in page
    assert Copy.select().where(Copy.title == known.id).count() == 3
    assert Title.get(isbn=NEW).title == "毛毛"
    nothing = desk.post("/intake/file", files={"file": ("a.txt", b"no codes here\n")})
    assert nothing.status_code == 404 and "no ISBN in this file" in nothing.text
    assert (
        desk.post("/intake/file", files={"file": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}).status_code
        == 400
    )


@pytest.mark.store_in("file")
def test_a_line_that_is_no_isbn_is_told_in_the_language_of_whoever_looks(visitor: Visitor) -> None:
    desk = visitor()
    begun = desk.post("/intake/file", files={"file": ("a.txt", b"ISBN\n9780141439587\nabc\n\n")})
    wait_until_done(desk, begun.headers["location"])
    page = text_of(desk.get("/intake").text)
    assert "Left out of the file 1" in page and "ABC is not an ISBN" in page
    desk.cookies.set("language", "zh_CN")
    assert "is not an ISBN" not in text_of(desk.get("/intake").text)


@pytest.mark.store_in("file")
def test_each_librarian_has_a_box_of_their_own_and_a_teacher_none(
    library: Library, known: Title, visitor: Visitor
) -> None:
    library.patron("6101")
    first, second, teacher = visitor(), visitor("head"), visitor("teacher", "3A")
    said(first, "/intake/scan", code=KNOWN)
    assert "红楼梦" in first.get("/intake").text and "红楼梦" not in second.get("/intake").text
    before = Copy.select().count()
    for way in ("scan", "name", "take-back", "common", "next", "file"):
        assert teacher.post(f"/intake/{way}", data={"code": KNOWN, "copy": 1}).status_code == 403
    assert teacher.get("/intake").status_code == 403 and Copy.select().count() == before
    copy_id = Copy.get(number=2).id
    assert f'name="copies" value="{copy_id}"' in first.get("/intake").text
    assert "not in the box" in said(second, "/intake/take-back", copy=copy_id)
    said(first, "/intake/next")
    assert "Nothing yet" in first.get("/intake").text
