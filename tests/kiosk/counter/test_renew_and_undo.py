"""Renewing and undoing at the desk, beyond the table of scans."""

from datetime import timedelta

import pytest
from school import NOW, Library, scan_all

from db.answers.counter.asking import (
    CardNeeded,
    RenewalAwaited,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    CheckedIn,
    CheckedOut,
    NothingToUndo,
    Refused,
    Renewed,
    Undone,
)
from db.models import Loan
from kiosk.counter.desk import Desk

SECOND = timedelta(seconds=1)


def test_where_renewing_is_the_policys_default_an_own_book_is_renewed_then_returned(
    library: Library, desk: Desk
) -> None:
    library.policy("pupil", renews_by_default=True)
    library.lend(library.copy("B1"), library.patron("6101"))
    assert isinstance(scan_all(desk, "6101", "B1"), Renewed)
    assert len(library.open_loans()) == 1
    back = desk.scan("B1", NOW + 6 * SECOND)
    assert isinstance(back, CheckedIn)
    assert (back.renewal_offered, back.renewal_refused) == (False, None)
    assert library.open_loans() == []


def test_where_renewing_is_the_default_a_book_that_cannot_be_kept_is_returned_and_told_why(
    library: Library, desk: Desk
) -> None:
    library.policy("pupil", renews_by_default=True)
    library.lend(library.copy("B1"), library.patron("6101"), renewals=1)
    back = scan_all(desk, "6101", "B1")
    assert isinstance(back, CheckedIn)
    assert (back.renewal_offered, back.renewal_refused) == (False, Reason.NO_MORE_RENEWALS)
    assert library.open_loans() == []


def test_renew_before_the_book_renews_the_next_own_book(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    assert isinstance(scan_all(desk, "6101", "%RENEW"), RenewalAwaited)
    assert isinstance(desk.scan("B1", NOW + 12 * SECOND), Renewed)
    assert len(library.open_loans()) == 1


def test_renew_before_the_book_is_forgotten_after_10_seconds(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    scan_all(desk, "6101", "%RENEW")
    assert isinstance(desk.scan("B1", NOW + 13 * SECOND), CheckedIn)


def test_renew_before_a_free_book_lends_it_and_renews_nothing_later(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    library.copy("B2")
    assert isinstance(scan_all(desk, "6101", "%RENEW", "B2"), CheckedOut)
    assert isinstance(desk.scan("B1", NOW + 9 * SECOND), CheckedIn)


def test_a_renewal_that_was_asked_for_and_refused_returns_nothing(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"), renewals=1)
    assert isinstance(scan_all(desk, "6101", "%RENEW", "B1"), Refused)
    assert len(library.open_loans()) == 1


def test_the_offer_to_keep_a_returned_book_ends_after_10_seconds(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    scan_all(desk, "6101", "B1")
    assert isinstance(desk.scan("%RENEW", NOW + 13 * SECOND), RenewalAwaited)
    assert library.open_loans() == []


def test_the_offer_to_keep_a_returned_book_ends_with_the_next_scan(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    assert isinstance(scan_all(desk, "6101", "B1", "X", "%RENEW"), RenewalAwaited)
    assert library.open_loans() == []


def test_nobody_renews_nothing(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    desk.scan("B1", NOW)
    assert isinstance(desk.scan("%RENEW", NOW + SECOND), CardNeeded)
    assert library.open_loans() == []


def test_undo_takes_back_one_action_after_another_until_nothing_is_left(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    library.copy("B2")
    library.lend(library.copy("B3"), library.patron("6102"))
    before = library.open_loans()
    scan_all(desk, "6101", "B1", "B2", "B3")
    answers = [desk.scan("%UNDO", NOW + n * SECOND) for n in (12, 15, 18, 21)]
    assert [answer.undone for answer in answers if isinstance(answer, Undone)] == [
        "settled",
        "lent",
        "returned",
    ]
    assert isinstance(answers[-1], NothingToUndo)
    assert library.open_loans() == before
    assert desk.conversation.turn is not None
    assert [line.book.title for line in desk.conversation.turn.reader.loans] == ["Book B1"]


def test_undo_after_keeping_a_book_leaves_it_with_its_old_due_date(library: Library, desk: Desk) -> None:
    loan = library.lend(library.copy("B1"), library.patron("6101"))
    scan_all(desk, "6101", "B1", "%RENEW")
    assert isinstance(desk.scan("%UNDO", NOW + 9 * SECOND), Undone)
    assert isinstance(desk.scan("%UNDO", NOW + 12 * SECOND), NothingToUndo)
    kept = Loan.get_by_id(loan.id)
    assert (kept.returned_at, kept.due_on, kept.renewals) == (None, loan.due_on, 0)


@pytest.mark.parametrize("ending", ["%DONE", "6101", "6102", ""])
def test_undo_after_the_turn_has_ended_does_nothing(library: Library, desk: Desk, ending: str) -> None:
    library.patron("6101")
    library.patron("6102")
    library.copy("B1")
    scan_all(desk, "6101", "B1")
    if ending:
        desk.scan(ending, NOW + 6 * SECOND)
    assert isinstance(desk.scan("%UNDO", NOW + 23 * SECOND), NothingToUndo)
    assert library.open_loans() == [("6101", "Book B1")]


def test_a_return_without_a_card_can_be_undone_until_a_card_comes(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    assert isinstance(scan_all(desk, "B1", "%UNDO"), Undone)
    assert library.open_loans() == [("6101", "Book B1")]
    assert isinstance(scan_all(desk, "B1", "6101", "%UNDO", start=6), NothingToUndo)
    assert library.open_loans() == []


def test_an_undo_that_fails_lets_the_next_one_take_back_what_was_before(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    library.copy("B2")
    scan_all(desk, "6101", "B1", "B2")
    Loan.update(returned_at=NOW).where(Loan.id == 2).execute()
    assert isinstance(desk.scan("%UNDO", NOW + 9 * SECOND), Refused)
    assert isinstance(desk.scan("%UNDO", NOW + 12 * SECOND), Undone)
    assert library.open_loans() == []


def test_a_loan_taken_back_can_be_made_again_at_once(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    assert isinstance(scan_all(desk, "6101", "B1", "%UNDO", "B1"), CheckedOut)
    assert isinstance(desk.scan("B1", NOW + 12 * SECOND), AlreadyYours)
