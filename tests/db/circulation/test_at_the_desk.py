"""What the librarian does with loans and holds, for a reader who is not there."""

from datetime import timedelta

import pytest
from school import NOW, Library

from db.answers.counter.overriding import Override, Why
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, BookShown, CheckedIn, CheckedOut, Refused, Renewed, Settled
from db.circulation.at_the_desk import (
    lend_by_code,
    lend_to,
    renew_by_code,
    renew_loan,
    return_by_code,
    return_copy,
)
from db.circulation.holds import end_hold, hold_title, place_hold
from db.circulation.waiting import holds_waiting
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Event, Loan, Patron
from db.reports.loans import open_loans
from db.stock.copy_status import lose_book, mark_this_copy

STAFF = Acting("office", NOW, "staff")
ISBN = "9780141439587"


@pytest.fixture
def school(library: Library) -> Library:
    for number, class_name in (("6101", "3A"), ("6102", "3B"), ("6103", "3B")):
        library.patron(number, class_name=class_name)
    emma = library.title("Emma", isbn=ISBN)
    library.copy(None, title=emma)
    library.copy(None, title=emma)
    library.copy("B1")
    return library


def test_a_book_is_lent_returned_and_renewed_by_label_and_by_isbn(school: Library) -> None:
    assert isinstance(lend_by_code("6101", "b1", STAFF), CheckedOut)
    assert isinstance(lend_by_code("6101", "B1", STAFF), AlreadyYours)
    assert isinstance(lend_by_code("6102", "B1", STAFF), Settled)
    assert isinstance(lend_by_code("6101", "0-14-143958-0", STAFF), CheckedOut)
    assert isinstance(lend_by_code("6102", ISBN, STAFF), CheckedOut)
    with pytest.raises(BadValue, match="free"):
        lend_by_code("6103", ISBN, STAFF)
    with pytest.raises(BadValue, match="6101, 6102"):
        return_by_code(ISBN, STAFF)
    with pytest.raises(NotFound):
        return_by_code(ISBN, STAFF, reader="6103")
    later = STAFF.at(NOW + timedelta(days=5))
    assert isinstance(renew_by_code(ISBN, later, reader="6101"), Renewed)
    assert isinstance(return_by_code(ISBN, later, reader="6101"), CheckedIn)
    assert isinstance(return_by_code(ISBN, later), CheckedIn)
    assert isinstance(return_by_code(ISBN, later), BookShown)
    assert school.open_loans() == [("6102", "Book B1")]
    assert {event.actor for event in Event.select()} == {"staff"}
    with pytest.raises(NotFound):
        renew_by_code(ISBN, later)


def test_a_rule_refuses_here_too_unless_the_librarian_says_why(school: Library) -> None:
    Patron.update(status="suspended").where(Patron.number == "6101").execute()
    copy = Copy.get(Copy.id == 3)
    refused = lend_to("6101", copy.id, STAFF)
    assert isinstance(refused, Refused) and refused.reason is Reason.SUSPENDED
    lent = lend_to("6101", copy.id, STAFF, override=Override(Why.OTHER, "his birthday"))
    assert isinstance(lent, CheckedOut)
    assert "overridden" in {event.verb for event in Event.select()}


def test_a_loan_that_is_over_and_a_copy_that_is_not_there_are_said(school: Library) -> None:
    lent = lend_by_code("6101", "B1", STAFF)
    assert isinstance(lent, CheckedOut)
    lost = lose_book(lent.loan_id, STAFF)
    assert (lost.title, lost.number) == ("Book B1", "6101") and school.open_loans() == []
    assert mark_this_copy(3, "available", STAFF).number == ""
    for act in (
        lambda: lose_book(lent.loan_id, STAFF),
        lambda: renew_loan(lent.loan_id, STAFF),
        lambda: return_copy(99, STAFF),
        lambda: lend_to("6101", 99, STAFF),
        lambda: lend_to("99", 3, STAFF),
        lambda: lend_by_code("6101", "6102", STAFF),
        lambda: mark_this_copy(99, "lost", STAFF),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(BadValue):
        mark_this_copy(3, "eaten", STAFF)
    assert Loan.select().count() == 1


def test_loans_are_listed_by_class_title_and_day(school: Library) -> None:
    today = NOW.date()
    for number, code, days in (("6101", "B1", 0), ("6102", ISBN, 20)):
        lend_by_code(number, code, STAFF.at(NOW - timedelta(days=days)))
    assert [row.number for row in open_loans(today, title_id=1)] == ["6102"]
    assert [row.number for row in open_loans(today, lent_on=today)] == ["6101"]
    assert [row.number for row in open_loans(today, due_until=today)] == ["6102"]
    assert [row.number for row in open_loans(today, due_until=today, class_name="3A")] == []
    (late,) = open_loans(today, overdue=True)
    loan = Loan.get(Loan.patron == Patron.get(Patron.number == "6102"))
    assert (late.loan_id, late.copy_id, late.title_id) == (loan.id, loan.copy.id, 1)


def test_who_waits_who_is_next_and_for_whom_it_has_come(school: Library) -> None:
    lend_by_code("6101", ISBN, STAFF)
    second = lend_by_code("6102", ISBN, STAFF)
    assert isinstance(second, CheckedOut)
    place_hold("6103", "B1", STAFF)
    third = hold_title("6103", 1, STAFF.at(NOW + timedelta(minutes=1)))
    Loan.update(returned_at=NOW).where(Loan.id == second.loan_id).execute()
    hold_title("6102", 1, STAFF.at(NOW + timedelta(minutes=2)))
    assert [(row.number, row.title, row.position, row.has_come) for row in holds_waiting()] == [
        ("6103", "Book B1", 1, True),
        ("6103", "Emma", 1, True),
        ("6102", "Emma", 2, False),
    ]
    assert [row.code for row in holds_waiting(only_come=True)] == ["B1", ISBN]
    Patron.update(status="suspended").where(Patron.number == "6103").execute()
    assert [(row.number, row.position) for row in holds_waiting(only_come=True)] == [("6102", 2)]
    end_hold(third, STAFF)
    assert [(row.number, row.position) for row in holds_waiting(title_id=1)] == [("6102", 1)]
    with pytest.raises(NotFound):
        end_hold(third, STAFF)
    with pytest.raises(BadValue):
        hold_title("6102", 1, STAFF)
