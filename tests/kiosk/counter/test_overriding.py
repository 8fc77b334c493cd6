"""Lending all the same: what may be, by whom it is remembered, and what is forgotten with the reader."""

import json
from datetime import timedelta

import pytest
from refused import SITUATIONS
from school import NOW, Library, scan_all

from db.answers.counter.overriding import OVERRIDABLE, WHY, Override, Why
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import CheckedOut, LoanWanted, Refused
from db.circulation.lending import check_out
from db.clock import local_day
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.models import Copy, Event, Hold, Loan, Patron
from db.privacy.forgetting import forget
from db.privacy.purging import purge
from kiosk.cli import main
from kiosk.counter.clock import look_at_clock
from kiosk.counter.desk import Desk

LATER = NOW + timedelta(minutes=1)
STAFF = Acting("test kiosk", LATER).by_staff(1)


@pytest.mark.parametrize("reason", Reason)
def test_what_the_table_allows_can_be_lent_all_the_same_and_nothing_else(
    library: Library, desk: Desk, reason: Reason
) -> None:
    refused = SITUATIONS[reason](library, desk)
    assert isinstance(refused, Refused)
    if reason not in OVERRIDABLE:
        assert refused.wanted is None or (refused.wanted.one_more and reason is Reason.ALL_OUT)
        return
    assert refused.wanted is not None
    answer = desk.override(refused.wanted, Override(Why.PROJECT), STAFF)
    assert isinstance(answer, CheckedOut)
    loan = Loan.get_by_id(answer.loan_id)
    assert (loan.patron_id, loan.copy_id) == (refused.wanted.patron_id, refused.wanted.copy_id)
    told = Event.get(Event.verb == "overridden")
    assert (told.actor, told.staff_id, told.patron_id) == ("staff", 1, refused.wanted.patron_id)
    details = json.loads(told.details)
    assert (details["reason"], details["why"]) == (reason.value, "project")


def test_one_copy_more_than_the_list_says_is_made_and_lent(library: Library, desk: Desk) -> None:
    refused = SITUATIONS[Reason.ALL_OUT](library, desk)
    assert isinstance(refused, Refused) and refused.wanted
    answer = desk.override(refused.wanted, Override(Why.MORE_COPIES), STAFF)
    assert isinstance(answer, CheckedOut)
    lent = Loan.get_by_id(answer.loan_id)
    assert (lent.copy.number, lent.patron.number, len(library.open_loans())) == (3, "6101", 3)
    told = Event.get(Event.verb == "copy_added")
    assert told.flagged and (told.actor, told.staff_id, told.copy_id) == ("staff", 1, lent.copy_id)


def test_one_copy_more_is_lent_by_the_rules_all_the_same(library: Library, desk: Desk) -> None:
    refused = SITUATIONS[Reason.ALL_OUT](library, desk)
    assert isinstance(refused, Refused) and refused.wanted
    Patron.update(quota=0).where(Patron.number == "6101").execute()
    answer = desk.override(refused.wanted, Override(Why.MORE_COPIES), STAFF)
    assert isinstance(answer, Refused) and answer.reason is Reason.LIMIT_REACHED
    assert answer.wanted and not answer.wanted.one_more, "the limit is overridden by a reason of its own"


def test_every_reason_to_lend_all_the_same_has_words() -> None:
    assert set(WHY) == set(Why) and len(set(WHY.values())) == len(Why)


@pytest.mark.parametrize("status", ["left", "card_lost"])
def test_whoever_has_left_borrows_nothing_all_the_same(library: Library, desk: Desk, status: str) -> None:
    ada = library.patron("6101")
    copy = library.copy("B1", status="reference")
    refused = scan_all(desk, "6101", "B1")
    assert isinstance(refused, Refused) and refused.wanted == LoanWanted(ada.id, copy.id)
    Patron.update(status=status).execute()
    answer = desk.override(refused.wanted, Override(Why.LESSON), STAFF)
    assert isinstance(answer, Refused) and library.open_loans() == []


def test_a_book_that_was_marked_meanwhile_is_refused_for_that(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1", status="reference")
    refused = scan_all(desk, "6101", "B1")
    assert isinstance(refused, Refused) and refused.wanted
    Copy.update(status="withdrawn").execute()
    answer = desk.override(refused.wanted, Override(Why.LESSON), STAFF)
    assert isinstance(answer, Refused) and answer.reason is Reason.WITHDRAWN


def test_a_clock_that_cannot_be_right_lends_nothing_all_the_same(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1", status="reference")
    refused = scan_all(desk, "6101", "B1")
    assert isinstance(refused, Refused) and refused.wanted
    desk.clock = look_at_clock(NOW, NOW + timedelta(days=1))
    answer = desk.override(refused.wanted, Override(Why.LESSON), STAFF)
    assert isinstance(answer, Refused) and answer.reason is Reason.CLOCK_BEHIND
    assert library.open_loans() == []


def test_a_reserved_book_given_to_another_leaves_the_hold_waiting(library: Library, desk: Desk) -> None:
    refused = SITUATIONS[Reason.ON_HOLD](library, desk)
    assert isinstance(refused, Refused) and refused.wanted
    desk.override(refused.wanted, Override(Why.NOT_WANTED), STAFF)
    assert Hold.get().closed_at is None


def test_the_reader_at_the_kiosk_holds_it_now_and_may_take_it_back(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1", status="reference")
    refused = scan_all(desk, "6101", "B1")
    assert isinstance(refused, Refused) and refused.wanted
    desk.override(refused.wanted, Override(Why.LESSON), Acting("test kiosk", NOW + timedelta(seconds=9)))
    turn = desk.conversation.turn
    assert turn and [line.book.title for line in turn.reader.loans] == ["Book B1"]
    desk.scan("%UNDO", NOW + timedelta(seconds=12))
    assert library.open_loans() == []


def overridden(library: Library, words: str) -> None:
    ada = library.patron("6101", name="Ada Lovelace")
    copy = library.copy("B1", status="reference")
    calendar = read_calendar(local_day(NOW))
    check_out(ada.id, copy.id, Acting("k", NOW), calendar, override=Override(Why.OTHER, words))
    Loan.update(returned_at=NOW).execute()


@pytest.mark.parametrize("how", ["purge", "erase"])
def test_own_words_are_forgotten_with_the_reader_and_the_reason_stays(library: Library, how: str) -> None:
    overridden(library, "Ada's mother asked")
    if how == "purge":
        purge(Acting("k", NOW + timedelta(days=30)))
    else:
        forget("6101", Acting("k", NOW))
    event = Event.get(Event.verb == "overridden")
    assert event.patron_id is None
    assert json.loads(event.details) == {"reason": "not_for_loan", "why": "other"}


def test_own_words_are_cut_short(library: Library) -> None:
    overridden(library, "x" * 999)
    assert len(json.loads(Event.get(Event.verb == "overridden").details)["words"]) == 120


def test_the_librarian_reads_why_it_was_refused_and_why_it_was_lent(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    overridden(library, "[exam] next week")
    ada = Patron.get(Patron.number == "6101")
    copy = Copy.get()
    check_out(ada.id, copy.id, Acting("k", NOW), read_calendar(local_day(NOW)))
    older = {"uuid": "old", "at": NOW, "kiosk": "k", "actor": "reader", "verb": "refused"}
    Event.create(**older, details='{"reason": "limit_reached"}')
    assert main(["--language", "en", "events", "--days", "99999"]) == 0
    told = capsys.readouterr().out
    assert "The copy is for reference only." in told
    assert "reference only. [exam] next week" in told and "in your words" not in told
    assert "limit_reached" in told
