"""Lending, returning, renewing: what each verb leaves in the store."""

import json
from datetime import date, timedelta

import pytest
from school import NOW, Library

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, CheckedIn, CheckedOut, Refused, Renewed, Settled
from db.answers.shown import Book
from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.lending import JUST_NOW, check_in, check_out, renew
from db.circulation.lookup import find
from db.events.record import Acting
from db.library.calendar import Calendar
from db.models import Barcode, Copy, Event, Hold, Loan, Patron

AT = Acting("test kiosk", NOW)
ANY_DAY = Calendar()


def verbs() -> list[tuple[str, bool]]:
    """(verb, flagged) of all events, in order."""
    return [(event.verb, event.flagged) for event in Event.select().order_by(Event.id)]


def hold(copy: Copy, patron: Patron, *, minutes: int = 0) -> Hold:
    return Hold.create(title=copy.title_id, patron=patron, placed_at=NOW + timedelta(minutes=minutes))


def test_a_loan_says_where_and_when_it_was_made(library: Library) -> None:
    late = NOW.replace(hour=16, minute=30)  # half past midnight on the 8th in Shanghai
    ada, copy = library.patron("6101"), library.copy("B1")
    answer = check_out(ada.id, copy.id, Acting("hall", late), ANY_DAY)
    assert isinstance(answer, CheckedOut)
    loan = Loan.get_by_id(answer.loan_id)
    assert (loan.lent_at, loan.lent_on, loan.due_on) == (late, date(2026, 9, 8), date(2026, 9, 23))
    assert (loan.kiosk, loan.renewals, loan.voided, loan.returned_at) == ("hall", 0, False, None)
    (event,) = Event.select()
    assert (event.id,) == answer.events
    assert (event.verb, event.loan_id, event.patron_id, event.copy_id) == ("lent", loan.id, ada.id, copy.id)
    assert (event.at, event.kiosk, event.actor) == (late, "hall", "reader")


def test_lending_a_book_to_its_own_borrower_changes_nothing(library: Library) -> None:
    ada, copy = library.patron("6101"), library.copy("B1")
    library.lend(copy, ada, days_ago=1)
    assert check_out(ada.id, copy.id, AT, ANY_DAY) == AlreadyYours(Book("Book B1"), date(2026, 9, 21))
    assert verbs() == []


def test_a_book_returned_by_nobody_names_nobody_and_says_nothing_of_lateness(library: Library) -> None:
    copy = library.copy("B1", location=library.shelf("A3"))
    library.lend(copy, library.patron("6101", name="Ada Lovelace"), days_ago=40)
    answer = check_in(copy.id, AT)
    assert isinstance(answer, CheckedIn)
    assert (answer.days_overdue, answer.renewal_offered, answer.book.shelf) == (0, False, "A3")
    assert "Ada" not in repr(answer) and "6101" not in repr(answer)


def test_only_the_borrower_hears_how_late_the_book_is(library: Library) -> None:
    ada, ben, copy = library.patron("6101"), library.patron("6102"), library.copy("B1")
    loan = library.lend(copy, ada, days_ago=20)
    other = check_in(copy.id, AT, offered_to=ben.id)
    assert isinstance(other, CheckedIn) and (other.days_overdue, other.renewal_offered) == (0, False)
    Loan.update(returned_at=None).where(Loan.id == loan.id).execute()
    own = check_in(copy.id, AT, offered_to=ada.id)
    assert isinstance(own, CheckedIn) and (own.days_overdue, own.renewal_offered) == (5, True)


@pytest.mark.parametrize(
    ("status", "to_librarian"),
    [("available", False), ("reference", False), ("repair", True), ("lost", True), ("withdrawn", True)],
)
@pytest.mark.parametrize("reader", ["active", "suspended", "card_lost", "left"])
def test_a_return_is_never_refused(library: Library, status: str, to_librarian: bool, reader: str) -> None:
    copy = library.copy("B1", status=status, location=library.shelf("3A corner", kind="corner"))
    ada = library.patron("6101", status=reader)
    library.lend(copy, ada, days_ago=300)
    answer = check_in(copy.id, AT, offered_to=ada.id)
    assert isinstance(answer, CheckedIn)
    assert (answer.to_librarian, answer.corner, answer.book.shelf) == (to_librarian, "3A corner", "")
    assert library.open_loans() == []


def test_a_lost_book_that_comes_back_is_found_and_the_librarian_is_told(library: Library) -> None:
    copy = library.copy("B1", status="lost")
    library.lend(copy, library.patron("6101"))
    check_in(copy.id, AT)
    assert Copy.get_by_id(copy.id).status == "available"
    assert verbs() == [("returned", True)]


def test_a_lost_book_that_another_reader_brings_is_found_but_goes_to_the_librarian(library: Library) -> None:
    copy = library.copy("B1", status="lost")
    library.lend(copy, library.patron("6101"))
    ben = library.patron("6102")
    answer = check_out(ben.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.MARKED_LOST
    assert library.open_loans() == []
    assert Copy.get_by_id(copy.id).status == "available"


def test_settling_returns_the_book_even_where_this_reader_may_not_borrow_it(library: Library) -> None:
    copy, ben = library.copy("B1"), library.patron("6102", quota=0)
    loan = library.lend(copy, library.patron("6101", name="Ada Lovelace"))
    answer = check_out(ben.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.LIMIT_REACHED
    assert "Ada" not in repr(answer)
    assert library.open_loans() == []
    assert verbs() == [("returned", True), ("refused", True)]
    (returned,) = (Event.get_by_id(event) for event in answer.events)
    assert (returned.verb, returned.loan_id) == ("returned", loan.id)


@pytest.mark.parametrize(
    ("kiosk", "ago", "settled"),
    [
        ("another", JUST_NOW - timedelta(seconds=1), False),
        ("another", JUST_NOW, True),
        ("test kiosk", timedelta(0), True),
    ],
)
def test_a_loan_made_just_now_at_another_kiosk_is_no_forgotten_return(
    library: Library, kiosk: str, ago: timedelta, settled: bool
) -> None:
    copy, ben = library.copy("B1"), library.patron("6102")
    library.lend(copy, library.patron("6101"), days_ago=0, kiosk=kiosk)
    Loan.update(lent_at=NOW - ago).execute()
    answer = check_out(ben.id, copy.id, AT, ANY_DAY)
    if settled:
        assert isinstance(answer, Settled)
        assert [event.flagged for event in Event.select()] == [True, True]
    else:
        assert isinstance(answer, Refused) and answer.reason is Reason.TAKEN_MEANWHILE
        assert verbs() == []


def test_readers_who_hold_a_title_come_first_and_in_their_order(library: Library) -> None:
    ada, ben, eve = (library.patron(number) for number in ("6101", "6102", "6103"))
    title = library.title()
    first, second = library.copy("B1", title=title), library.copy("B2", title=title)
    hold(first, ben, minutes=2)
    hold(first, ada, minutes=1)
    third = check_out(eve.id, first.id, AT, ANY_DAY)
    assert isinstance(third, Refused) and third.reason is Reason.ON_HOLD
    assert isinstance(check_out(ben.id, first.id, AT, ANY_DAY), CheckedOut)  # two copies for two who wait
    again = check_out(eve.id, second.id, AT, ANY_DAY)
    assert isinstance(again, Refused) and again.reason is Reason.ON_HOLD
    assert isinstance(check_out(ada.id, second.id, AT, ANY_DAY), CheckedOut)
    assert Hold.select().where(Hold.closed_at.is_null()).count() == 0


def test_whoever_waits_second_does_not_get_the_only_copy(library: Library) -> None:
    copy, ada, ben = library.copy("B1"), library.patron("6101"), library.patron("6102")
    hold(copy, ada)
    hold(copy, ben, minutes=1)
    answer = check_out(ben.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.ON_HOLD


def test_more_free_copies_than_holds_are_lent_to_anybody(library: Library) -> None:
    title = library.title()
    copy, other = library.copy("B1", title=title), library.copy("B2", title=title)
    hold(copy, library.patron("6101"))
    assert isinstance(check_out(library.patron("6102").id, copy.id, AT, ANY_DAY), CheckedOut)
    answer = check_out(library.patron("6103").id, other.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.ON_HOLD


@pytest.mark.parametrize("elsewhere", ["lost", "reference", "on loan", "in a corner"])
def test_a_copy_that_nobody_can_borrow_serves_no_hold(library: Library, elsewhere: str) -> None:
    title = library.title()
    copy, other = library.copy("B1", title=title), library.copy("B2", title=title)
    if elsewhere == "on loan":
        library.lend(other, library.patron("6103"))
    elif elsewhere == "in a corner":
        Copy.update(location=library.shelf("3A", kind="corner")).where(Copy.id == other.id).execute()
    else:
        Copy.update(status=elsewhere).where(Copy.id == other.id).execute()
    hold(copy, library.patron("6101"))
    answer = check_out(library.patron("6102").id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.ON_HOLD


def test_a_book_that_somebody_waits_for_goes_to_the_librarian_when_it_is_back(library: Library) -> None:
    copy = library.copy("B1")
    library.lend(copy, library.patron("6101"))
    hold(copy, library.patron("6102"))
    answer = check_in(copy.id, AT)
    assert isinstance(answer, CheckedIn) and answer.on_hold
    assert verbs() == [("returned", True)]


def test_a_renewal_counts_from_today_and_is_remembered_with_the_day_before(library: Library) -> None:
    loan = library.lend(library.copy("B1"), library.patron("6101"), days_ago=10)
    answer = renew(loan.id, AT, ANY_DAY)
    assert isinstance(answer, Renewed)
    assert (answer.due_on, answer.renewals) == (date(2026, 9, 22), 1)
    stored = Loan.get_by_id(loan.id)
    assert (stored.due_on, stored.renewals) == (date(2026, 9, 22), 1)
    told = {"due_before": "2026-09-12", "due": "2026-09-22", "renewals": 1}
    assert json.loads(Event.get(Event.verb == "renewed").details) == told


def test_an_overdue_book_may_be_renewed_until_its_reader_is_stopped_for_it(library: Library) -> None:
    ada = library.patron("6101")
    late = library.lend(library.copy("B1"), ada, days_ago=22)
    too_late = library.lend(library.copy("B2"), ada, days_ago=23)
    answer = renew(too_late.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.OVERDUE_BLOCK
    assert answer.details == {"days": 8, "allowed": 7}
    assert isinstance(renew(late.id, AT, ANY_DAY), Renewed)
    library.policy("pupil", overdue_block_days=None)
    assert isinstance(renew(too_late.id, AT, ANY_DAY), Renewed), "this school stops nobody"


def test_a_renewal_at_the_end_of_term_gains_nothing(library: Library) -> None:
    term = Calendar(terms=((date(2026, 9, 1), date(2026, 9, 12)),))
    loan = library.lend(library.copy("B1"), library.patron("6101"), days_ago=5, days=10)
    answer = renew(loan.id, AT, term)
    assert isinstance(answer, Refused) and answer.reason is Reason.RENEWAL_GAINS_NOTHING
    assert verbs() == []


def test_a_book_that_somebody_waits_for_is_not_renewed(library: Library) -> None:
    copy = library.copy("B1")
    loan = library.lend(copy, library.patron("6101"))
    hold(copy, library.patron("6102"))
    answer = renew(loan.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.ON_HOLD


@pytest.mark.parametrize(
    ("status", "reason"), [("suspended", Reason.SUSPENDED), ("left", Reason.READER_LEFT)]
)
def test_a_reader_who_may_not_borrow_may_not_renew(library: Library, status: str, reason: Reason) -> None:
    loan = library.lend(library.copy("B1"), library.patron("6101", status=status))
    answer = renew(loan.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is reason


def test_a_loan_that_is_closed_already_is_not_renewed(library: Library) -> None:
    copy = library.copy("B1")
    loan = library.lend(copy, library.patron("6101"))
    check_in(copy.id, AT)
    answer = renew(loan.id, AT, ANY_DAY)
    assert isinstance(answer, Refused) and answer.reason is Reason.TAKEN_MEANWHILE


@pytest.mark.parametrize("scanned", ["A01001302B", "01001302"])
def test_a_codabar_label_is_found_with_its_letters_and_without(library: Library, scanned: str) -> None:
    copy = library.copy()
    Barcode.create(code="A01001302B", copy=copy, issued_at=NOW)
    found = find(scanned)
    assert isinstance(found, FoundCopy)
    assert found.copy_id == copy.id


def test_a_codabar_card_is_found_though_a_scanner_sends_its_letters(library: Library) -> None:
    patron = library.patron("31234")
    assert find("C31234D") == FoundPatron(patron.id, retired=False)


def test_digits_that_two_codabar_labels_share_are_neither_of_them(library: Library) -> None:
    for code in ("A0100B", "C0100D"):
        Barcode.create(code=code, copy=library.copy(), issued_at=NOW)
    assert find("0100") is None
    assert isinstance(find("A0100B"), FoundCopy)
