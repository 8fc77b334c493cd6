"""What is done about books that stand where the record does not have them, and taken back."""

import pytest
from school import NOW, Library

from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Event, Loan
from db.shelf.settling import mark_found, move_here, return_here, take_back

STAFF = Acting("office", NOW, "command", account="anna")


def state() -> list[tuple[str, str | None, int]]:
    """Status, shelf and open loans of each copy."""
    return [
        (
            copy.status,
            copy.location and copy.location.name,
            Loan.select().where(Loan.copy == copy, Loan.returned_at.is_null()).count(),
        )
        for copy in Copy.select().order_by(Copy.id)
    ]


def test_a_lost_book_is_found_and_lost_again(library: Library) -> None:
    library.copy("B1", status="lost")
    settled = mark_found("B1", STAFF)
    assert (settled.title, state()) == ("Book B1", [("available", None, 0)])
    assert mark_found("B1", STAFF).events == (), "found already"
    assert take_back(settled.events, STAFF) and state() == [("lost", None, 0)]
    assert not take_back(settled.events, STAFF), "only once"
    assert [event.verb for event in Event.select().order_by(Event.id)] == ["shelf_found", "undone"]


def test_a_book_gets_another_shelf_and_its_old_one_back(library: Library) -> None:
    library.shelf("2")
    library.copy("B1", location=library.shelf("1"))
    settled = move_here("B1", "2", STAFF)
    assert state() == [("available", "2", 0)]
    assert take_back(settled.events, STAFF) and state() == [("available", "1", 0)]
    with pytest.raises(NotFound, match="There is no shelf 9"):
        move_here("B1", "9", STAFF)


def test_a_book_of_a_corner_is_not_moved_by_reading_a_shelf(library: Library) -> None:
    library.shelf("1")
    library.copy("B1", location=library.shelf("Corner 3A", kind="corner"))
    with pytest.raises(BadValue, match="Corner 3A"):
        move_here("B1", "1", STAFF)


def test_what_is_on_loan_and_stands_here_is_returned_and_lent_again(library: Library) -> None:
    library.lend(library.copy("B1"), library.patron("6101"), days_ago=60)
    settled = return_here("B1", STAFF)
    assert state() == [("available", None, 0)]
    assert return_here("B1", STAFF).events == ()
    assert take_back(settled.events, STAFF) and state() == [("available", None, 1)]


def test_nothing_is_taken_back_over_what_happened_since(library: Library) -> None:
    copy = library.copy("B1", status="lost")
    settled = mark_found("B1", STAFF)
    Copy.update(status="repair").where(Copy.id == copy.id).execute()
    assert not take_back(settled.events, STAFF) and state() == [("repair", None, 0)]


def test_an_isbn_means_the_copy_that_it_is_about(library: Library) -> None:
    title = library.title("Emma", isbn="9780306406157")
    library.copy(title=title)
    library.lend(library.copy(title=title), library.patron("6101"))
    return_here("978-0-306-40615-7", STAFF)
    assert state() == [("available", None, 0)] * 2
    with pytest.raises(NotFound, match="No book matches 12345"):
        return_here("12345", STAFF)
