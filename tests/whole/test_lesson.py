"""A whole lesson through the real desk on a real store, once at one kiosk and once at two processes."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from lesson_play import PUPILS, STARTS, expected_loans, make_class, new_book, old_book, scans
from school import NOW, Library

from db.answers.classes.lesson import LessonTime, TileState
from db.answers.counter.scans import Fault
from db.answers.counter.turn import TurnEnded
from db.events.record import Acting
from db.lessons.finding import lesson_time
from db.lessons.lessons import close_lesson, open_lesson
from db.lessons.page import lesson_page
from db.lessons.roster import roster
from db.library.terms import set_term
from db.models import Event, Lesson, Loan
from kiosk.cli import main
from kiosk.service.desks import Desks

Captured = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
STAFF = Acting("test kiosk", NOW, actor="staff")
END = NOW + timedelta(minutes=40)


@pytest.fixture
def lesson(library: Library) -> LessonTime:
    class_id = make_class(library)
    day = timedelta(days=1)
    set_term("Autumn", NOW.date() - 7 * day, NOW.date() + 100 * day, STAFF)
    return open_lesson(class_id, STAFF, "command", END)


def play(desks: Desks, positions: range, *, starts: float = 0) -> None:
    for at, code in scans(positions, STARTS + timedelta(seconds=starts)):
        assert not isinstance(desks.serve(code, at), Fault)


def test_forty_pupils_make_eighty_returns_and_eighty_loans_with_all_their_mistakes(
    library: Library, lesson: LessonTime, desks: Desks
) -> None:
    play(desks, range(1, PUPILS + 1))
    assert library.open_loans() == expected_loans()
    told = roster(lesson, NOW + timedelta(minutes=20))
    assert (told.present, told.borrowers, told.returns, told.loans) == (40, 40, 80, 80)
    assert {tile.state for tile in told.tiles} == {TileState.HAS_BOOKS}
    assert {(tile.borrowed, tile.returned, tile.books) for tile in told.tiles} == {(2, 2, 2)}
    assert (told.average, told.visitors, told.minutes_left) == (2.0, 0, 20)
    # Five times a friend's card slipped in and had an empty turn.
    assert told.turns == PUPILS + 5


def test_the_end_page_says_who_borrowed_who_did_not_and_who_still_holds_what_is_due(
    library: Library, lesson: LessonTime, desks: Desks
) -> None:
    library.lend(library.copy("LATE"), library.patron("P98", name="Zoe Late"), days_ago=20)
    library.patron("P99", name="Abel Absent")
    play(desks, range(1, PUPILS + 1))
    later = STARTS + timedelta(minutes=15)
    desks.scan("P98", later)
    desks.scan("GUEST", later + timedelta(seconds=3))
    desks.scan("GUESTBOOK", later + timedelta(seconds=6))
    closed = close_lesson(lesson, Acting("test kiosk", NOW + timedelta(minutes=20)))
    page = lesson_page(closed, NOW + timedelta(hours=3))
    assert [tile.number for tile in page.not_borrowed] == ["P98"]
    assert [tile.number for tile in page.absent] == ["P99"]
    assert len(page.borrowed) == 40
    assert [(one.pupil.called, one.books, one.titles) for one in page.still_due] == [("Zoe", 1, ())]
    assert page.roster.visitors == 1 and page.roster.loans == 80
    assert page.last is None
    assert page.term and (page.term.loans, page.term.target) == (80, 6)
    assert page.term.per_pupil == pytest.approx(80 / 42)
    (staff_sees,) = lesson_page(closed, NOW, with_titles=True).still_due
    assert staff_sees.titles == ("Book LATE",)


def test_the_next_lesson_is_compared_with_this_one(
    library: Library, lesson: LessonTime, desks: Desks
) -> None:
    play(desks, range(1, PUPILS + 1))
    close_lesson(lesson, Acting("test kiosk", END))
    week = timedelta(days=7)
    nobody = open_lesson(lesson.class_id, Acting("test kiosk", NOW + week / 2), "command")
    close_lesson(nobody, Acting("test kiosk", NOW + week / 2 + timedelta(minutes=1)))
    next_lesson = open_lesson(lesson.class_id, Acting("test kiosk", NOW + week), "command")
    last = lesson_page(next_lesson, NOW + week).last
    assert last and (last.held_on, last.pupils, last.present, last.loans) == (NOW.date(), 40, 40, 80)


def test_a_child_who_runs_away_leaves_no_turn_to_the_next(lesson: LessonTime, desks: Desks) -> None:
    desks.scan("P01", NOW)
    desks.scan(old_book(1, 1), NOW + timedelta(seconds=2))
    assert isinstance(desks.tick(NOW + timedelta(seconds=30)), TurnEnded)
    desks.scan(new_book(1, 1), NOW + timedelta(seconds=31))
    desks.scan("P02", NOW + timedelta(seconds=60))
    told = roster(lesson, NOW + timedelta(minutes=2))
    assert told.loans == 0 and told.tiles[0].books == 1


def test_a_friends_book_is_returned_for_the_friend_who_was_not_here(lesson: LessonTime, desks: Desks) -> None:
    desks.scan(old_book(2, 1), NOW)
    told = roster(lesson, NOW)
    assert (told.tiles[1].returned, told.tiles[1].was_here, told.present) == (1, False, 0)
    assert told.tiles[1].state is TileState.HAS_BOOKS


SCRIPT = """
import sys
from datetime import timedelta
from db.answers.counter.scans import Fault
from db.store.opening import connected, open_store
from kiosk.service.desks import Desks
from lesson_play import STARTS, scans
open_store(sys.argv[1])
with connected():
    desks = Desks(sys.argv[2], ("en", "zh_CN"))
    for at, code in scans(range(int(sys.argv[3]), 41, 2), STARTS):
        answer = desks.serve(code, at)
        assert not isinstance(answer, Fault), code
"""


def test_the_same_lesson_at_two_kiosks_on_one_store_ends_the_same(
    library: Library, lesson: LessonTime
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(library.where), kiosk, first],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for kiosk, first in (("hall", "1"), ("room", "2"))
    ]
    assert [process.communicate(timeout=60)[1] for process in both] == ["", ""]
    assert library.open_loans() == expected_loans()
    told = roster(lesson, END)
    assert (told.present, told.borrowers, told.returns, told.loans) == (40, 40, 80, 80)
    assert {event.kiosk for event in Event.select().where(Event.verb == "lent")} == {"hall", "room"}
    assert Loan.select().where(Loan.returned_at.is_null()).count() == 80
    close_lesson(lesson, Acting("hall", END))
    kept = Lesson.get()
    assert (kept.pupils, kept.present, kept.loans, kept.returns) == (40, 40, 80, 80)


def test_the_command_line_begins_shows_and_ends_a_lesson(
    library: Library, capsys: Captured, tmp_path: Path
) -> None:
    library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6102", name="Ben Smith", class_name="3A")

    def kiosk(*arguments: str) -> int:
        return main(["--language", "en", "lesson", *arguments])

    assert kiosk("end") == 1
    assert capsys.readouterr().err == "No lesson has been held yet.\n"
    assert kiosk("timetable") == 0 and kiosk("timetable", "3A", "tue", "9:05", "9:45") == 0
    assert "Tuesday  09:05-09:45  3A" in capsys.readouterr().out
    assert kiosk("timetable", "3A") == 2
    assert kiosk("start", "3A", "--minutes", "40") == 0
    assert kiosk("show") == 0
    out = capsys.readouterr().out
    assert "0 of 2 pupils came" in out and "40 minutes left." in out and "not yet" in out
    assert kiosk("target", "8") == 0 and kiosk("target", "0") == 2
    assert kiosk("end", "3A", "--pdf", str(tmp_path / "page.pdf")) == 0
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert "pages: 1" in capsys.readouterr().out
    assert kiosk("show") == 0
    assert "Did not come (2)" in capsys.readouterr().out
    assert lesson_time(1).closed_at is not None
