"""Taking back each verb, never what has changed since; and keeping a book instead of returning it."""

from datetime import date, timedelta

import pytest
from school import NOW, Library

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, CheckedIn, CheckedOut, Refused, Renewed, Settled, Undone
from db.answers.flag import Flag
from db.circulation.lending import check_in, check_out, renew
from db.circulation.undo import keep, undo
from db.events.record import Acting
from db.events.report import events
from db.library.calendar import Calendar
from db.models import Copy, Event, Hold, Loan, Policy
from kiosk.sentences.events import why_of
from kiosk.sentences.saying import say
from kiosk.words import speak

AT = Acting("test kiosk", NOW)
LATER = Acting("test kiosk", NOW + timedelta(seconds=5))
ANY_DAY = Calendar()
SHORT_TERM = Calendar(terms=((date(2026, 9, 1), date(2026, 9, 12)),))


def lent(library: Library, code: str = "B1", number: str = "6101") -> CheckedOut:
    answer = check_out(library.patron(number).id, library.copy(code).id, AT, ANY_DAY)
    assert isinstance(answer, CheckedOut)
    return answer


def returned(library: Library, **loan: object) -> CheckedIn:
    ada, copy = library.patron("6101"), library.copy("B1", status=loan.pop("status", "available"))
    library.lend(copy, ada, **loan)  # type: ignore[arg-type]
    answer = check_in(copy.id, AT, offered_to=ada.id)
    assert isinstance(answer, CheckedIn)
    return answer


def assert_cannot_undo(events: tuple[int, ...]) -> None:
    before = list(Loan.select().tuples()), Event.select().count()
    assert undo(events, LATER) == Refused(Reason.CANNOT_UNDO)
    assert (list(Loan.select().tuples()), Event.select().count()) == before


def test_a_loan_taken_back_never_counted(library: Library) -> None:
    answer = lent(library)
    taken_back = undo(answer.events, LATER)
    assert isinstance(taken_back, Undone) and taken_back.undone == "lent"
    assert taken_back.book == answer.book
    loan = Loan.get_by_id(answer.loan_id)
    assert (loan.voided, loan.returned_at) == (True, LATER.now)
    event = Event.get_by_id(taken_back.events[0])
    assert (event.verb, event.undoes.id, event.loan_id) == ("undone", answer.events[0], loan.id)


def test_a_return_taken_back_leaves_the_loan_as_it_was(library: Library) -> None:
    answer = returned(library, renewals=1)
    taken_back = undo(answer.events, LATER)
    assert isinstance(taken_back, Undone) and taken_back.undone == "returned"
    loan = Loan.get_by_id(answer.loan_id)
    assert (loan.returned_at, loan.renewals, loan.due_on) == (None, 1, date(2026, 9, 19))


@pytest.mark.parametrize(("most_loans", "flag"), [(2, None), (1, Flag.OTHER)])
def test_a_return_is_taken_back_over_the_limit_and_the_librarian_is_to_know(
    library: Library, most_loans: int, flag: Flag | None
) -> None:
    library.policy("pupil", most_loans=most_loans)
    answer = returned(library)
    ada = Loan.get_by_id(answer.loan_id).patron
    assert isinstance(check_out(ada.id, library.copy("B2").id, LATER, ANY_DAY), CheckedOut)
    assert isinstance(undo(answer.events, LATER), Undone)
    assert len(library.open_loans()) == 2
    told = next(row for row in events(since=NOW) if row.verb == "undone")
    assert (told.flag, told.waits) == (flag, flag is not None)
    if flag:
        said = why_of(told.verb, told.details, told.flag, speak("en"))
        assert said == "The return was undone, so the reader has more books than the limit."


def test_a_return_of_a_lost_book_taken_back_leaves_it_lost(library: Library) -> None:
    answer = returned(library, status="lost")
    assert Copy.get().status == "available"
    assert isinstance(undo(answer.events, LATER), Undone)
    assert Copy.get().status == "lost"


def test_a_renewal_taken_back_has_the_due_date_of_before(library: Library) -> None:
    loan = library.lend(library.copy("B1"), library.patron("6101"))
    answer = renew(loan.id, AT, ANY_DAY)
    assert isinstance(answer, Renewed)
    taken_back = undo(answer.events, LATER)
    assert isinstance(taken_back, Undone) and taken_back.undone == "renewed"
    stored = Loan.get_by_id(loan.id)
    assert (stored.due_on, stored.renewals, stored.returned_at) == (loan.due_on, 0, None)


def test_a_settled_loan_taken_back_is_the_other_readers_again(library: Library) -> None:
    ada, ben, copy = library.patron("6101"), library.patron("6102"), library.copy("B1")
    library.lend(copy, ada)
    answer = check_out(ben.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Settled)
    taken_back = undo(answer.events, LATER)
    assert isinstance(taken_back, Undone) and taken_back.undone == "settled" and len(taken_back.events) == 2
    assert "back to your friend" in say(taken_back, speak("en")).lines[-1]
    assert library.open_loans() == [("6101", "Book B1")]


def test_the_return_within_a_refused_loan_can_be_taken_back(library: Library) -> None:
    copy = library.copy("B1")
    library.lend(copy, library.patron("6101"))
    answer = check_out(library.patron("6102", quota=0).id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, Refused)
    assert isinstance(undo(answer.events, LATER), Undone)
    assert library.open_loans() == [("6101", "Book B1")]


def test_a_hold_that_was_fulfilled_waits_again_after_undo(library: Library) -> None:
    ada, copy = library.patron("6101"), library.copy("B1")
    Hold.create(title=copy.title_id, patron=ada, placed_at=NOW - timedelta(days=1))
    answer = check_out(ada.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, CheckedOut) and Hold.get().closed_at == NOW
    assert isinstance(undo(answer.events, LATER), Undone)
    assert Hold.get().closed_at is None


def test_a_hold_that_was_placed_anew_stops_the_undo(library: Library) -> None:
    ada, copy = library.patron("6101"), library.copy("B1")
    Hold.create(title=copy.title_id, patron=ada, placed_at=NOW - timedelta(days=1))
    answer = check_out(ada.id, copy.id, AT, ANY_DAY)
    assert isinstance(answer, CheckedOut)
    Hold.create(title=copy.title_id, patron=ada, placed_at=NOW)
    assert_cannot_undo(answer.events)


def test_nothing_is_taken_back_twice(library: Library) -> None:
    answer = lent(library)
    undo(answer.events, LATER)
    assert_cannot_undo(answer.events)


def test_a_return_that_was_taken_back_and_made_again_is_not_taken_back_by_the_first(library: Library) -> None:
    answer = returned(library)
    undo(answer.events, LATER)
    check_in(Copy.get().id, LATER)
    assert_cannot_undo(answer.events)


def test_a_loan_that_was_returned_since_is_not_taken_back(library: Library) -> None:
    answer = lent(library)
    check_in(Copy.get().id, LATER)
    assert_cannot_undo(answer.events)


def test_a_loan_that_was_renewed_since_is_not_taken_back(library: Library) -> None:
    answer = lent(library)
    assert isinstance(renew(answer.loan_id, Acting("k", NOW + timedelta(days=1)), ANY_DAY), Renewed)
    assert_cannot_undo(answer.events)


def test_a_return_is_not_taken_back_once_the_book_is_lent_again(library: Library) -> None:
    answer = returned(library)
    check_out(library.patron("6102").id, Copy.get().id, LATER, ANY_DAY)
    assert_cannot_undo(answer.events)


def test_a_return_is_not_taken_back_once_its_reader_was_cut_from_it(library: Library) -> None:
    answer = returned(library)
    Loan.update(patron=None).execute()
    assert_cannot_undo(answer.events)


def test_a_renewal_is_not_taken_back_once_the_book_is_returned_or_renewed_again(library: Library) -> None:
    library.policy("pupil", most_renewals=2)
    loan = library.lend(library.copy("B1"), library.patron("6101"))
    first = renew(loan.id, AT, ANY_DAY)
    second = renew(loan.id, Acting("k", NOW + timedelta(days=1)), ANY_DAY)
    assert isinstance(first, Renewed) and isinstance(second, Renewed)
    assert_cannot_undo(first.events)
    check_in(Copy.get().id, LATER)
    assert_cannot_undo(second.events)


def test_of_two_events_neither_is_taken_back_when_one_cannot_be(library: Library) -> None:
    first, second = lent(library), lent(library, "B2", "6102")
    check_in(Loan.get_by_id(first.loan_id).copy_id, LATER)
    assert_cannot_undo((*first.events, *second.events))


def test_keeping_a_book_just_returned_renews_it(library: Library) -> None:
    answer = returned(library)
    assert answer.renewal_offered
    kept = keep(answer, LATER, ANY_DAY)
    assert isinstance(kept, Renewed) and kept.due_on == date(2026, 9, 22)
    assert library.open_loans() == [("6101", "Book B1")]
    assert [event.verb for event in Event.select().order_by(Event.id)] == ["returned", "undone", "renewed"]


def test_a_book_whose_renewal_would_gain_no_day_is_kept_without_one(library: Library) -> None:
    answer = returned(library, days_ago=5, days=10)
    kept = keep(answer, LATER, SHORT_TERM)
    assert isinstance(kept, AlreadyYours) and kept.due_on == Loan.get().due_on
    assert library.open_loans() == [("6101", "Book B1")]
    assert [event.verb for event in Event.select().order_by(Event.id)] == ["returned", "undone"]


def test_a_book_that_may_not_be_renewed_stays_returned(library: Library) -> None:
    answer = returned(library)
    Policy.update(most_renewals=0).execute()
    kept = keep(answer, LATER, ANY_DAY)
    assert isinstance(kept, Refused) and kept.reason is Reason.NO_MORE_RENEWALS
    assert library.open_loans() == []
    assert [event.verb for event in Event.select()] == ["returned"]


def test_a_book_that_somebody_else_took_meanwhile_is_not_kept(library: Library) -> None:
    answer = returned(library)
    check_out(library.patron("6102").id, Copy.get().id, LATER, ANY_DAY)
    assert keep(answer, LATER, ANY_DAY) == Refused(Reason.CANNOT_UNDO)
    assert library.open_loans() == [("6102", "Book B1")]
