"""Every reason to refuse, reached by a real situation at the desk, and the exact edge of each rule."""

import json

import pytest
from refused import SECOND, SITUATIONS, limit_reached, overdue_block
from school import NOW, Library, scan_all

from db.answers.counter.refusals import SENTENCES, Reason
from db.answers.counter.scans import CheckedIn, CheckedOut, Refused
from db.answers.counter.turn import TurnOpened
from db.models import Event, Title
from kiosk.counter.desk import Desk


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_reached_and_says_it_in_two_sentences(
    library: Library, desk: Desk, reason: Reason
) -> None:
    answer = SITUATIONS[reason](library, desk)
    assert isinstance(answer, Refused)
    assert answer.reason is reason
    assert not answer.events
    for sentence in (SENTENCES[reason].child, SENTENCES[reason].librarian):
        told = sentence.format(**answer.details)
        assert "{" not in told
        assert "Lovelace" not in told
    lent = Event.select().where(Event.verb == "lent").count()
    assert lent == (1 if reason is Reason.CANNOT_UNDO else 0)


def test_a_refused_loan_is_remembered_with_its_reason(library: Library, desk: Desk) -> None:
    limit_reached(library, desk)
    event = Event.get(Event.verb == "refused")
    assert (event.patron.number, event.copy.title.title) == ("6101", "Book B3")
    assert json.loads(event.details) == {"reason": "limit_reached", "used": 2, "limit": 2}
    assert (event.flagged, event.loan_id) == (False, None)


@pytest.mark.parametrize(("quota", "limit"), [(None, 2), (3, 3), (1, 1), (0, 0)])
def test_a_readers_own_quota_goes_over_the_policy(
    library: Library, desk: Desk, quota: int | None, limit: int
) -> None:
    library.patron("6101", quota=quota)
    opened = desk.scan("6101", NOW)
    assert isinstance(opened, TurnOpened) and opened.reader.most_loans == limit
    answers = []
    for number in range(limit + 1):
        library.copy(f"B{number}")
        answers.append(desk.scan(f"B{number}", NOW + SECOND))
    assert [(a.used, a.limit) for a in answers if isinstance(a, CheckedOut)] == [
        (used, limit) for used in range(1, limit + 1)
    ]
    refused = answers[-1]
    assert isinstance(refused, Refused) and refused.details == {"used": limit, "limit": limit}


@pytest.mark.parametrize(
    ("allowed", "days_overdue", "may"),
    [(7, 7, True), (7, 8, False), (0, 0, True), (0, 1, False), (None, 300, True)],
)
def test_lending_stops_on_the_first_day_beyond_what_the_policy_allows(
    library: Library, desk: Desk, allowed: int | None, days_overdue: int, may: bool
) -> None:
    library.policy("pupil", overdue_block_days=allowed)
    library.lend(library.copy("B1"), library.patron("6101"), days_ago=days_overdue + 1, days=1)
    library.copy("B2")
    answer = scan_all(desk, "6101", "B2")
    if may:
        assert isinstance(answer, CheckedOut)
    else:
        assert isinstance(answer, Refused) and answer.reason is Reason.OVERDUE_BLOCK
        assert answer.details == {"days": days_overdue, "allowed": allowed}


def test_bringing_the_late_book_back_ends_the_block_at_once(library: Library, desk: Desk) -> None:
    overdue_block(library, desk)
    back = desk.scan("B1", NOW + 6 * SECOND)
    assert isinstance(back, CheckedIn) and back.days_overdue == 8
    assert isinstance(desk.scan("B2", NOW + 9 * SECOND), CheckedOut)


def test_each_category_has_its_own_days_and_limit(library: Library, desk: Desk) -> None:
    library.patron("T1", category="teacher")
    library.copy("B1")
    answer = scan_all(desk, "T1", "B1")
    assert isinstance(answer, CheckedOut)
    assert (answer.due_on.isoformat(), answer.limit) == ("2026-11-06", 5)


def test_what_is_wrong_with_the_book_is_said_before_what_is_wrong_with_the_reader(
    library: Library, desk: Desk
) -> None:
    limit_reached(library, desk)
    title = Title.get(Title.title == "Book B3")
    library.copy("B4", title=title, status="reference")
    answer = desk.scan("B4", NOW + 6 * SECOND)
    assert isinstance(answer, Refused) and answer.reason is Reason.NOT_FOR_LOAN
