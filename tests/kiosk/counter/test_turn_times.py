"""Turns and repeats as time passes, stands still, or is set again."""

from datetime import timedelta

from school import NOW, Library, scan_all

from db.answers.counter.scans import BookShown, CheckedOut, Ignored
from db.answers.counter.turn import TurnEnded
from db.models import Event
from kiosk.counter.desk import Desk

SECOND = timedelta(seconds=1)


def test_a_scanners_repeats_do_not_prolong_a_turn(library: Library, desk: Desk) -> None:
    library.patron("6101")
    desk.scan("6101", NOW)
    for n in range(1, 14):
        assert isinstance(desk.scan("6101", NOW + n * 1.5 * SECOND), Ignored)
    assert desk.tick(NOW + 20 * SECOND) == TurnEnded(timed_out=True)


def test_a_book_left_under_the_scanner_is_not_returned_when_its_turn_ends(
    library: Library, desk: Desk
) -> None:
    library.patron("6101")
    library.copy("B1")
    scan_all(desk, "6101", "B1")
    for n in range(1, 20):
        assert isinstance(desk.scan("B1", NOW + (3 + n * 1.5) * SECOND), Ignored)
    assert desk.conversation.turn is None
    assert library.open_loans() == [("6101", "Book B1")]


def test_typing_by_hand_prolongs_a_turn(library: Library, desk: Desk) -> None:
    library.patron("6101")
    desk.touch(NOW - 5 * SECOND)
    assert desk.conversation.ends_at is None
    desk.scan("6101", NOW)
    desk.touch(NOW + 19 * SECOND)
    assert desk.conversation.ends_at == NOW + 39 * SECOND
    assert desk.tick(NOW + 38 * SECOND) is None
    assert desk.tick(NOW + 39 * SECOND) == TurnEnded(timed_out=True)


def test_the_time_that_nobody_uses_ends_without_a_word(library: Library, desk: Desk) -> None:
    library.copy("B1")
    assert isinstance(desk.scan("B1", NOW), BookShown)
    assert desk.tick(NOW + 20 * SECOND) is None
    assert "B1" not in repr(desk.conversation)


def test_a_clock_that_is_set_back_neither_ends_a_turn_nor_keeps_it_open(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    desk.scan("6101", NOW)
    back = NOW - timedelta(hours=8)
    assert desk.tick(back) is None
    assert isinstance(desk.scan("B1", back + SECOND), CheckedOut)
    assert desk.tick(back + 21 * SECOND) == TurnEnded(timed_out=True)


def test_a_clock_that_is_set_back_makes_no_scan_a_repeat(library: Library, desk: Desk) -> None:
    library.patron("6101")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan("6101", NOW - timedelta(hours=8)), TurnEnded)


def test_a_clock_that_jumps_ahead_ends_the_turn_and_answers_the_scan(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan("B1", NOW + timedelta(days=400)), BookShown)
    assert Event.select().count() == 1
