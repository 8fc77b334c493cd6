"""The search and the page of a book, as a visitor sees them and as the store has them afterwards."""

import json
from collections.abc import Callable

import pytest
from desk_pages import said, text_of, then_undo, undo
from school import NOW, Library
from starlette.testclient import TestClient

from db.models import Accession, Barcode, Copy, Event, Hold, Loan, Patron, Title

Visitor = Callable[..., TestClient]
ISBN = "9787020002207"


@pytest.fixture
def title(library: Library) -> Title:
    """The Dream of the Red Chamber, two copies on a shelf, one of them labelled."""
    shelf = library.shelf("3")
    library.shelf("4")
    book = library.title("红楼梦", isbn=ISBN, author="曹雪芹", call_number="I242.4/1")
    library.copy("B1", title=book, location=shelf)
    library.copy(title=book, location=shelf)
    return book


def test_a_book_is_found_in_every_way_and_a_whole_code_opens_it(
    library: Library, title: Title, visitor: Visitor
) -> None:
    desk, here = visitor(), f"/books/{title.id}"
    for words in ("hlm", "hongloumeng", "红楼", "曹", "978-7-02-000220-7", "702000220X", "b1", "I242.4"):
        assert f'href="{here}"' in desk.get("/search", params={"q": words}).text, words
    for code in (ISBN, "7-02-000220-X", "B1"):
        assert desk.get("/search", params={"q": code, "scan": "1"}).headers["location"] == here
        assert desk.post("/search", data={"q": code}).headers["location"] == here
    assert desk.post("/search", data={"q": "hlm"}).headers["location"] == "/search"
    assert "2 of 2 on the shelf · shelf: 3" in text_of(desk.get("/search?q=hlm").text)
    Copy.update(status="lost").where(Copy.number == 2).execute()
    assert "1 of 2 on the shelf · 1 missing" in text_of(desk.get("/search?q=hlm").text)
    Copy.update(status="frozen").where(Copy.number == 1).execute()
    assert "0 of 2 on the shelf · 1 kept back, 1 missing" in text_of(desk.get("/search?q=hlm").text)
    Copy.update(status="available").where(Copy.number == 1).execute()


@pytest.mark.store_in("file")
def test_a_search_that_finds_more_than_it_shows_says_so(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    for number in range(51):
        library.title(f"Wolf {number}")
    assert "The first 50 are shown." in text_of(desk.get("/search?q=wolf").text)
    assert "are shown" not in text_of(desk.get("/search?q=wolf 50").text)


def test_the_page_of_a_book_says_what_is_known_and_who_has_it(
    library: Library, title: Title, visitor: Visitor
) -> None:
    library.lend(Copy.get(number=1), library.patron("6101", name="Ann Lee"))
    desk = visitor()
    page = text_of(desk.get(f"/books/{title.id}").text)
    for part in (
        "曹雪芹",
        ISBN,
        "I242.4/1",
        "B1",
        "Ann Lee 3A",
        "since 2026-09-04, due on 2026-09-19",
        "no label",
    ):
        assert part in page
    picture = desk.get(f"/books/{title.id}/label.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml") and "I242.4" in picture.text
    assert desk.get("/books/99999").status_code == 404


@pytest.mark.store_in("file")
def test_a_teacher_reads_the_page_sees_their_own_pupils_and_changes_nothing(
    library: Library, title: Title, visitor: Visitor
) -> None:
    first, second = Copy.select().order_by(Copy.number)
    mine = library.lend(first, library.patron("6101", name="Ann Lee"))
    library.lend(second, library.patron("6102", name="Bob Ray", class_name="3B"))
    teacher, here = visitor("teacher", "3A"), f"/books/{title.id}"
    page = teacher.get(here).text
    assert "Ann Lee" in page and "Bob" not in page
    assert 'method="post"' not in page.partition("<main")[2].replace(
        '<form method="post" action="' + here, ""
    )
    attacks: dict[str, dict[str, object]] = {
        "edit": {"title": "x"},
        "delete": {},
        "merge": {"gone": title.id},
        "add-copies": {"copies": 3},
        "move": {"chosen": first.id, "place": "4"},
        "mark": {"chosen": first.id, "status": "lost"},
        "damage": {"chosen": first.id, "kind": "torn"},
        "mended": {"chosen": first.id, "outcome": "mended"},
        "found": {"chosen": first.id},
        "delete-copies": {"chosen": second.id, "sure": 1},
        "lend": {"reader": "6101", "copy": second.id},
        "return": {"loan": mine.id},
        "renew": {"loan": mine.id},
        "hold": {"reader": "6101"},
        "end-hold": {"hold": 1},
        "labels": {"chosen": first.id},
    }
    before = Event.select().count()
    for way, fields in attacks.items():
        assert teacher.post(f"{here}/{way}", data=fields).status_code == 403, way
    assert teacher.post("/books/part", data={"event": 1}).status_code == 403
    for way in ("edit", "delete", "merge?other=B1"):
        assert teacher.get(f"{here}/{way}").status_code == 403, way
    assert Event.select().count() == before and Copy.get_by_id(first.id).status == "available"
    assert visitor("head").post(f"{here}/mark", data=attacks["mark"]).status_code == 303


def test_what_is_corrected_is_saved_and_can_be_taken_back(title: Title, visitor: Visitor) -> None:
    desk, here = visitor(), f"/books/{title.id}"
    assert 'value="红楼梦"' in desk.get(f"{here}/edit").text
    changes = {"title": "红楼梦 上", "price": "16.80", "year": "1996", "isbn": ISBN}
    answer = desk.post(f"{here}/edit", data=changes)
    assert (Title.get_by_id(title.id).title, Title.get_by_id(title.id).price) == ("红楼梦 上", 1680)
    page = desk.get(answer.headers["location"]).text
    undo(desk, page)
    back = Title.get_by_id(title.id)
    assert (back.title, back.price, back.year, back.author) == ("红楼梦", None, None, "曹雪芹")
    wrong = desk.post(f"{here}/edit", data={"isbn": "9787020002208"})
    assert wrong.status_code == 400 and "is not an ISBN" in text_of(wrong.text)


def test_copies_are_added_moved_marked_and_deleted(title: Title, visitor: Visitor) -> None:
    desk, here = visitor(), f"/books/{title.id}"
    bought = {"copies": 2, "price": "12.5", "source": "书店", "voucher": "V7", "on": "2026/9/1"}
    assert "2 more copies, 4 altogether" in said(desk, f"{here}/add-copies", **bought)
    assert [row.paid for row in Accession.select().order_by(Accession.number)][2:] == [1250] * 2
    new = [copy.id for copy in Copy.select().where(Copy.number > 2)]
    assert "Copies moved to shelf 4: 2" in said(desk, f"{here}/move", chosen=new, place="4")
    assert {copy.location.name for copy in Copy.select().where(Copy.id.in_(new))} == {"4"}
    assert "Marked as repair: 1" in said(desk, f"{here}/mark", chosen=new[:1], status="repair")
    assert "Copies deleted: 1" in said(desk, f"{here}/delete-copies", chosen=new[1:], sure="1")
    refused = desk.post(
        f"{here}/delete-copies", data={"chosen": [*new[:1], Copy.get(number=2).id], "sure": "1"}
    )
    assert refused.status_code == 400 and Copy.select().count() == 3, "all of them, or none"


def test_undo_takes_back_new_copies_a_move_and_a_mark(title: Title, visitor: Visitor) -> None:
    desk, here = visitor(), f"/books/{title.id}"
    one = Copy.get(number=1)
    then_undo(desk, f"{here}/add-copies", copies=2)
    assert Copy.select().count() == 2
    then_undo(desk, f"{here}/move", chosen=[one.id], new_place="新书架")
    assert Copy.get_by_id(one.id).location.name == "3"
    then_undo(desk, f"{here}/mark", chosen=[one.id], status="repair")
    assert Copy.get_by_id(one.id).status == "available"
    assert [event.details for event in Event.select().where(Event.verb == "copy_marked")] != []
    none = desk.post(f"{here}/mark", data={"status": "lost"})
    assert none.status_code == 400 and "First tick the copies" in text_of(none.text)
    other = desk.post(f"{here}/mark", data={"chosen": "99999", "status": "lost"})
    assert other.status_code == 400
    odd = desk.post(f"{here}/mark", data={"chosen": one.id, "status": "eaten"})
    assert odd.status_code == 400 and "is not one of" in text_of(odd.text)


def test_a_book_is_deleted_only_when_that_was_asked_and_nothing_happened_to_it(
    library: Library, title: Title, visitor: Visitor
) -> None:
    desk, here = visitor(), f"/books/{title.id}"
    copy = Copy.get(number=2)
    asked = desk.post(f"{here}/delete-copies", data={"chosen": copy.id})
    assert asked.status_code == 200 and "This cannot be undone" in asked.text
    assert Copy.select().count() == 2
    said(desk, f"{here}/delete-copies", chosen=[copy.id], sure="1")
    assert Copy.select().count() == 1
    assert "Delete this book?" in desk.get(f"{here}/delete").text and Title.select().count() == 1
    library.lend(Copy.get(), library.patron("6101"), returned_at=NOW)
    refused = desk.post(f"{here}/delete")
    assert refused.status_code == 400 and "has a history" in refused.text
    refused = desk.post(f"{here}/delete-copies", data={"chosen": Copy.get().id, "sure": "1"})
    assert refused.status_code == 400 and Copy.select().count() == 1
    Loan.delete().execute()
    assert desk.post(f"{here}/delete").status_code == 303
    assert (Title.select().count(), Barcode.select().where(Barcode.code == "B1").count()) == (0, 0)


def test_lend_renew_return_and_take_each_of_them_back(
    library: Library, title: Title, visitor: Visitor
) -> None:
    library.patron("6101", name="李明")
    library.patron("6102", name="李红")
    desk, here, copy = visitor(), f"/books/{title.id}", Copy.get(number=1)
    then_undo(desk, f"{here}/lend", reader="6101", copy=copy.id)
    assert library.open_loans() == []
    assert "Lent to reader 6101" in said(desk, f"{here}/lend", reader="李明", copy=copy.id)
    loan = Loan.get(Loan.returned_at.is_null())
    taken = desk.post(f"{here}/lend", data={"reader": "6102", "copy": copy.id})
    assert taken.status_code == 400 and "Somebody else has borrowed this copy" in taken.text
    Loan.update(due_on="2026-09-08").where(Loan.id == loan.id).execute()
    then_undo(desk, f"{here}/renew", loan=loan.id)
    assert str(Loan.get_by_id(loan.id).due_on) == "2026-09-08"
    then_undo(desk, f"{here}/return", loan=loan.id)
    assert library.open_loans() == [("6101", "红楼梦")]
    assert "Returned" in said(desk, f"{here}/return", loan=loan.id)
    assert desk.post(f"{here}/return", data={"loan": loan.id}).status_code == 404
    several = desk.post(f"{here}/lend", data={"reader": "李", "copy": copy.id})
    assert several.status_code == 400 and "Several readers match" in several.text
    nobody = desk.post(f"{here}/lend", data={"reader": "王五", "copy": copy.id})
    assert nobody.status_code == 404 and library.open_loans() == []


@pytest.mark.parametrize("events", ["999999", "1", "x", "1,", "²", "1" * 30, ""])
@pytest.mark.store_in("file")
def test_an_undo_of_what_never_was_changes_nothing(title: Title, visitor: Visitor, events: str) -> None:
    desk, before = visitor(), Event.select().count()
    answer = desk.post("/loans/undo", data={"events": events, "back": f"/books/{title.id}"})
    assert answer.status_code in (303, 400), text_of(answer.text)
    assert Event.select().count() == before


def test_what_a_rule_refuses_is_lent_only_for_a_reason(
    library: Library, title: Title, visitor: Visitor
) -> None:
    library.patron("6101")
    copy = Copy.get(number=1)
    Copy.update(status="reference").execute()
    desk, here = visitor(), f"/books/{title.id}"
    asked = desk.post(f"{here}/lend", data={"reader": "6101", "copy": copy.id})
    assert "for reference only" in asked.text and 'name="why"' in asked.text and not library.open_loans()
    wrong = desk.post(f"{here}/lend", data={"reader": "6101", "copy": copy.id, "why": "because"})
    assert wrong.status_code == 400 and not library.open_loans()
    said(desk, f"{here}/lend", reader="6101", copy=copy.id, why="lesson")
    assert library.open_loans() == [("6101", "红楼梦")]
    Copy.update(status="available").execute()
    library.patron("6102", status="left")
    gone = desk.post(f"{here}/lend", data={"reader": "6102", "copy": Copy.get(number=2).id, "why": "lesson"})
    assert gone.status_code == 400 and "left the school" in gone.text


def test_a_lost_book_ends_its_loan_and_says_whose(library: Library, title: Title, visitor: Visitor) -> None:
    copy = Copy.get(number=1)
    library.lend(copy, library.patron("6101"))
    desk = visitor()
    told = said(desk, here := f"/books/{title.id}/mark", chosen=[copy.id], status="lost")
    assert "Marked as lost: 1. The loan of reader 6101 has ended with it." in told
    assert library.open_loans() == []
    said(desk, here, chosen=[copy.id], status="available")
    library.lend(copy, Patron.get())
    assert "It is undone." in then_undo(desk, here, chosen=[copy.id], status="lost")
    assert library.open_loans() == [("6101", "红楼梦")] and Copy.get_by_id(copy.id).status == "available"


def test_the_state_of_each_copy_is_said_and_changed_by_what_happens_to_it(
    library: Library, title: Title, visitor: Visitor
) -> None:
    first, second = Copy.select().order_by(Copy.number)
    desk, here = visitor(), f"/books/{title.id}"
    said(desk, f"{here}/damage", chosen=[first.id], kind="torn", lies="my drawer", note="page 3")
    said(desk, f"{here}/mark", chosen=[second.id], status="lost")
    page = text_of(desk.get(here).text)
    assert "in repair since 2026-09-07 · my drawer" in page
    assert "missing since 2026-09-07 · noticed by the librarian" in page
    assert "Marked as available: 1" in said(desk, f"{here}/mended", chosen=[first.id], outcome="mended")
    told = Event.select().where(Event.verb == "copy_marked").order_by(Event.id)
    assert [json.loads(event.details).get("kind", "") for event in told] == ["torn", "", ""]
    assert "Marked as available: 1" in said(desk, f"{here}/found", chosen=[first.id, second.id])
    assert text_of(desk.get(here).text).count("on the shelf") == 2
    for way, fields, why in (
        ("found", {}, "None of the ticked copies is missing."),
        ("mended", {"outcome": "mended"}, "None of the ticked copies is in repair."),
        ("damage", {"kind": "eaten"}, "eaten is not one of"),
        ("damage", {"kind": "torn", "degree": "9"}, "9 "),
        ("mark", {"status": "eaten"}, "eaten is not one of"),
    ):
        answer = desk.post(f"{here}/{way}", data={"chosen": [first.id], **fields})
        assert answer.status_code == 400 and why in text_of(answer.text), way


def test_a_mark_is_not_taken_back_over_a_newer_one(title: Title, visitor: Visitor) -> None:
    copy = Copy.get(number=1)
    desk, here = visitor(), f"/books/{title.id}/mark"
    page = desk.get(desk.post(here, data={"chosen": [copy.id], "status": "lost"}).headers["location"]).text
    said(desk, here, chosen=[copy.id], status="reference")
    assert "Something has changed since" in undo(desk, page)
    assert Copy.get_by_id(copy.id).status == "reference"


def test_a_reader_waits_and_waits_no_longer(library: Library, title: Title, visitor: Visitor) -> None:
    library.patron("6101", name="Ann Lee")
    desk, here = visitor(), f"/books/{title.id}"
    then_undo(desk, f"{here}/hold", reader="6101")
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 0
    said(desk, f"{here}/hold", reader="Ann Lee")
    assert "Cancel the hold of Ann Lee" in text_of(desk.get(here).text)
    twice = desk.post(f"{here}/hold", data={"reader": "6101"})
    assert twice.status_code == 400 and "already waiting" in twice.text
    said(desk, f"{here}/end-hold", hold=Hold.get(Hold.closed_at.is_null()).id)
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 0


def test_two_books_are_made_one_after_saying_what_follows_and_parted_again(
    library: Library, title: Title, visitor: Visitor
) -> None:
    other = library.title("红楼梦（二）", isbn="9787544270878")
    library.copy("B9", title=other)
    desk = visitor()
    asked = text_of(desk.get(f"/books/{title.id}/merge", params={"other": "B9"}).text)
    assert "The ISBN 9787544270878 will no longer be known" in asked and "Its copies (1)" in asked
    assert Title.select().count() == 2
    then_undo(desk, f"/books/{title.id}/merge", gone=other.id)
    assert sorted(copy.title.title for copy in Copy.select()) == ["红楼梦", "红楼梦", "红楼梦（二）"]
    itself = desk.post(f"/books/{title.id}/merge", data={"gone": title.id})
    assert itself.status_code == 400 and "same title twice" in itself.text


def test_the_books_without_a_call_number_are_listed_to_be_given_one(
    library: Library, title: Title, visitor: Visitor
) -> None:
    bare = library.title("无号", call_number=" ")
    library.copy("B7", title=bare, location=Copy.get(number=1).location)
    library.title("没有复本")
    desk = visitor()
    assert "<strong>1</strong> titles without a call number" in desk.get("/").text
    page = desk.get("/books?without=call-number").text
    assert f'href="/books/{bare.id}/edit"' in page and "红楼梦" not in page and "没有复本" not in page
    assert desk.get("/books.csv").text.splitlines()[1] == "无号,,,1,3"
    said(desk, f"/books/{bare.id}/edit", call_number="I287/9")
    assert "Nothing is on this list." in desk.get("/books").text
