"""What the librarian marks of a single copy: also of one that a reader has lost."""

import pytest
from school import NOW, Library

from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Event, Loan
from db.stock.copy_status import CopyMarked, mark_copy

STAFF = Acting("office", NOW, "command", account="anna")
ISBN = "9780306406157"


def test_a_book_that_a_reader_lost_is_on_loan_no_longer(library: Library) -> None:
    library.lend(library.copy("B1", title=library.title("Emma")), library.patron("6101"))
    assert mark_copy("B1", "lost", STAFF) == CopyMarked("Emma", "6101")
    assert Copy.get().status == "lost" and Loan.get().returned_at == NOW
    assert [(event.verb, event.actor) for event in Event.select().order_by(Event.id)] == [
        ("returned", "command"),
        ("copy_marked", "command"),
    ]


def test_repair_may_be_said_of_a_copy_that_is_out_and_its_loan_goes_on(library: Library) -> None:
    library.lend(library.copy("B1", title=library.title("Emma")), library.patron("6101"))
    assert mark_copy("B1", "repair", STAFF) == CopyMarked("Emma")
    assert Loan.get().returned_at is None


def test_by_isbn_the_one_loan_there_is_ends(library: Library) -> None:
    library.lend(library.copy(title=library.title("Emma", isbn=ISBN)), library.patron("6101"))
    with pytest.raises(BadValue, match="on loan and has to be returned first"):
        mark_copy(ISBN, "repair", STAFF)
    assert mark_copy(ISBN, "lost", STAFF) == CopyMarked("Emma", "6101")
    with pytest.raises(NotFound):
        mark_copy(ISBN, "lost", STAFF)


def test_by_isbn_it_is_not_guessed_which_of_several_readers_lost_it(library: Library) -> None:
    title = library.title("Emma", isbn=ISBN)
    for number in ("6101", "6102"):
        library.lend(library.copy(title=title), library.patron(number))
    with pytest.raises(BadValue, match="Several readers hold a copy"):
        mark_copy(ISBN, "lost", STAFF)
    assert Loan.select().where(Loan.returned_at.is_null()).count() == 2


def test_by_isbn_it_is_asked_whose_is_lost_and_nothing_is_marked_before(library: Library) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.lend(library.copy(title=title), library.patron("5107"))
    for _ in range(2):
        library.copy(title=title)
    library.lend(library.copy("B1", title=title), library.patron("5108"))
    library.patron("5109")
    with pytest.raises(BadValue, match=r"--reader NUMBER \(5107\); or use --from-shelf"):
        mark_copy(ISBN, "lost", STAFF)
    with pytest.raises(NotFound, match="Reader 5109 has no copy"):
        mark_copy(ISBN, "lost", STAFF, reader="5109")
    assert [copy.status for copy in Copy.select()] == ["available"] * 4
    assert mark_copy(ISBN, "lost", STAFF, reader="5107") == CopyMarked("Emma", "5107")
    assert mark_copy(ISBN, "lost", STAFF, reader="5108") == CopyMarked("Emma", "5108"), (
        "its label is not needed"
    )
    assert library.open_loans() == []
    assert mark_copy(ISBN, "lost", STAFF, from_shelf=True) == CopyMarked("Emma")
    assert Copy.select().where(Copy.status == "lost").count() == 3


def test_by_isbn_from_the_shelf_ends_no_loan(library: Library) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.lend(library.copy(title=title), library.patron("5107"))
    library.copy(title=title)
    assert mark_copy(ISBN, "lost", STAFF, from_shelf=True) == CopyMarked("Emma")
    with pytest.raises(BadValue, match="Every copy"):
        mark_copy(ISBN, "lost", STAFF, from_shelf=True)
    assert library.open_loans() == [("5107", "Emma")]


def test_by_isbn_a_labelled_copy_is_not_meant(library: Library) -> None:
    library.copy("B1", title=library.title("Emma", isbn=ISBN))
    with pytest.raises(BadValue, match="have labels"):
        mark_copy(ISBN, "lost", STAFF)
