"""Titles and copies added, corrected, moved, merged and deleted: nothing is lost, each change is an event."""

import json
from datetime import date

import pytest
from school import NOW, Library

from db.cataloguing.copies import add_copies, delete_copy, move_copies
from db.cataloguing.merging import merge_titles, part_titles
from db.cataloguing.naming import copy_meant, own_name, title_meant
from db.cataloguing.page import book_page
from db.cataloguing.titles import FieldChange, add_title, delete_title, edit_title
from db.circulation.holds import place_hold
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Accession, Barcode, Copy, Event, Hold, Loan, Title
from db.registers.entering import Acquired
from db.stock.copy_status import mark_copy
from db.stock.finding import find_books
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff", staff_id=None)
ISBN = "9787020002207"


def last_event() -> Event:
    return Event.select().order_by(Event.id.desc()).first()


def test_a_book_with_its_copies_is_added_and_found(library: Library) -> None:
    library.shelf("7")
    bought = Acquired(date(2026, 9, 1), 2580, "新华书店", "V-17")
    added = add_title(
        {"isbn": "7-02-000220-X", "title": "《长征》", "price": "CNY25.80", "call_number": "I25/1"},
        STAFF,
        copies=3,
        place="7",
        acquired=bought,
    )
    page = book_page(added.title_id)
    assert page.title == "长征" and page.fields["isbn"] == ISBN and page.fields["price"] == "CNY25.80"
    assert [(copy.number, copy.place, copy.acquired) for copy in page.copies] == [
        (n, "7", bought) for n in (1, 2, 3)
    ]
    assert page.may_go and page.loans == 0 and page.last_lent_on is None
    assert [row.title_id for row in find_books("zzh")] == [added.title_id]
    assert last_event().verb == "title_added" and last_event().actor == "staff"
    assert bytes(Title.get().shelf_key) > b""


@pytest.mark.parametrize(
    "typed",
    [
        {"isbn": "9787020002208", "title": "x"},
        {"title": " "},
        {"title": "x", "year": "soon"},
        {"title": "x", "price": "dear"},
        {"title": "x", "call_number": "I" * 121},
        {"title": "x", "colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_added(library: Library, typed: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        add_title(typed, STAFF)
    assert Title.select().count() == Copy.select().count() == Event.select().count() == 0


def test_a_known_isbn_and_an_unknown_shelf_are_refused(library: Library) -> None:
    add_title({"isbn": ISBN}, STAFF)
    assert Title.get().title == ISBN  # until somebody names it
    with pytest.raises(BadValue, match="add-copy"):
        add_title({"isbn": "702000220X", "title": "y"}, STAFF)
    with pytest.raises(NotFound, match="shelf"):
        add_title({"title": "z"}, STAFF, place="9")
    assert Title.select().count() == 1
    assert (
        book_page(add_title({"title": "z"}, STAFF, place="9", new_place=True).title_id).copies[0].place == "9"
    )


def test_a_correction_says_old_and_new_and_is_found_at_once(library: Library) -> None:
    title = library.title("长江", isbn=ISBN, price=1680, currency="CNY", original='{"price": "16.8?"}')
    changed = edit_title(title.id, {"title": "长征", "price": "17", "author": "", "isbn": ISBN}, STAFF)
    assert changed.changes == (
        FieldChange("title", "长江", "长征"),
        FieldChange("price", "16.80", "17.00"),
        FieldChange("currency", "CNY", ""),
    )
    assert json.loads(last_event().details)["fields"]["title"] == ["长江", "长征"]
    assert Title.get().original == ""
    assert find_books("长江") == [] and len(find_books("cz")) == 1
    again = edit_title(title.id, {"title": "长征"}, STAFF)
    assert again.changes == () and again.event_id == 0 and Event.select().count() == 1
    assert edit_title(title.id, {"isbn": ""}, STAFF).changes == (FieldChange("isbn", ISBN, ""),)
    with pytest.raises(BadValue):
        edit_title(title.id, {"title": ""}, STAFF)


def test_copies_are_added_where_the_others_stand_and_moved(library: Library) -> None:
    shelf, _ = library.shelf("3"), library.shelf("4")
    title = library.title("Emma")
    first = library.copy("B1", title=title, location=shelf)
    added = add_copies(title.id, STAFF, copies=2)
    assert added.total == 3 and {copy.place for copy in book_page(title.id).copies} == {"3"}
    moved = move_copies([first.id, *added.copies], "4", STAFF)
    assert (moved.moved, moved.before) == (3, ("3",)) and last_event().verb == "copies_moved"
    assert move_copies([first.id], "4", STAFF).moved == 0
    with pytest.raises(NotFound, match="3, 4"):
        move_copies([first.id], "44", STAFF)
    library.shelf("3A", kind="corner")
    with pytest.raises(BadValue, match="corner"):
        move_copies([first.id], "3A", STAFF)


def test_only_what_never_happened_is_deleted(library: Library) -> None:
    title = library.title("Emma")
    lent, bare, marked = (library.copy(code, title=title) for code in ("B1", "B2", "B3"))
    library.lend(lent, library.patron("6101"), returned_at=NOW)
    mark_copy("B3", "repair", STAFF)
    for copy in (lent, marked):
        with pytest.raises(BadValue, match="history"):
            delete_copy(copy.id, STAFF)
    assert [copy.may_go for copy in book_page(title.id).copies] == [False, True, False]
    assert delete_copy(bare.id, STAFF) == "Emma"
    assert Barcode.get_or_none(Barcode.code == "B2") is None
    with pytest.raises(BadValue, match="history"):
        delete_title(title.id, STAFF)
    added = add_title({"title": "by mistake"}, STAFF, copies=2, acquired=Acquired(price=1))
    assert delete_title(added.title_id, STAFF) == "by mistake"
    assert [row.struck for row in Accession.select().where(Accession.copy.is_null())] == [
        "Emma",
        *["by mistake"] * 2,
    ]
    assert find_books("mistake") == []
    with pytest.raises(NotFound):
        book_page(added.title_id)


@pytest.fixture
def twins(library: Library) -> tuple[int, int]:
    """One book that is two titles, lent and waited for under both."""
    keep = library.title("红楼梦", call_number="I242.4")
    gone = library.title("红楼夢", isbn=ISBN, author="曹雪芹")
    library.copy("B1", title=keep)
    library.copy("B2", title=gone)
    library.copy("B3", title=gone)
    ada, *_ = (library.patron(number) for number in ("6101", "6102", "6103"))
    library.lend(Copy.get(Copy.id == 2), ada)
    place_hold("6102", "B1", STAFF.at(NOW.replace(day=8)))
    place_hold("6102", "B2", STAFF)
    place_hold("6103", "B1", STAFF)
    return keep.id, gone.id


def test_what_is_merged_keeps_its_loans_and_waits_and_is_parted_again(
    library: Library, twins: tuple[int, int]
) -> None:
    def state() -> object:
        return [
            sorted(map(str, rows(f"SELECT * FROM {table}")))
            for table in ("title", "title_search", "copy", "hold", "loan", "barcode")
        ]

    before = state()
    keep, gone = twins
    merged = merge_titles(keep, gone, STAFF)
    assert (merged.copies, merged.holds, merged.isbn_gone) == (2, 1, "")
    page = book_page(keep)
    assert [(copy.number, copy.code) for copy in page.copies] == [(1, "B1"), (2, "B2"), (3, "B3")]
    assert page.copies[1].borrower is not None and page.copies[1].borrower.number == "6101"
    assert page.fields["isbn"] == ISBN and page.fields["author"] == "曹雪芹"
    assert sorted(who.number for who in page.waiting) == ["6102", "6103"]
    assert page.waiting[0].since == NOW  # the earlier of two
    assert find_books("夢") == [] and [row.title_id for row in find_books(ISBN)] == [keep]
    parted = part_titles(merged.event_id, STAFF)
    assert (parted.title_id, parted.copies, parted.holds) == (gone, 2, 1)
    assert state() == before
    with pytest.raises(BadValue, match="already"):
        part_titles(merged.event_id, STAFF)
    with pytest.raises(NotFound):
        part_titles(merged.event_id + 99, STAFF)


def test_an_isbn_that_is_lost_by_merging_is_said(library: Library) -> None:
    keep = library.title("a", isbn="9780141439587")
    gone = library.title("a", isbn=ISBN)
    with pytest.raises(BadValue):
        merge_titles(keep.id, keep.id, STAFF)
    assert merge_titles(keep.id, gone.id, STAFF).isbn_gone == ISBN
    with pytest.raises(NotFound):
        merge_titles(keep.id, gone.id, STAFF)


def test_what_was_done_since_stays_when_titles_are_parted(library: Library, twins: tuple[int, int]) -> None:
    keep, gone = twins
    merged = merge_titles(keep, gone, STAFF)
    edit_title(keep, {"author": "曹雪芹 高鹗"}, STAFF)
    Loan.update(returned_at=NOW).execute()
    Hold.update(closed_at=NOW.replace(day=9)).execute()
    part_titles(merged.event_id, STAFF)
    assert Title.get_by_id(keep).author == "曹雪芹 高鹗" and Title.get_by_id(keep).isbn is None
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 0


def test_a_title_and_a_copy_are_named_by_label_isbn_or_own_number(library: Library) -> None:
    emma = library.title("Emma", isbn=ISBN)
    one, two = library.copy("B1", title=emma), library.copy(None, title=emma)
    assert title_meant("b1") == title_meant("7-02-000220-X") == title_meant(own_name(emma.id)) == emma.id
    assert (copy_meant("B1"), copy_meant(own_name(emma.id, 2))) == (one.id, two.id)
    for code in (ISBN, own_name(emma.id)):
        with pytest.raises(BadValue, match="title:1/1"):
            copy_meant(code)
    library.title("Emma II", isbn=ISBN)
    with pytest.raises(BadValue, match="title:1, title:2"):
        title_meant(ISBN)
    for code in ("title:99", "title:1/9", "nothing"):
        with pytest.raises(NotFound):
            copy_meant(code)
